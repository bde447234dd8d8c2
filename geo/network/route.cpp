#include "geo/network/route.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/network/graph/edge_line.hpp"
#include "geo/network/sparse_rows.hpp"

namespace jintu::network {

// Lengths are whole numbers above 0, so the arc that was walked is one whose length is exactly the
// difference of its nodes' distances: no predecessors are kept, and ties always fall the same way.
std::vector<RouteFinder::Leg> RouteFinder::trace(const Snapped& start, const Snapped& goal,
                                                 Seed end, Avoid avoid, Route& route) const {
  std::vector<Leg> legs;
  const auto end_of = [this](EdgeIndex e, NodeIndex node, bool prefer_a) {
    const Edge& edge = graph_.edge(e);
    if (edge.a == edge.b) return prefer_a ? Millimetres{0} : edge.length();
    return node == edge.a ? Millimetres{0} : edge.length();
  };
  const std::uint32_t shut =
      (avoid.steps ? Arc::is_steps : 0) | (avoid.ferries ? Arc::is_ferry : 0);
  std::vector<Seed> seeds;
  add_seeds(graph_, start, Direction::from, avoid, 0, seeds);
  // On a loop both ends are one node: the way from it to the goal is the shorter one that is
  // allowed.
  const bool by_a = goal.along == end.distance - search_.distance(end.node);
  legs.push_back({goal.edge, end_of(goal.edge, end.node, by_a), goal.along});
  NodeIndex node = end.node;
  for (;;) {
    route.nodes.push_back(node);
    const Millimetres distance = search_.distance(node);
    const auto seed = std::find_if(seeds.begin(), seeds.end(), [&](const Seed& s) {
      return s.node == node && s.distance == distance;
    });
    if (seed != seeds.end()) {
      legs.push_back(
          {start.edge, start.along, end_of(start.edge, node, seed->distance == start.along)});
      break;
    }
    const auto arcs = graph_.arcs(node);
    const auto edges = graph_.arc_edges(node);
    EdgeIndex walked = -1;
    NodeIndex before = -1;
    for (std::size_t i = 0; i < arcs.size(); ++i) {
      const Arc arc = arcs[i];
      if (!(arc.word & Arc::arrives) || (arc.word & shut)) continue;
      if (search_.distance(arc.head) == unreached ||
          search_.distance(arc.head) + arc.length() != distance)
        continue;
      if (walked >= 0 && edges[i] >= walked) continue;
      walked = edges[i];
      before = arc.head;
    }
    if (walked < 0) throw Error(ErrorCode::internal, "a shortest walk cannot be traced back");
    const bool from_a = graph_.edge(walked).a == before;
    const Millimetres length = graph_.edge(walked).length();
    legs.push_back({walked, from_a ? 0 : length, from_a ? length : 0});
    node = before;
  }
  std::reverse(legs.begin(), legs.end());
  std::reverse(route.nodes.begin(), route.nodes.end());
  return legs;
}

void RouteFinder::describe(const std::vector<Leg>& legs, Position start, Route& route) const {
  EdgeLine line;
  auto& points = route.line.points;
  std::vector<Millimetres> lengths;
  for (const Leg& leg : legs) {
    if (leg.begin == leg.end && legs.size() > 1) continue;  // the place is at the node itself
    const Edge& edge = graph_.edge(leg.edge);
    const auto name = graph_.name(leg.edge);
    if (route.steps.empty() || route.steps.back().name != name ||
        route.steps.back().kind != edge.kind) {
      const std::size_t here = points.empty() ? 0 : points.size() - 1;
      route.steps.push_back({std::string(name), edge.kind, {}, here, here});
      lengths.push_back(0);
    }
    line.load(graph_, leg.edge);
    line.append(leg.begin, leg.end, points);
    lengths.back() += leg.begin < leg.end ? leg.end - leg.begin : leg.begin - leg.end;
    route.steps.back().last_point = points.size() - 1;
    route.edges.push_back(leg.edge);
  }
  if (points.empty()) points.push_back(start);  // both places are at one node
  if (points.size() == 1) {                     // a line has two points
    points.push_back(points.front());
    if (!route.steps.empty()) route.steps.back().last_point = 1;
  }
  for (std::size_t i = 0; i < lengths.size(); ++i) route.steps[i].length = to_metres(lengths[i]);
  for (const NodeIndex node : route.nodes) {
    if (graph_.barrier(node) == NodeBarrier::gate) route.gates.push_back(node);
  }
}

std::optional<Route> RouteFinder::find(const Snapped& start, const Snapped& goal,
                                       const RouteOptions& options, const Progress& progress) {
  const Millimetres limit = checked_cutoff(options.limit);
  progress.check();
  std::vector<Seed> seeds, ends;
  add_seeds(graph_, start, Direction::from, options.avoid, 0, seeds);
  add_seeds(graph_, goal, Direction::to, options.avoid, 0, ends);
  const auto direct = along_one_edge(graph_, start, goal, Direction::from, options.avoid);
  Millimetres best = direct.value_or(unreached);
  const Seed* best_end = nullptr;
  const auto look = [&] {
    for (const Seed& end : ends) {
      const Millimetres distance = search_.distance(end.node);
      if (distance == unreached || distance + end.distance >= best) continue;
      best = distance + end.distance;
      best_end = &end;
    }
  };
  int turns = 0;
  search_.run(seeds, std::min(limit, best), Direction::from, options.avoid,
              [&](Millimetres settled) {
                if (++turns % 64 == 0) progress.check();
                look();
                return settled > best;
              });
  // Nodes looked at early may have come nearer since: the last look decides.
  best = direct.value_or(unreached);
  best_end = nullptr;
  look();
  if (best > limit) return std::nullopt;
  Route route;
  route.length = to_metres(best);
  route.start_access = start.away;
  route.goal_access = goal.away;
  if (best_end) {
    const Seed end{best_end->node, best};
    describe(trace(start, goal, end, options.avoid, route), start.at, route);
  } else {
    describe({{start.edge, start.along, goal.along}}, start.at, route);
  }
  return route;
}

}  // namespace jintu::network
