// Where two areas cover the same ground, found from their edges: areas that only share a border,
// as neighbours do, cost no overlay.
#pragma once

#include <cstddef>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/topology/boundary.hpp"

namespace jintu::topology {

/// An area with its edges.
struct Shape {
  explicit Shape(const MultiPolygon<Position>& area) : polygons(&area), boundary(area) {}
  const MultiPolygon<Position>* polygons;  ///< not owned
  Boundary boundary;
};

/// What comparisons have cost, those of one pair of areas or of many together, and when that is too
/// much. Borders that were drawn beside each other cross thousands of times; what was made to cross
/// a million times takes minutes, and whoever waits behind it does not know why.
struct Effort {
  std::size_t most_pairs = 20'000'000;  ///< of edges that are near each other
  std::size_t most_crossings = 300'000;
  Progress progress = {};
  std::size_t pairs = 0, crossings = 0;

  /// Throws Error{too_large} beyond a limit, Error{cancelled} when it was told to stop.
  void check() const;
};
/// The same of one pair of areas.
inline constexpr std::size_t most_pairs_of_two = 5'000'000, most_crossings_of_two = 100'000;

/// Twice the area through the perimeter, in metres: of a strip, how wide it is.
double mean_width(const Polygon<Position>& area);

/// The parts that both cover, as far as they are at least `rounding` metres wide, where a border
/// lies at most `rounding` beside the other's it is the same border. Both must be valid. Throws
/// Error{internal} when GEOS cannot do it, and as `Effort::check` does, also beyond the limits of
/// two. `effort` grows.
MultiPolygon<Position> common_ground(const Shape& a, const Shape& b, double rounding,
                                     Effort& effort);

/// The parts of `a` that `b` does not cover, likewise.
MultiPolygon<Position> uncovered(const Shape& a, const Shape& b, double rounding, Effort& effort);

/// Boxes of clusters: those that meet are one.
std::vector<Box<Wgs84>> merged(std::vector<Box<Wgs84>> boxes);

}  // namespace jintu::topology
