// What an archive says of itself, in every format.
#pragma once

#include <cstdint>
#include <string>

#include "geo/geometry/box.hpp"

namespace jintu::tiles {

struct ArchiveInfo {
  int min_zoom = 0, max_zoom = 14;
  Box<Wgs84> bounds;
  Position center;
  int center_zoom = 10;
  std::string metadata;  ///< JSON object as in PMTiles, with vector_layers, name, attribution …
};

struct ArchiveTotals {
  std::uint64_t tiles = 0;     ///< addressed
  std::uint64_t contents = 0;  ///< different ones
  std::uint64_t bytes = 0;     ///< of the finished file
};

}  // namespace jintu::tiles
