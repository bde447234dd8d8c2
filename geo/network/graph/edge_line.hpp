// Places along one edge: from millimetres to positions and back.
#pragma once

#include <vector>

#include "geo/network/graph/walk_graph.hpp"

namespace jintu::network {

/// The line of one edge with the length walked at each vertex. Reusable: `load` for the next edge.
class EdgeLine {
 public:
  void load(const WalkGraph& graph, EdgeIndex edge);

  /// Millimetres from a. Precondition of both: 0 ≤ along ≤ length.
  Position at(double along) const;
  /// Appends the positions from `begin` to `end` (either may be the greater), both included; a
  /// point equal to the last one of `out` is left out.
  void append(double begin, double end, std::vector<Position>& out) const;

  const std::vector<FixedPosition>& points() const { return points_; }
  /// Of each vertex, in millimetres from a; the last is the edge's length.
  const std::vector<double>& walked() const { return walked_; }

 private:
  std::vector<FixedPosition> points_;
  std::vector<double> walked_;
};

}  // namespace jintu::network
