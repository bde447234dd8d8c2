// Areas put upon each other (GEOS), as values.
#pragma once

#include <optional>

#include "geo/geometry/box.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu {

/// What both cover. Lines and points in which they only touch are left out. Both must be valid.
/// Throws Error{internal} when GEOS cannot do it.
MultiPolygon<Position> intersection(const MultiPolygon<Position>& a,
                                    const MultiPolygon<Position>& b);
/// What `a` covers and `b` does not. As `intersection` otherwise.
MultiPolygon<Position> difference(const MultiPolygon<Position>& a, const MultiPolygon<Position>& b);
/// What one or the other covers, with one outline. As `intersection` otherwise.
MultiPolygon<Position> united(const MultiPolygon<Position>& a, const MultiPolygon<Position>& b);
/// What lies in the box. Takes time as the vertices do, where `intersection` takes much more.
MultiPolygon<Position> clipped(const MultiPolygon<Position>& a, const Box<Wgs84>& box);

/// A point within, not on the edge, unless the area is thinner than rounding. Precondition: not
/// empty.
Position inner_point(const MultiPolygon<Position>& area);

}  // namespace jintu
