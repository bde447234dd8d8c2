// What opening hours say at a minute on Tianjin's clocks, just as web/src/domain/hours.ts says it:
// tests/fixtures/hours.json holds both to the same answers. What is past midnight belongs to the
// evening before, and a night ends at five.
//
// Where it is not certain which hours a day has, all readings are tried; what they agree on is
// said, the rest is unknown: days of a year whose holidays are not announced, where the hours speak
// of holidays, and days off that are worked (调休), where working days differ from the weekend.
#pragma once

#include <optional>
#include <string_view>

#include "services/hours/calendar.hpp"
#include "services/hours/hours_text.hpp"

namespace jintu::hours {

enum class OpenState {
  open,
  closing,  ///< open, for an hour at most
  later,    ///< closed, and opens before the night ends
  closed,
  unknown
};
/// "open", "closing", "later", "closed", "unknown".
std::string_view to_string(OpenState state);

/// Why one should ask before going.
enum class Doubt {
  none,
  calendar,  ///< the holidays of that year are not known, and one could matter
  makeup,    ///< a day off that is worked
  holiday    ///< a holiday of which the hours do not speak
};

struct Status {
  OpenState state = OpenState::unknown;
  /// Until the place opens or closes; nothing when it does not within a fortnight, or that is not
  /// known.
  std::optional<std::int64_t> minutes_left;
  Doubt doubt = Doubt::none;
  friend bool operator==(const Status&, const Status&) = default;
};

Status status_at(const Hours& hours, ClockMinute now, const Calendar& calendar);

}  // namespace jintu::hours
