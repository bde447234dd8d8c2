// Does a geometry touch a box? Exact in the plane of longitude and latitude.
#pragma once

#include "geo/geometry/box.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu {

/// Touching counts. False for an unplaced geometry and for an empty box.
bool intersects(const Geometry<Position>& geometry, const Box<Wgs84>& box);

}  // namespace jintu
