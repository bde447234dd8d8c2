// Rings that touch, before a plane is bent into another.
//
// A straight line in one plane is a curve in the next. Where a vertex of one ring lies on an edge
// of another, and only the ends of that edge are converted, the vertex leaves it: by millimetres,
// and to the wrong side as often as not. A vertex more in the edge keeps the two together.
//
// Coordinates are the numbers of a plane here, in the fields of Position.
#pragma once

#include "geo/geometry/geometry.hpp"

namespace jintu {

/// OGC validity as `check` has it, without limits on the numbers.
bool is_valid_plane(const MultiPolygon<Position>& polygons);

/// Where a vertex lies within `near` of an edge that it is no end of, the edge gets its foot point
/// (the vertex itself where the two are the same but for rounding). Moves no vertex. False when
/// there is no such place, or so many vertices that all were not compared.
bool tie_contacts(MultiPolygon<Position>& polygons, double near);

/// Calls `visit(Ring<Position>&)` on every ring.
template <class Visit>
void for_each_ring(MultiPolygon<Position>& polygons, Visit visit) {
  for (auto& polygon : polygons) {
    visit(polygon.outer);
    for (auto& hole : polygon.holes) visit(hole);
  }
}

}  // namespace jintu
