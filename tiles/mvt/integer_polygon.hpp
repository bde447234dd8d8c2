// Polygons on a grid of whole numbers: exact validity, and a repair that is exact as well.
//
// Rings are open (the first point is not repeated). Outer rings have positive area by the
// surveyor's formula in the grid's own axes (MVT 2.1 §4.3.4.4: clockwise on screen, y downwards),
// holes negative. Coordinates stay within ±2^18, so that all products fit into 64 bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jintu::tiles {

struct GridPoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend constexpr auto operator<=>(const GridPoint&, const GridPoint&) = default;
};

inline constexpr std::int32_t max_grid_coordinate = 1 << 18;

using GridRing = std::vector<GridPoint>;
/// The rings of one feature: each outer ring is followed by its holes.
using GridRings = std::vector<GridRing>;

/// Twice the area by the surveyor's formula.
std::int64_t twice_area(std::span<const GridPoint> ring);
std::int64_t twice_area(const GridRings& rings);

/// No two edges meet but neighbours at their common vertex; every hole lies in the outer ring
/// before it; outer rings lie apart. Implies OGC validity; rings that only touch are refused
/// here although OGC allows them (`repair` then decides).
bool is_strictly_valid(const GridRings& rings);

/// OGC validity of rings as `repair` makes them: edges meet at vertices only, no edge stands
/// twice, no ring passes a vertex twice.
bool is_noded(const GridRings& rings);

/// Snap rounding (Hobby 1999; Guibas & Marimont 1998) of all edges together, then the region of
/// positive winding number, as rings. Several features given together keep their common edges
/// common, so a coverage stays without gaps and overlaps. Features that vanish become empty.
void repair(std::span<GridRings> features);

/// Whether edges of the features together meet at vertices only (equal edges are allowed).
bool is_noded_coverage(std::span<const GridRings> features);

}  // namespace jintu::tiles
