#include "services/hours/calendar.hpp"

#include <charconv>
#include <chrono>
#include <string>

#include "geo/base/error.hpp"

namespace jintu::hours {

namespace {

using std::chrono::day, std::chrono::month, std::chrono::year;

/// Digits only, the whole text.
std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.front() == '-')
    return std::nullopt;
  return value;
}

/// "2026-11-23" as days since 1970.
std::optional<std::int64_t> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number(text.substr(0, 4)), m = number(text.substr(5, 2)),
             d = number(text.substr(8, 2));
  if (!y || !m || !d || *y < 1970) return std::nullopt;
  const std::chrono::year_month_day date{year(*y), month(static_cast<unsigned>(*m)),
                                         day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

[[noreturn]] void bad_table(const std::string& what) {
  throw Error(ErrorCode::bad_input, "节假日表有误 the table of holidays: " + what);
}

}  // namespace

std::optional<ClockMinute> parse_clock_minute(std::string_view text) {
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':') return std::nullopt;
  const auto date = parse_day(text.substr(0, 10));
  const auto h = number(text.substr(11, 2)), m = number(text.substr(14, 2));
  if (!date || !h || !m || *h > 23 || *m > 59) return std::nullopt;
  return ClockMinute{*date * minutes_of_day + *h * 60 + *m};
}

Calendar::Calendar(const Json& table) {
  if (!table.is_object() || !table.contains("years") || !table["years"].is_array())
    bad_table("expected an array \"years\"");
  for (const Json& entry : table["years"]) {
    if (!entry.is_object() || !entry.contains("year") || !entry["year"].is_number_integer() ||
        !entry.contains("days") || !entry["days"].is_array())
      bad_table("each year needs \"year\", a whole number, and \"days\", an array");
    years_.insert(entry["year"].get<int>());
    for (const Json& named : entry["days"]) {
      const bool formed = named.is_object() && named.contains("date") &&
                          named["date"].is_string() && named.contains("kind") &&
                          named["kind"].is_string();
      const auto date = formed ? parse_day(named["date"].get<std::string>()) : std::nullopt;
      if (!date) bad_table("each day needs \"date\" (YYYY-MM-DD) and \"kind\"");
      const auto kind = named["kind"].get<std::string>();
      if (kind != "holiday" && kind != "workday")
        bad_table("kind must be holiday or workday, not " + kind);
      days_[*date] = kind == "holiday" ? DayKind::holiday : DayKind::workday;
    }
  }
}

DayKind Calendar::kind_of(std::int64_t date) const {
  if (const auto it = days_.find(date); it != days_.end()) return it->second;
  const std::chrono::year_month_day civil{std::chrono::sys_days(std::chrono::days(date))};
  return years_.contains(static_cast<int>(civil.year())) ? DayKind::ordinary : DayKind::unknown;
}

}  // namespace jintu::hours
