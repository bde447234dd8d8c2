// Opening hours in the part of OSM's `opening_hours` that the data uses, read just as
// web/src/domain/hours.ts reads them: tests/fixtures/hours.json holds both to the same answers.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "services/hours/calendar.hpp"

namespace jintu::hours {

/// Minutes of the day; `end` may run past its last minute.
struct Interval {
  std::int64_t start = 0, end = 0;
};

struct Rule {
  unsigned days = 0;  ///< bit 0 is Monday
  bool holidays = false;
  std::vector<Interval> times;  ///< empty: closed
};

/// The last rule that fits a day holds.
using Hours = std::vector<Rule>;

/// Rules joined by ';': weekdays (`Mo`, `Mo-Fr`, `Sa,Su`), public holidays (`PH`), times
/// (`18:00-22:00`, past midnight too), `24/7`, `off`. Nothing for anything else: it is not guessed.
std::optional<Hours> parse_hours(std::string_view text);

enum class OpenState { open, closing, closed, unknown };
/// "open", "closing", "closed", "unknown".
std::string_view to_string(OpenState state);

struct Status {
  OpenState state = OpenState::unknown;
  /// Until the state changes; nothing when it does not, or that is not known.
  std::optional<std::int64_t> minutes_left;
  friend bool operator==(const Status&, const Status&) = default;
};

/// `closing` is open for an hour at most. Where the hours speak of holidays and a day's year has no
/// notice yet, both readings are tried: what they agree on is said, the rest is unknown.
Status status_at(const Hours& hours, ClockMinute now, const Calendar& calendar);

}  // namespace jintu::hours
