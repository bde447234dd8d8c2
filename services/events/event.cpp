#include "services/events/event.hpp"

#include "geo/base/tianjin_clock.hpp"

namespace jintu::events {

namespace {

using hours::minutes_of_day;
constexpr std::int64_t night_end = 5 * 60;

std::int64_t evening_of(std::int64_t minute) {
  return (minute - night_end) / minutes_of_day * minutes_of_day + night_end;
}

/// From when on it is on: of days from their evening's beginning.
std::int64_t begins(const Times& times) {
  return times.start.value + (times.all_day ? night_end : 0);
}

}  // namespace

std::optional<Times> times_of(const Properties& record) {
  const auto start = parse_minute(record.text("start"));
  if (!start) return std::nullopt;
  Times times;
  times.start = {start->value};
  if (const auto end = parse_minute(record.text("end")); end && end->value > start->value)
    times.end = ClockMinute{end->value};
  const Value* all_day = record.find("all_day");
  const bool* yes = all_day ? std::get_if<bool>(all_day) : nullptr;
  times.all_day = yes && *yes;
  times.cancelled = record.text("status") == "cancelled";
  return times;
}

ClockMinute over_at(const Times& times) {
  if (times.all_day)
    return {(times.end ? times.end->value : times.start.value + minutes_of_day) + night_end};
  if (times.end) return *times.end;
  return {evening_of(times.start.value) + minutes_of_day};
}

bool is_tonight(const Times& times, ClockMinute now) {
  return !is_over(times, now) && begins(times) < evening_of(now.value) + minutes_of_day;
}

hours::Status status_at(const Times& times, ClockMinute now) {
  using hours::OpenState;
  if (times.cancelled || is_over(times, now)) return {OpenState::closed, std::nullopt, {}};
  const std::int64_t begin = begins(times);
  if (now.value < begin) {
    const bool tonight = is_tonight(times, now);
    if (times.all_day) return {tonight ? OpenState::unknown : OpenState::closed, std::nullopt, {}};
    return {tonight ? OpenState::later : OpenState::closed, begin - now.value, {}};
  }
  if (times.all_day) return {OpenState::unknown, std::nullopt, {}};
  if (!times.end) return {OpenState::open, std::nullopt, {}};
  const std::int64_t left = times.end->value - now.value;
  return {left <= 60 ? OpenState::closing : OpenState::open, left, {}};
}

}  // namespace jintu::events
