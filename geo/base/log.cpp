#include "geo/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <chrono>

#include "geo/base/clock.hpp"
#include "geo/base/json.hpp"

namespace jintu::log {

namespace {

constexpr std::array<std::string_view, 5> level_names{"debug", "info", "warning", "error", "off"};

std::atomic<Form> chosen_form{Form::text};

spdlog::level::level_enum native(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      break;
  }
  return spdlog::level::off;
}

spdlog::logger& logger() {
  static const auto made = [] {
    auto one = std::make_shared<spdlog::logger>("jintu",
                                                std::make_shared<spdlog::sinks::stderr_sink_mt>());
    one->set_pattern("%v");
    one->set_level(spdlog::level::info);
    one->flush_on(spdlog::level::trace);
    one->set_error_handler([](const std::string&) {});
    return one;
  }();
  return *made;
}

/// Of one line, whatever is in it.
std::string flat(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

}  // namespace

bool level_of(std::string_view word, Level& level) {
  for (std::size_t i = 0; i < level_names.size(); ++i)
    if (level_names[i] == word) {
      level = static_cast<Level>(i);
      return true;
    }
  return false;
}

bool form_of(std::string_view word, Form& form) {
  if (word != "text" && word != "json") return false;
  form = word == "json" ? Form::json : Form::text;
  return true;
}

void configure(Level least, Form form) {
  chosen_form = form;
  logger().set_level(native(least));
}

Form form() { return chosen_form; }
bool tells(Level level) { return logger().should_log(native(level)); }

std::string line(Form form, std::string_view level, std::string_view event, std::string_view detail,
                 std::initializer_list<Field> fields) {
  const std::string time = utc_text(std::chrono::system_clock::now(), Fraction::milliseconds);
  if (form == Form::json) {
    Json json{{"time", time}, {"level", level}, {"event", event}};
    if (!detail.empty()) json["detail"] = detail;
    for (const Field& field : fields) {
      Json& member = json[std::string(field.name)];
      member = field.kind == Field::Kind::literal ? Json::parse(field.value) : Json(field.value);
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  std::string text = time;
  text.append(" ").append(level).append(" ").append(event);
  if (!detail.empty()) text.append(": ").append(flat(detail));
  for (const Field& field : fields)
    text.append(" ").append(field.name).append("=").append(flat(field.value));
  return text;
}

void write(Level level, std::string_view event, std::string_view detail,
           std::initializer_list<Field> fields) noexcept {
  try {
    if (!tells(level)) return;
    logger().log(
        native(level), spdlog::string_view_t("{}"),
        line(chosen_form, level_names[static_cast<std::size_t>(level)], event, detail, fields));
  } catch (...) {  // no memory for a line: the service goes on without it
  }
}

}  // namespace jintu::log
