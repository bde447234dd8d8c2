// Where a place is, in people's words: the street it stands by and what is known beside it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::siting {

/// Nearest of what has a name: none of it is an address that anybody gave out.
struct Address {
  std::string street, street_en;  ///< a road with a name within `street_reach`; may be empty
  double street_metres = 0;
  std::string near, near_en;  ///< a named place within `near_reach`; may be empty
  double near_metres = 0;
};

inline constexpr double street_reach = 150, near_reach = 250;  // metres

/// Immutable; any number of threads.
class Addresses {
 public:
  /// Of named roads (`osm_roads`) and named points (`osm_pois`, `osm_metro`, `demand`); layers that
  /// are not there have none.
  Addresses(const FeatureStore& store, const Progress& progress);

  /// In the straight line. A named place that stands just there is not its own neighbour.
  Address at(Position p) const;

 private:
  using Cell = std::pair<std::int32_t, std::int32_t>;
  struct Segment {
    Position a, b;
    std::uint32_t name;
  };
  struct Landmark {
    Position at;
    std::uint32_t name;
  };
  std::uint32_t named(std::string_view name, std::string_view english);
  void add_line(const LineString<Position>& line, std::uint32_t name);

  std::vector<std::pair<std::string, std::string>> names_;  ///< Chinese, English
  std::map<std::pair<std::string, std::string>, std::uint32_t> numbers_;
  std::map<Cell, std::vector<Segment>> streets_;
  std::map<Cell, std::vector<Landmark>> landmarks_;
};

Json to_json(const Address& address);

}  // namespace jintu::siting
