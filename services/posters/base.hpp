// What an imported extract has of the ground – water, parks, roads – out of the tiles of the base
// map.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "geo/crs/crs.hpp"
#include "geo/geometry/box.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::posters {

struct Base {
  using Line = std::vector<LonLat<Wgs84>>;
  enum class Road : std::uint8_t { motorway, major, minor, path };
  struct Street {
    Line line;
    Road road = Road::minor;
    std::string name;
  };
  struct Area {
    std::vector<Line> rings;  ///< filled by the even-odd rule
  };
  std::vector<Area> water, parks;
  std::vector<Line> streams;
  std::vector<Street> streets;
  bool empty() const { return water.empty() && streets.empty() && streams.empty(); }
};

/// What lies in `box`, at the highest zoom at which it is in `most_tiles`. What cannot be read is
/// left out. `source` nullptr: nothing.
Base base_in(const tiles::TileSource* source, const Box<Wgs84>& box, std::uint64_t most_tiles);

}  // namespace jintu::posters
