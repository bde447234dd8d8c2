// Faults of a single area's rings.
#pragma once

#include <vector>

#include "geo/geometry/validity.hpp"
#include "geo/topology/boundary.hpp"

namespace jintu::topology {

/// As `check` of geo/geometry says it, with the same codes; but where rings are simple and none
/// touches another it is known in a fraction of the time, and edges that cross are all told (at
/// most `most_crossings`), each with its place.
std::vector<Finding> ring_faults(const MultiPolygon<Position>& polygons);

/// The same, where the edges are known. Precondition: `has_form`.
std::vector<Finding> ring_faults(const MultiPolygon<Position>& polygons, const Boundary& boundary);

/// Rings are closed and have four points or more, numbers are in range: a boundary can be made.
bool has_form(const MultiPolygon<Position>& polygons);

inline constexpr std::size_t most_crossings = 100;

struct SpikeLimits {
  double degrees = 1;   ///< the angle at the tip, at most
  double width = 0.3;   ///< metres across where the shorter leg begins, at most
  double length = 0.5;  ///< metres of the shorter leg, at least
};

/// A vertex to which the border goes out and from which it comes back on nearly the same way.
struct Spike {
  Position before, tip, after;
  double length;  ///< metres, of the shorter leg
  double width;   ///< metres, between the legs where the shorter one begins; 0: out and back
};
std::vector<Spike> spikes(const Boundary& boundary, const SpikeLimits& limits = {});

}  // namespace jintu::topology
