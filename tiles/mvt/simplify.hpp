// Which vertices a zoom keeps, decided once for all zooms: a vertex kept at one zoom is kept at
// all higher ones, and a border common to two polygons gets the same answer in both.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tiles/grid/world.hpp"

namespace jintu::tiles {

struct SimplifyRules {
  double tolerance = 2;  ///< in units of the tile grid
  int max_zoom = 14;     ///< from here on every vertex is kept
};

/// Douglas–Peucker with fixed ends. Writes the lowest zoom of each vertex.
void zooms_of_line(std::span<const WorldPoint> line, const SimplifyRules& rules,
                   std::span<std::uint8_t> zooms);

/// As a line from its lowest vertex to the one farthest from it and back, so that the result
/// does not depend on where the ring begins or which way it runs.
void zooms_of_ring(std::span<const WorldPoint> ring, const SimplifyRules& rules,
                   std::span<std::uint8_t> zooms);

struct SharedRing {
  std::span<const WorldPoint> points;
  std::span<std::uint8_t> zooms;
};

/// All rings of a coverage together. Vertices where borders part are kept at every zoom; borders
/// between them are simplified once; where two simplified borders would cross, the vertices that
/// keep them apart come back.
void zooms_of_coverage(std::span<SharedRing> rings, const SimplifyRules& rules);

}  // namespace jintu::tiles
