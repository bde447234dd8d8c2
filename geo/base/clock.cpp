#include "geo/base/clock.hpp"

#include <cstdio>
#include <ctime>

namespace jintu {

namespace {

std::string formatted(Moment moment, const char* format) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(moment));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

std::string utc_text(Moment moment, Fraction fraction) {
  std::string text = formatted(moment, "%Y-%m-%dT%H:%M:%S");
  if (fraction == Fraction::milliseconds) {
    const auto within = moment - std::chrono::floor<std::chrono::seconds>(moment);
    char part[16];
    std::snprintf(
        part, sizeof part, ".%03d",
        static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(within).count()));
    text += part;
  }
  return text + 'Z';
}

std::string beijing_text(Moment moment) {
  return formatted(moment + std::chrono::hours(8), "%Y-%m-%d %H:%M");
}

}  // namespace jintu
