// What is open at a minute: every text of hours asked once, places in the order of lists, and the
// hours of a week.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "services/hours/calendar.hpp"
#include "services/hours/hours.hpp"
#include "services/pages/places.hpp"

namespace jintu::pages {

using hours::ClockMinute;
using hours::OpenState;

/// "open", "closing", "later", "unknown", "closed": the order of lists.
inline constexpr std::array<OpenState, 5> state_order{
    OpenState::open, OpenState::closing, OpenState::later, OpenState::unknown, OpenState::closed};

/// One minute on Tianjin's clocks. `places` outlives it.
class Evening {
 public:
  Evening(const Places& places, ClockMinute now, const hours::Calendar& calendar);

  ClockMinute now() const { return now_; }
  const Places& places() const { return *places_; }
  /// Unknown for a place that is not asked whether it is open.
  hours::Status of(const Place& place) const;
  /// An event that is over: on no list any more.
  bool is_over(const Place& place) const {
    return place.event && events::is_over(*place.event, now_);
  }
  /// How many of a layer lists show.
  std::size_t count(std::string_view layer) const;
  /// Events of this evening that are not over, in the order of lists.
  std::vector<const Place*> tonight() const;
  /// How many night streets and venues are in that state.
  std::size_t count(OpenState state) const { return counts_[static_cast<std::size_t>(state)]; }
  /// Somewhere a holiday matters that nobody has announced yet.
  bool doubts_calendar() const { return doubts_calendar_; }

  /// Where a place stands in lists: by state, then night streets first, those with a brand, those
  /// with a name, as they stand in their layers. Nobody's position counts.
  std::size_t rank_of(const Place& place) const { return ranks_[place.index]; }
  void sort(std::vector<const Place*>& list) const;

 private:
  const Places* places_;
  ClockMinute now_;
  std::vector<hours::Status> by_hours_;
  std::vector<std::size_t> ranks_;  ///< by the number of the place
  std::array<std::size_t, 5> counts_{};
  bool doubts_calendar_ = false;
};

/// Minute of the day on 24-hour clocks: "18:05".
std::string clock_text(std::int64_t minute);

/// A stretch of one day's hours, from five in the morning on: minutes of that day; past midnight
/// they count on beyond 1440.
struct OpenSpan {
  std::int64_t from = 0, to = 0;
  bool known = true;  ///< else it is not known whether the place is open then
};
struct DayHours {
  std::int64_t day = 0;  ///< since 1970
  hours::DayKind kind = hours::DayKind::ordinary;
  std::vector<OpenSpan> spans;
  bool all_day = false, all_unknown = false;
  hours::Doubt doubt = hours::Doubt::none;
};
/// The evening that `now` belongs to and the six after it.
std::array<DayHours, 7> week_of(const hours::Hours& hours, ClockMinute now,
                                const hours::Calendar& calendar);

/// What the list is narrowed to by a chip.
enum class Wanted { anything, food, market, landmark };
bool is_wanted(const Place& place, Wanted wanted);

}  // namespace jintu::pages
