// Where two areas cover the same ground, found from their edges: areas that only share a border,
// as neighbours do, cost no overlay.
#pragma once

#include <vector>

#include "geo/topology/boundary.hpp"

namespace jintu::topology {

/// An area with its edges.
struct Shape {
  explicit Shape(const MultiPolygon<Position>& area) : polygons(&area), boundary(area) {}
  const MultiPolygon<Position>* polygons;  ///< not owned
  Boundary boundary;
};

/// Twice the area through the perimeter, in metres: of a strip, how wide it is.
double mean_width(const Polygon<Position>& area);

/// The parts that both cover, as far as they are at least `rounding` metres wide, where a border
/// lies at most `rounding` beside the other's it is the same border. Both must be valid. Throws
/// Error{internal} when GEOS cannot do it, Error{too_large} when the borders meet millions of
/// times.
MultiPolygon<Position> common_ground(const Shape& a, const Shape& b, double rounding);

/// The parts of `a` that `b` does not cover, likewise.
MultiPolygon<Position> uncovered(const Shape& a, const Shape& b, double rounding);

/// Boxes of clusters: those that meet are one.
std::vector<Box<Wgs84>> merged(std::vector<Box<Wgs84>> boxes);

}  // namespace jintu::topology
