// The borders of a set of areas as arcs that each stand once, however many areas they bound.
// Identity is by equal coordinates, never by nearness; what is near and not equal is reported.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/geometry/geometry.hpp"

namespace jintu::topology {

/// A ring's piece is an arc, one way or the other.
struct ArcUse {
  std::uint32_t area;  ///< in what was given
  bool reversed;       ///< the inside is to the right of the arc's way, not to the left
};

/// From node to node; a ring without nodes is one arc whose last point is its first. A node is
/// where other areas begin or cease to share the border.
struct Arc {
  std::vector<Position> points;
  std::vector<ArcUse> uses;  ///< in the order of areas; two for a border that two share
};

struct ArcRef {
  std::uint32_t arc;
  bool reversed;
};

struct Arcs {
  std::vector<Arc> arcs;
  /// Of each area its rings, part after part, the outer one first: the arcs of each, in order. All
  /// are turned so that the inside is to the left.
  std::vector<std::vector<std::vector<ArcRef>>> rings;
};

/// Rings must be closed. Vertices that stand twice in a row count once.
Arcs arcs_of(std::span<const MultiPolygon<Position>* const> areas);

/// A vertex of one area beside an edge of another, that is no vertex there.
struct Junction {
  std::uint32_t area, other;
  Position vertex;
  double metres;  ///< from the edge; up to a millimetre it is a T-junction, beyond a near miss
  bool is_near_miss() const { return metres > 0.001; }
};
/// Vertices within `metres` of another area's border, and not on a vertex of it. Of two vertices
/// that nearly meet each is told.
std::vector<Junction> junctions_of(std::span<const MultiPolygon<Position>* const> areas,
                                   double metres);

}  // namespace jintu::topology
