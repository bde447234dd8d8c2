// Days and minutes on Tianjin's clocks, and the holidays that the State Council's notices fix.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "geo/base/json.hpp"

namespace jintu::hours {

inline constexpr std::int64_t minutes_of_day = 1440;

/// Minutes since 1970-01-01 00:00 as clocks in Tianjin show them (UTC+8, no summer time).
struct ClockMinute {
  std::int64_t value = 0;
  std::int64_t day() const { return value / minutes_of_day; }  ///< since 1970; never negative
};

/// "2026-11-23T22:30" and nothing else; years 1970 to 9999. Nothing when there is no such minute.
std::optional<ClockMinute> parse_clock_minute(std::string_view text);

enum class DayKind {
  ordinary,
  holiday,
  workday,  ///< 调休: a day off that is worked
  unknown   ///< of a year without a notice: it follows from no rule
};

class Calendar {
 public:
  Calendar() = default;  ///< no year is known
  /// From data/holidays.json (data/schemas/holidays.schema.json). Throws Error{bad_input}.
  explicit Calendar(const Json& table);

  /// `day` counts from 1970-01-01.
  DayKind kind_of(std::int64_t day) const;

 private:
  std::set<int> years_;
  std::map<std::int64_t, DayKind> days_;
};

}  // namespace jintu::hours
