#include "services/events/last_trains.hpp"

#include <algorithm>
#include <tuple>

namespace jintu::events {

namespace {

constexpr std::int64_t night_end = 5 * 60;

/// Minutes of "00:12"; the schema lets nothing else in.
std::optional<std::int64_t> clock_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0, 1, 3, 4})
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  const std::int64_t minute =
      ((text[0] - '0') * 10 + (text[1] - '0')) * 60 + (text[3] - '0') * 10 + (text[4] - '0');
  return minute < hours::minutes_of_day ? std::optional(minute) : std::nullopt;
}

}  // namespace

std::int64_t LastTrain::last_minute() const {
  const std::int64_t minute = clock_of(last).value_or(0);
  return minute < night_end ? minute + hours::minutes_of_day : minute;
}

bool LastTrain::has_gone(hours::ClockMinute now) const {
  const std::int64_t day = (now.value - night_end) / hours::minutes_of_day;
  return now.value - day * hours::minutes_of_day > last_minute();
}

LastTrains::LastTrains(const Snapshot& snapshot) {
  const auto layer = snapshot.layer("last_trains");
  if (!layer) return;
  for (const Feature& feature : layer->features()) {
    const Properties& p = feature.properties;
    LastTrain train;
    train.line = p.text("line");
    train.towards = p.text("towards");
    train.towards_en = p.text("towards_en");
    train.first = p.text("first");
    train.last = p.text("last");
    train.note = p.text("note_zh");
    train.source = p.text("source");
    train.checked_on = p.text("checked_on");
    const Value* sample = p.find("sample");
    train.sample = sample && std::get_if<bool>(sample) && *std::get_if<bool>(sample);
    if (train.line.empty() || train.towards.empty() || !clock_of(train.last)) continue;
    by_station_[std::string(p.text("station"))].push_back(std::move(train));
  }
  for (auto& entry : by_station_)
    std::sort(entry.second.begin(), entry.second.end(), [](const auto& a, const auto& b) {
      return std::tie(a.line, a.towards) < std::tie(b.line, b.towards);
    });
}

const std::vector<LastTrain>& LastTrains::at(std::string_view station) const {
  static const std::vector<LastTrain> none;
  // 天津站 is called so; 营口道站 is 营口道.
  constexpr std::string_view suffix = "站";
  auto found = by_station_.find(station);
  if (found == by_station_.end() && station.ends_with(suffix))
    found = by_station_.find(station.substr(0, station.size() - suffix.size()));
  if (found == by_station_.end()) found = by_station_.find(std::string(station).append(suffix));
  return found == by_station_.end() ? none : found->second;
}

}  // namespace jintu::events
