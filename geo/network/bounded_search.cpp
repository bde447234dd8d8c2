#include "geo/network/bounded_search.hpp"

namespace jintu::network {

namespace {

bool avoided(const Edge& edge, Avoid avoid) {
  return (avoid.steps && (edge.word & Arc::is_steps)) ||
         (avoid.ferries && (edge.word & Arc::is_ferry));
}

}  // namespace

void add_seeds(const WalkGraph& graph, const Snapped& place, Direction direction, Avoid avoid,
               Millimetres start, std::vector<Seed>& seeds) {
  const Edge& edge = graph.edge(place.edge);
  const bool usable = !avoided(edge, avoid);
  const bool outwards = direction == Direction::from;
  const bool to_a = usable && (outwards ? edge.walkable_backward() : edge.walkable_forward());
  const bool to_b = usable && (outwards ? edge.walkable_forward() : edge.walkable_backward());
  if (to_a || place.along == 0) seeds.push_back({edge.a, start + place.along});
  if (to_b || place.along == edge.length())
    seeds.push_back({edge.b, start + (edge.length() - place.along)});
}

std::optional<Millimetres> along_one_edge(const WalkGraph& graph, const Snapped& start,
                                          const Snapped& goal, Direction direction, Avoid avoid) {
  if (start.edge != goal.edge) return std::nullopt;
  const Edge& edge = graph.edge(start.edge);
  if (start.along == goal.along) return 0;
  if (avoided(edge, avoid)) return std::nullopt;
  const bool up = start.along < goal.along;
  const bool forward = direction == Direction::from ? up : !up;
  if (!(forward ? edge.walkable_forward() : edge.walkable_backward())) return std::nullopt;
  return up ? goal.along - start.along : start.along - goal.along;
}

}  // namespace jintu::network
