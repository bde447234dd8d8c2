// First and last trains as they were entered (layer `last_trains`). The same as
// web/src/domain/last-trains.ts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/feature/layer.hpp"
#include "services/hours/calendar.hpp"

namespace jintu::events {

struct LastTrain {
  std::string line;         ///< "3号线"
  std::string towards;      ///< the terminus
  std::string towards_en;   ///< may be empty
  std::string first, last;  ///< "05:58", "00:12"; the former may be empty
  std::string note, source, checked_on;
  bool sample = false;

  /// Minutes from the beginning of the evening's day to the last train: past midnight, until five,
  /// it belongs to the evening before.
  std::int64_t last_minute() const;
  /// It has gone, and the night is not over.
  bool has_gone(hours::ClockMinute now) const;
};

/// Immutable. By station.
class LastTrains {
 public:
  explicit LastTrains(const Snapshot& snapshot);
  /// By line and direction. The name may end with 站, or lack it. Empty: none is entered.
  const std::vector<LastTrain>& at(std::string_view station) const;
  bool empty() const { return by_station_.empty(); }

 private:
  std::map<std::string, std::vector<LastTrain>, std::less<>> by_station_;
};

}  // namespace jintu::events
