#include "services/pages/evening.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace jintu::pages {

namespace {

constexpr std::int64_t night_end = 5 * 60;
/// What is not known is looked at again after so many minutes.
constexpr std::int64_t look_again = 30;

std::size_t rank(OpenState state) {
  return static_cast<std::size_t>(std::find(state_order.begin(), state_order.end(), state) -
                                  state_order.begin());
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

DayHours hours_of_day(const hours::Hours& rules, std::int64_t day,
                      const hours::Calendar& calendar) {
  DayHours result;
  result.day = day;
  result.kind = calendar.kind_of(day);
  const std::int64_t begin = day * hours::minutes_of_day + night_end;
  const std::int64_t end = begin + hours::minutes_of_day;
  for (std::int64_t at = begin; at < end;) {
    const hours::Status status = hours::status_at(rules, {at}, calendar);
    const std::int64_t next =
        std::min(end, at + std::max<std::int64_t>(1, status.minutes_left.value_or(look_again)));
    if (status.doubt != hours::Doubt::none) result.doubt = status.doubt;
    const bool open = status.state == OpenState::open || status.state == OpenState::closing;
    const bool unknown = status.state == OpenState::unknown;
    if (open || unknown) {
      const std::int64_t from = at - day * hours::minutes_of_day, to = from + next - at;
      if (!result.spans.empty() && result.spans.back().to == from &&
          result.spans.back().known == open)
        result.spans.back().to = to;
      else
        result.spans.push_back({from, to, open});
    }
    at = next;
  }
  if (result.spans.size() == 1 &&
      result.spans[0].to - result.spans[0].from == hours::minutes_of_day)
    (result.spans[0].known ? result.all_day : result.all_unknown) = true;
  return result;
}

}  // namespace

Evening::Evening(const Places& places, ClockMinute now, const hours::Calendar& calendar)
    : places_(&places), now_(now) {
  for (const auto& rules : places.hours())
    by_hours_.push_back(rules ? hours::status_at(*rules, now, calendar) : hours::Status{});
  using Key = std::tuple<std::size_t, std::ptrdiff_t, bool, bool, std::size_t>;
  std::vector<Key> keys;
  for (const Place& place : places.all()) {
    const auto layer = std::find(place_layers.begin(), place_layers.end(), place.layer);
    const bool nameless = place.layer == "venues" && !place.flag("named");
    keys.emplace_back(rank(of(place).state), layer - place_layers.begin(), place.brand < 0,
                      nameless, place.index);
  }
  std::sort(keys.begin(), keys.end());
  ranks_.resize(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) ranks_[std::get<4>(keys[i])] = i;
  for (const Place& place : places.all()) {
    if (place.layer != "night_streets" && place.layer != "venues") continue;
    const hours::Status status = of(place);
    ++counts_[static_cast<std::size_t>(status.state)];
    doubts_calendar_ |= status.doubt == hours::Doubt::calendar;
  }
}

std::size_t Evening::count(std::string_view layer) const {
  return static_cast<std::size_t>(
      std::count_if(places_->all().begin(), places_->all().end(),
                    [&](const Place& place) { return place.layer == layer && !is_over(place); }));
}

std::vector<const Place*> Evening::tonight() const {
  std::vector<const Place*> list;
  for (const Place& place : places_->all())
    if (place.event && events::is_tonight(*place.event, now_)) list.push_back(&place);
  sort(list);
  return list;
}

hours::Status Evening::of(const Place& place) const {
  if (place.event) return events::status_at(*place.event, now_);
  return place.hours < 0 ? hours::Status{} : by_hours_[static_cast<std::size_t>(place.hours)];
}

void Evening::sort(std::vector<const Place*>& list) const {
  std::sort(list.begin(), list.end(),
            [this](const Place* a, const Place* b) { return rank_of(*a) < rank_of(*b); });
}

std::string clock_text(std::int64_t minute) {
  const std::int64_t of_day =
      ((minute % hours::minutes_of_day) + hours::minutes_of_day) % hours::minutes_of_day;
  char text[32];
  std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(of_day / 60),
                static_cast<int>(of_day % 60));
  return text;
}

std::array<DayHours, 7> week_of(const hours::Hours& hours, ClockMinute now,
                                const hours::Calendar& calendar) {
  const std::int64_t first = ClockMinute{now.value - night_end}.day();
  std::array<DayHours, 7> week;
  for (std::size_t i = 0; i < week.size(); ++i)
    week[i] = hours_of_day(hours, first + static_cast<std::int64_t>(i), calendar);
  return week;
}

bool is_wanted(const Place& place, Wanted wanted) {
  const std::string_view kind = place.fact("kind");
  const bool venue = place.layer == "venues", street = place.layer == "night_streets";
  const auto is_one_of = [kind](std::initializer_list<std::string_view> kinds) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  switch (wanted) {
    case Wanted::anything:
      return true;
    case Wanted::food:
      return venue ? is_one_of({"restaurant", "fast_food", "cafe", "bar"})
                   : street && (kind == "food" ||
                                has_any(place.name_zh, {"美食", "小吃", "食品街", "餐饮"}));
    case Wanted::market:
      return venue ? kind == "market"
                   : street && (has_any(kind, {"night_market"}) ||
                                has_any(place.name_zh, {"夜市", "集市", "市集"}));
    case Wanted::landmark:
      return place.layer == "checkin_spots" || place.layer == "heritage_blocks" ||
             (venue && is_one_of({"museum", "attraction", "theatre"}));
  }
  return true;
}

}  // namespace jintu::pages
