// The area where a field on a grid is not above zero, as polygons (marching squares).
#pragma once

#include <cstdint>
#include <vector>

#include "geo/base/units.hpp"
#include "geo/crs/crs.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu::network {

/// `columns` × `rows` vertices, rows from south to north, `step_lon` and `step_lat` degrees apart.
struct Grid {
  Position south_west;
  double step_lon = 0, step_lat = 0;
  std::int32_t columns = 0, rows = 0;

  std::size_t size() const {
    return static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  }
  std::size_t index(std::int32_t column, std::int32_t row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
           static_cast<std::size_t>(column);
  }
};

/// Polygons round the vertices with a value ≤ 0, crossing the grid's lines where the values say the
/// zero lies, but not nearer to a vertex than a twentieth of a step: so rings are simple and never
/// touch, and the result is valid. Vertices that meet at a corner only are apart. Holes smaller
/// than `least_hole` are filled. Precondition: positive on the border of the grid.
MultiPolygon<Position> contour(const Grid& grid, const std::vector<std::int32_t>& field,
                               SquareMetres least_hole);

}  // namespace jintu::network
