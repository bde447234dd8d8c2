// One shortest walk, with its path, its steps and its line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/geometry/geometry.hpp"
#include "geo/network/bounded_search.hpp"
#include "geo/network/graph/walk_graph.hpp"
#include "geo/network/snap.hpp"

namespace jintu::network {

/// Consecutive edges of one street name and kind.
struct RouteStep {
  std::string name;  ///< may be empty
  WalkKind kind = WalkKind::footway;
  Metres length;
  std::size_t first_point = 0,
              last_point = 0;  ///< of Route::line; a step begins where the last one ends
};

struct Route {
  Metres length;                     ///< on the network
  Metres start_access, goal_access;  ///< from the points to their places on it
  std::vector<NodeIndex> nodes;      ///< passed, in order; empty when the walk stays on one edge
  std::vector<EdgeIndex> edges;      ///< walked at least in part, in order
  std::vector<NodeIndex> gates;      ///< of `nodes`, those with a gate
  LineString<Position> line;         ///< from place to place
  std::vector<RouteStep> steps;      ///< their lengths sum to `length`
};

struct RouteOptions {
  Metres limit = Metres::of(50'000);  ///< no longer walk is looked for; without the access
  Avoid avoid;
};

/// Finds one route after another; one thread. The graph must outlive it.
class RouteFinder {
 public:
  explicit RouteFinder(const WalkGraph& graph) : graph_(graph), search_(graph) {}

  /// Nothing when there is no walk within the limit. Of equally short ones always the same.
  /// Throws Error{bad_input} for a negative limit, Error{cancelled}.
  std::optional<Route> find(const Snapped& start, const Snapped& goal,
                            const RouteOptions& options = {}, const Progress& progress = {});

 private:
  struct Leg {
    EdgeIndex edge;
    Millimetres begin, end;  ///< from the edge's a
  };
  std::vector<Leg> trace(const Snapped& start, const Snapped& goal, Seed end, Avoid avoid,
                         Route& route) const;
  void describe(const std::vector<Leg>& legs, Position start, Route& route) const;

  const WalkGraph& graph_;
  BoundedSearch search_;
};

}  // namespace jintu::network
