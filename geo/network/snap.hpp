// From a point on the map to the nearest place on the walking network.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/geometry/packed_rtree.hpp"
#include "geo/network/graph/walk_graph.hpp"

namespace jintu::network {

/// A place on an edge.
struct Snapped {
  EdgeIndex edge = 0;
  Millimetres along = 0;  ///< from the edge's a, 0 … its length
  Position at;
  Metres away;  ///< from the point that was snapped, in a straight line
};

struct SnapOptions {
  Metres limit = Metres::of(250);  ///< farther points are not snapped; at most 20 km
  Avoid avoid{.steps = false, .ferries = true};
  NodeIndex least_component = 1;  ///< edges of components with fewer nodes are passed over
};

struct SnapReport {
  std::vector<std::optional<Snapped>> places;  ///< one for each point
  std::vector<std::int32_t> unsnapped;         ///< points with no edge within the limit
};

/// Finds nearest edges. Any number of threads; the graph must outlive it.
class Snapper {
 public:
  /// Throws Error{bad_input} when the limit is not above 0 and at most 20 km.
  explicit Snapper(const WalkGraph& graph, const SnapOptions& options = {});

  /// Nearest to the millimetre; of equally near places that of the lowest edge, then nearest its a.
  std::optional<Snapped> snap(Position point) const;
  SnapReport snap(std::span<const Position> points, const Progress& progress = {}) const;

 private:
  const WalkGraph& graph_;
  SnapOptions options_;
  std::vector<EdgeIndex> edges_;  ///< those of the index
  PackedRTree index_;
};

}  // namespace jintu::network
