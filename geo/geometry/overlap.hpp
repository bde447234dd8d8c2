// Where two areas cover the same ground.
#pragma once

#include <optional>

#include "geo/base/units.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu {

struct Overlap {
  SquareMetres area;  ///< geodesic
  Position position;  ///< a point inside the largest common part
};

/// Nothing when they only touch, or lie apart. Both must have passed `check`. Throws
/// Error{internal} when GEOS cannot intersect them.
std::optional<Overlap> overlap(const MultiPolygon<Position>& a, const MultiPolygon<Position>& b);

}  // namespace jintu
