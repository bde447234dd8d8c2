#include "geo/base/tianjin_clock.hpp"

#include <chrono>
#include <cstdio>

namespace jintu {

namespace {

constexpr std::int64_t minutes_of_day = 1440, tianjin = 8 * 60;

/// The next `count` digits; nothing where something else stands.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// "18:05" at `at`.
std::optional<int> clock_at(std::string_view text, std::size_t at) {
  const auto hour = digits(text, at, 2), minute = digits(text, at + 3, 2);
  if (!hour || !minute || text[at + 2] != ':' || *hour > 23 || *minute > 59) return std::nullopt;
  return *hour * 60 + *minute;
}

}  // namespace

std::optional<std::int64_t> parse_day(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *year < 1970) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<WrittenMinute> parse_minute(std::string_view text) {
  const auto day = parse_day(text.substr(0, 10));
  if (!day || text.size() < 16 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
    return std::nullopt;
  const auto clock = clock_at(text, 11);
  if (!clock) return std::nullopt;
  WrittenMinute minute{*day * minutes_of_day + *clock, false};
  std::string_view rest = text.substr(16);
  if (rest.starts_with(':')) {
    const auto seconds = digits(rest, 1, 2);
    if (!seconds || *seconds > 60) return std::nullopt;
    rest.remove_prefix(3);
    if (rest.starts_with('.')) {
      std::size_t end = 1;
      while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') ++end;
      if (end == 1 || end > 10) return std::nullopt;
      rest.remove_prefix(end);
    }
  }
  if (rest.empty()) return minute;
  minute.has_offset = true;
  if (rest == "Z" || rest == "z") {
    minute.value += tianjin;
  } else {
    const auto offset = rest.size() == 6 ? clock_at(rest, 1) : std::nullopt;
    if (!offset || (rest[0] != '+' && rest[0] != '-')) return std::nullopt;
    minute.value += tianjin - (rest[0] == '+' ? *offset : -*offset);
  }
  if (minute.value < 0) return std::nullopt;
  return minute;
}

std::string day_text(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string minute_text(std::int64_t minute) {
  const std::int64_t of_day = minute % minutes_of_day;
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:00+08:00", static_cast<int>(of_day / 60),
                static_cast<int>(of_day % 60));
  return day_text(minute / minutes_of_day) + text;
}

}  // namespace jintu
