// Cutting at tile edges without rounding errors between tiles.
//
// Edges get vertices where they cross the clip lines of any tile of a block: the edges of all
// buffered tiles. They are computed from the whole edge, always from its lower end, so two tiles,
// or two neighbours along a border, see the same points. Cutting a tile is then a choice of
// vertices; nothing is rounded again.
#pragma once

#include <cstdint>
#include <vector>

#include "tiles/mvt/integer_polygon.hpp"

namespace jintu::tiles {

struct GridBox {
  std::int64_t min_x, min_y, max_x, max_y;  ///< closed
  bool contains(const GridBox& o) const {
    return o.min_x >= min_x && o.max_x <= max_x && o.min_y >= min_y && o.max_y <= max_y;
  }
  bool intersects(const GridBox& o) const {
    return o.min_x <= max_x && o.max_x >= min_x && o.min_y <= max_y && o.max_y >= min_y;
  }
  template <class P>
  bool contains_point(const P& p) const {
    return p.x >= min_x && p.x <= max_x && p.y >= min_y && p.y <= max_y;
  }
};

/// Points of a block's grid before it is cut: far ends of long edges need more than 32 bits.
struct FarPoint {
  std::int64_t x = 0;
  std::int64_t y = 0;
  friend constexpr auto operator<=>(const FarPoint&, const FarPoint&) = default;
};

/// `size` × `size` tiles of `tile` units (a power of two) each, the first at the origin, `buffer`
/// units round each.
struct BlockGrid {
  std::int64_t tile = 4096;
  std::int64_t buffer = 64;
  std::int64_t size = 1;
  GridBox window() const { return {-buffer, -buffer, size * tile + buffer, size * tile + buffer}; }
  GridBox tile_box(std::int64_t i, std::int64_t j) const {
    return {i * tile - buffer, j * tile - buffer, (i + 1) * tile + buffer, (j + 1) * tile + buffer};
  }
  /// Whether some clip line lies strictly between a and b.
  bool line_between(std::int64_t a, std::int64_t b) const;
};

/// Adds the vertices on clip lines. A ring's closing edge counts too.
void add_clip_vertices(const std::vector<FarPoint>& part, bool ring, const BlockGrid& grid,
                       std::vector<FarPoint>& out);

/// Sutherland–Hodgman. Rings may come out with stretches along the box that run back over
/// themselves: `repair` takes them apart. Empty when nothing is left.
GridRing clip_ring(const std::vector<FarPoint>& ring, const GridBox& box);
GridRing clip_ring(const GridRing& ring, const GridBox& box);

/// The stretches within the box; edges must have vertices on the box's sides already.
void clip_line(const std::vector<FarPoint>& line, const GridBox& box, std::vector<GridRing>& out);
void clip_line(const GridRing& line, const GridBox& box, std::vector<GridRing>& out);

}  // namespace jintu::tiles
