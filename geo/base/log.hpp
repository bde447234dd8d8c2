// What a running server has to tell its operator: one line an event, on standard error.
//
// Text for people at a terminal, JSON lines for what collects logs. What a command tells its user
// is no log and goes its own way.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace jintu::log {

enum class Level { debug, info, warning, error, off };
enum class Form {
  text,  ///< 2026-11-30T12:00:00.123Z error siting job: what happened id=5f0c
  json   ///< {"time":…,"level":"error","event":"siting job","detail":"what happened","id":"5f0c"}
};

/// Nothing when there is no such word.
bool level_of(std::string_view word, Level& level);
bool form_of(std::string_view word, Form& form);

/// Once, before threads start. Without it: info and text.
void configure(Level least, Form form);
Form form();
bool tells(Level level);

struct Field {
  std::string_view name;
  std::string value;
  enum class Kind { text, literal } kind = Kind::text;  ///< literal: a number, true or false
};

/// `event` is a short stable name of the kind of thing, `detail` what happened. Any thread; throws
/// nothing: a log that cannot be written must not stop the service.
void write(Level level, std::string_view event, std::string_view detail,
           std::initializer_list<Field> fields = {}) noexcept;

inline void info(std::string_view event, std::string_view detail,
                 std::initializer_list<Field> fields = {}) noexcept {
  write(Level::info, event, detail, fields);
}
inline void warning(std::string_view event, std::string_view detail,
                    std::initializer_list<Field> fields = {}) noexcept {
  write(Level::warning, event, detail, fields);
}
inline void error(std::string_view event, std::string_view detail,
                  std::initializer_list<Field> fields = {}) noexcept {
  write(Level::error, event, detail, fields);
}

/// The same line as `write` makes, without its end: for logs that have a file of their own.
std::string line(Form form, std::string_view level, std::string_view event, std::string_view detail,
                 std::initializer_list<Field> fields);

}  // namespace jintu::log
