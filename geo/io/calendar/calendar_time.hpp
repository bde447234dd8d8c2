// Internal to geo/io: moments, durations and time zones of iCalendar.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "geo/io/calendar/content_lines.hpp"

namespace jintu::io {

/// Minutes from UTC of zones that keep one offset all the year.
using ZoneOffsets = std::map<std::string, std::optional<int>, std::less<>>;

struct CalendarTime {
  std::int64_t local = 0;  ///< minutes since 1970-01-01 00:00 on the clocks of its zone
  int offset = 0;          ///< of these clocks from UTC, in minutes
  bool date_only = false;
  bool floating = false;  ///< no zone was named; Tianjin's was taken

  /// On Tianjin's clocks. A day stays that day wherever it is.
  std::int64_t in_tianjin() const { return date_only ? local : local - offset + 8 * 60; }
};

/// What is wrong, in words for people, and its code.
struct CalendarFault {
  std::string code, words;
};

/// Of DTSTART, DTEND, UNTIL, EXDATE, RECURRENCE-ID. `zones`: of the file's own VTIMEZONEs; without
/// an offset where theirs changes in the year. Asia/Shanghai and its kin are known.
std::variant<CalendarTime, CalendarFault> read_time(std::string_view value, std::string_view tzid,
                                                    const ZoneOffsets& zones);

/// Minutes of "PT2H30M", "P1D", "P2W"; nothing for what is none, or not above zero,
/// or beyond a century.
std::optional<std::int64_t> read_duration(std::string_view value);

/// Minutes of "+0800" or "-0330".
std::optional<int> read_offset(std::string_view value);

}  // namespace jintu::io
