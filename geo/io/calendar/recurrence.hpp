// Internal to geo/io: rules by which an event of iCalendar happens again (RFC 5545, 3.3.10).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/io/calendar/calendar_time.hpp"

namespace jintu::io {

enum class Frequency { daily, weekly, monthly, yearly };

struct RuleDay {
  int weekday = 0;  ///< 0 is Monday
  int which = 0;    ///< of a month: 1 is the first, -1 the last; 0: each
};

/// Daily, weekly, monthly and yearly rules, with INTERVAL, COUNT, UNTIL, WKST, BYDAY, BYMONTHDAY
/// and BYMONTH where these only choose among days.
struct RecurrenceRule {
  Frequency frequency = Frequency::daily;
  int interval = 1;
  std::optional<int> count;
  std::optional<CalendarTime> until;
  int week_start = 0;
  std::vector<RuleDay> days;
  std::vector<int> month_days;  ///< 1 to 31, or -1 to -31 from the end
  std::vector<int> months;
};

/// A fault names the part that is not read.
std::variant<RecurrenceRule, CalendarFault> read_rule(std::string_view value,
                                                      const ZoneOffsets& zones);

/// Days on the event's own clocks, since 1970.
struct DayWindow {
  std::int64_t first = 0, last = 0;
};

/// The days on which it happens, the first of them always the day of `start`. Rules without an end
/// give those in `window` alone; others all. Nothing when there are more than `most`. `steps` is
/// lowered by the days that were looked at, and what is left may be below zero: then nothing, too.
std::optional<std::vector<std::int64_t>> days_of(const RecurrenceRule& rule,
                                                 const CalendarTime& start, DayWindow window,
                                                 std::size_t most, std::int64_t& steps);

}  // namespace jintu::io
