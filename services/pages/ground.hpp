// What lies below the places on drawn maps and beside them: river, sea, metro. Of
// data/base/tianjin.geojson.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/base/units.hpp"
#include "geo/crs/crs.hpp"

namespace jintu::pages {

struct Station {
  std::string name;
  std::string lines;  ///< "2号线、6号线"
  LonLat<Wgs84> at;
};

/// "2号线、6号线" for readers of English: "Line 2, Line 6".
std::string lines_in_english(std::string_view lines);

struct Ground {
  using Line = std::vector<LonLat<Wgs84>>;
  std::vector<Line> rivers, metro, sea;  ///< sea: outlines
  std::vector<Station> stations;
  /// Of a FeatureCollection; what is not of the known kinds is left out. Throws Error{bad_input}.
  static Ground from_json(const Json& collection);
  /// The one that this program was built with.
  static const Ground& shipped();
};

struct NearStation {
  const Station* station = nullptr;
  Metres distance = Metres::of(0);  ///< in a straight line
  std::optional<Metres> walk;       ///< on the walking network; nothing: it is not known
};
/// The nearest first; none beyond `reach`.
std::vector<NearStation> stations_near(const Ground& ground, LonLat<Wgs84> at, std::size_t most,
                                       Metres reach);

}  // namespace jintu::pages
