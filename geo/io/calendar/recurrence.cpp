#include "geo/io/calendar/recurrence.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

using Date = std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

Date date_of(std::int64_t day) { return Date{std::chrono::sys_days(std::chrono::days(day))}; }
int weekday_of(std::int64_t day) { return static_cast<int>(((day + 3) % 7 + 7) % 7); }
int last_day(const Date& date) {
  const auto last =
      std::chrono::year_month_day_last{date.year(), std::chrono::month_day_last{date.month()}};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}
int month_number(const Date& date) {
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month()));
}

std::optional<int> weekday_named(std::string_view name) {
  const auto found = std::find(weekdays.begin(), weekdays.end(), name);
  return found == weekdays.end() ? std::nullopt
                                 : std::optional(static_cast<int>(found - weekdays.begin()));
}

/// Each part between commas; false when `take` refuses one, or there is none.
template <class Take>
bool for_each_part(std::string_view list, Take take) {
  while (true) {
    const auto end = std::min(list.find(','), list.size());
    if (!take(list.substr(0, end))) return false;
    if (end == list.size()) return true;
    list.remove_prefix(end + 1);
  }
}

std::optional<int> integer_in(std::string_view text, int least, int most) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto value = parse_integer(text);
  if (!value || *value < least || *value > most) return std::nullopt;
  return static_cast<int>(*value);
}

bool take_part(RecurrenceRule& rule, std::string_view name, std::string_view value,
               const ZoneOffsets& zones) {
  const auto into = [&](std::vector<int>& list, int least, int most) {
    return for_each_part(value, [&](std::string_view part) {
      const auto number = integer_in(part, least, most);
      if (number && *number != 0) list.push_back(*number);
      return number && *number != 0 && list.size() <= 64;
    });
  };
  if (name == "FREQ") {
    static constexpr std::array<std::string_view, 4> names{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    const auto found = std::find(names.begin(), names.end(), value);
    if (found == names.end()) return false;
    rule.frequency = static_cast<Frequency>(found - names.begin());
    return true;
  }
  if (name == "INTERVAL" || name == "COUNT") {
    const auto number = integer_in(value, 1, 100'000);
    if (!number) return false;
    if (name == "COUNT")
      rule.count = *number;
    else
      rule.interval = *number;
    return true;
  }
  if (name == "UNTIL") {
    const auto time = read_time(value, "", zones);
    if (!std::holds_alternative<CalendarTime>(time)) return false;
    rule.until = std::get<CalendarTime>(time);
    return true;
  }
  if (name == "WKST") {
    const auto day = weekday_named(value);
    rule.week_start = day.value_or(0);
    return day.has_value();
  }
  if (name == "BYDAY")
    return for_each_part(value, [&](std::string_view part) {
      if (part.size() < 2 || rule.days.size() >= 64) return false;
      const auto day = weekday_named(part.substr(part.size() - 2));
      const auto which =
          part.size() == 2 ? std::optional(0) : integer_in(part.substr(0, part.size() - 2), -5, 5);
      if (!day || !which || (part.size() > 2 && *which == 0)) return false;
      rule.days.push_back({*day, *which});
      return true;
    });
  if (name == "BYMONTHDAY") return into(rule.month_days, -31, 31);
  if (name == "BYMONTH") return into(rule.months, 1, 12);
  return false;
}

bool is_on_weekday(const RecurrenceRule& rule, std::int64_t day, const Date& date) {
  const int month_day = static_cast<int>(static_cast<unsigned>(date.day()));
  return std::any_of(rule.days.begin(), rule.days.end(), [&](const RuleDay& wanted) {
    if (wanted.weekday != weekday_of(day)) return false;
    if (wanted.which == 0) return true;
    return wanted.which > 0 ? (month_day - 1) / 7 + 1 == wanted.which
                            : (last_day(date) - month_day) / 7 + 1 == -wanted.which;
  });
}

bool is_on_month_day(const RecurrenceRule& rule, const Date& date) {
  const int month_day = static_cast<int>(static_cast<unsigned>(date.day()));
  return std::any_of(rule.month_days.begin(), rule.month_days.end(), [&](int wanted) {
    return wanted > 0 ? wanted == month_day : last_day(date) + 1 + wanted == month_day;
  });
}

bool happens(const RecurrenceRule& rule, std::int64_t first, std::int64_t day) {
  const Date date = date_of(day), begin = date_of(first);
  const auto week = [&](std::int64_t of) { return (of + 3 - rule.week_start + 7) / 7; };
  const int month = static_cast<int>(static_cast<unsigned>(date.month()));
  if (!rule.months.empty() &&
      std::find(rule.months.begin(), rule.months.end(), month) == rule.months.end())
    return false;
  const bool by_weekday = rule.days.empty() || is_on_weekday(rule, day, date);
  const bool by_month_day = rule.month_days.empty() || is_on_month_day(rule, date);
  switch (rule.frequency) {
    case Frequency::daily:
      return (day - first) % rule.interval == 0 && by_weekday && by_month_day;
    case Frequency::weekly:
      return (week(day) - week(first)) % rule.interval == 0 &&
             (rule.days.empty() ? weekday_of(day) == weekday_of(first) : by_weekday);
    case Frequency::monthly:
      return (month_number(date) - month_number(begin)) % rule.interval == 0 &&
             (rule.days.empty() && rule.month_days.empty() ? date.day() == begin.day()
                                                           : by_weekday && by_month_day);
    case Frequency::yearly:
      return (static_cast<int>(date.year()) - static_cast<int>(begin.year())) % rule.interval ==
                 0 &&
             date.month() == begin.month() && date.day() == begin.day();
  }
  return false;
}

}  // namespace

std::variant<RecurrenceRule, CalendarFault> read_rule(std::string_view value,
                                                      const ZoneOffsets& zones) {
  RecurrenceRule rule;
  bool has_frequency = false;
  const auto refused = [](std::string_view part) {
    return CalendarFault{"unsupported_rule",
                         "RRULE: 不读 " + std::string(part.substr(0, 60)) +
                             " is not read; write the occurrences as events of their own"};
  };
  std::string_view rest = value;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    const auto equals = std::min(part.find('='), part.size());
    if (!take_part(rule, part.substr(0, equals), part.substr(std::min(part.size(), equals + 1)),
                   zones))
      return refused(part);
    has_frequency = has_frequency || part.starts_with("FREQ");
  }
  if (!has_frequency) return refused("a rule without FREQ");
  const bool nth = std::any_of(rule.days.begin(), rule.days.end(),
                               [](const RuleDay& day) { return day.which != 0; });
  if (nth && rule.frequency != Frequency::monthly) return refused("BYDAY=n outside FREQ=MONTHLY");
  if (!rule.month_days.empty() && rule.frequency == Frequency::weekly)
    return refused("BYMONTHDAY with FREQ=WEEKLY");
  if (rule.frequency == Frequency::yearly &&
      !(rule.days.empty() && rule.month_days.empty() && rule.months.empty()))
    return refused("BY… with FREQ=YEARLY");
  return rule;
}

std::optional<std::vector<std::int64_t>> days_of(const RecurrenceRule& rule,
                                                 const CalendarTime& start, DayWindow window,
                                                 std::size_t most, std::int64_t& steps) {
  const std::int64_t first = start.local / 1440, of_day = start.local % 1440;
  const bool endless = !rule.count && !rule.until;
  constexpr std::int64_t centuries = 366 * 200;
  // Without a zone its clocks are those of the beginning.
  const std::int64_t until =
      rule.until ? rule.until->local - (rule.until->floating ? start.offset : rule.until->offset)
                 : 0;
  std::vector<std::int64_t> days;
  std::int64_t found = 0;
  // A day can be told by itself: only who counts has to begin with the first.
  for (std::int64_t day = endless ? std::max(first, window.first) : first; day <= first + centuries;
       ++day) {
    if (endless && day > window.last) break;
    if (--steps < 0) return std::nullopt;
    if (rule.until) {
      const bool past = rule.until->date_only ? day > rule.until->local / 1440
                                              : day * 1440 + of_day - start.offset > until;
      if (past) break;
    }
    if (day != first && !happens(rule, first, day)) continue;
    ++found;
    days.push_back(day);
    if (days.size() > most) return std::nullopt;
    if (rule.count && found >= *rule.count) break;
  }
  return days;
}

}  // namespace jintu::io
