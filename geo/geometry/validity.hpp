// What is wrong with a geometry, and where. Nothing here repairs: what a client sends is
// accepted or rejected with the position of its fault (GEOS isValidDetail).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/base/units.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu {

/// One fault. `code` is stable ("self_intersection", "unclosed_ring", "too_few_points",
/// "hole_outside", "nested_shells", "too_intricate", …); `detail` is for people.
struct Finding {
  std::string code;
  std::string detail;
  std::optional<Position> position;
};

/// Empty when the geometry is fit to store.
struct ValidationReport {
  std::vector<Finding> findings;
  bool ok() const { return findings.empty(); }
};

/// OGC validity of polygons, two distinct points for lines, finite numbers for all.
ValidationReport check(const Geometry<Position>& geometry);

/// Outer rings counter-clockwise, holes clockwise (RFC 7946 §3.1.6). Reverses rings, moves nothing.
void orient(MultiPolygon<Position>& polygons);

/// Geodesic area on the WGS 84 ellipsoid, holes taken off. Rings in any orientation.
SquareMetres area(const MultiPolygon<Position>& polygons);

/// A point inside the polygon, far from its edge (pole of inaccessibility, to 1/100 of its size).
/// Deterministic. Precondition: at least one polygon with non-zero area.
Position label_point(const MultiPolygon<Position>& polygons);

}  // namespace jintu
