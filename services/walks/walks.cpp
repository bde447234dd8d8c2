#include "services/walks/walks.hpp"

#include <cmath>

#include "geo/base/error.hpp"
#include "geo/network/many_to_many.hpp"

namespace jintu::walks {

namespace {

constexpr network::Avoid no_ferries{.steps = false, .ferries = true};

}  // namespace

int minutes_of(Metres length) {
  return static_cast<int>(std::ceil(length.value() / siting::walking_metres_per_minute));
}

Walks::Ground::Ground(std::shared_ptr<const network::WalkGraph> of)
    : graph(std::move(of)),
      // Paths in a yard that lead nowhere are no start of a walk.
      snapper(*graph, {.limit = reach, .avoid = no_ferries, .least_component = 30}),
      finder(*graph) {}

std::shared_ptr<Walks::Ground> Walks::ground(const Progress& progress) {
  const auto graph = city_.network(progress);
  const std::lock_guard lock(mutex_);
  if (!ground_ || ground_->graph != graph) ground_ = std::make_shared<Ground>(graph);
  return ground_;
}

std::optional<Walk> Walks::walk(Position from, Position to, const Progress& progress) {
  const auto on = ground(progress);
  const auto start = on->snapper.snap(from), goal = on->snapper.snap(to);
  if (!start || !goal) return std::nullopt;
  const std::lock_guard lock(on->mutex);
  auto route = on->finder.find(*start, *goal, {.limit = longest, .avoid = no_ferries}, progress);
  if (!route) return std::nullopt;
  const Metres length = route->start_access + route->length + route->goal_access;
  if (length > longest) return std::nullopt;
  return Walk{length, *std::move(route)};
}

std::vector<std::vector<std::optional<Metres>>> Walks::table(const std::vector<Position>& points,
                                                             const Progress& progress) {
  if (points.size() > most_places)
    throw Error(ErrorCode::too_large, "points: 一次最多 " + std::to_string(most_places) +
                                          " 处 at most so many places at once");
  const auto on = ground(progress);
  const auto places = on->snapper.snap(points, progress).places;
  const auto found = network::walking_distances(
      *on->graph, places, places, {.cutoff = longest, .avoid = no_ferries, .threads = 1}, progress);
  std::vector<std::vector<std::optional<Metres>>> table(
      points.size(), std::vector<std::optional<Metres>>(points.size()));
  for (std::size_t row = 0; row < points.size(); ++row) {
    const auto columns = found.columns(row);
    const auto distances = found.distances(row);
    for (std::size_t i = 0; i < columns.size(); ++i)
      table[row][static_cast<std::size_t>(columns[i])] = network::to_metres(distances[i]);
  }
  return table;
}

}  // namespace jintu::walks
