// Events of the layer `events`: when they are on, and to which evening they belong. What is past
// midnight belongs to the evening before, and an evening ends at five, as with opening hours. The
// same as web/src/domain/happenings.ts: tests/fixtures/events.json holds both to the same answers.
#pragma once

#include <optional>
#include <string>

#include "geo/feature/feature.hpp"
#include "services/hours/hours.hpp"

namespace jintu::events {

using hours::ClockMinute;

/// Minutes on Tianjin's clocks.
struct Times {
  ClockMinute start;
  std::optional<ClockMinute> end;  ///< nothing: it is not known when it ends
  bool all_day = false;            ///< only the days are known
  bool cancelled = false;
};

/// Of a record; nothing where its times cannot be read.
std::optional<Times> times_of(const Properties& record);

/// The minute from which nobody finds it on any more. Where no end is known, the end of the evening
/// that it begins in; of days, the end of the last one's evening.
ClockMinute over_at(const Times& times);
inline bool is_over(const Times& times, ClockMinute now) {
  return over_at(times).value <= now.value;
}

/// Whether it is on, or will be, in the evening that `now` belongs to, and is not over.
bool is_tonight(const Times& times, ClockMinute now);

/// open: on now; closing: for an hour at most; later: begins this evening; closed: before or after
/// that; unknown: the day is right, and no time of it is known. One that was cancelled is closed.
hours::Status status_at(const Times& times, ClockMinute now);

}  // namespace jintu::events
