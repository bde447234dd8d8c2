// How well the lockers that stand today serve the people: shares within a walk, by district; gaps;
// evenness.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/network/graph/walk_graph.hpp"
#include "services/siting/city/city_points.hpp"
#include "services/siting/city/districts.hpp"

namespace jintu::siting {

/// People of one place and how much of something they have.
struct Holding {
  double people = 0, amount = 0;
};

/// Gini coefficient of the amount over people, from 0 (all have the same) towards 1; nothing when
/// nobody has any.
std::optional<double> gini(std::vector<Holding> holdings);
/// Share of the amounts of all people that the best-served fifth of them has, 0.2 to 1; nothing
/// when nobody has any.
std::optional<double> best_fifth_share(std::vector<Holding> holdings);

/// The answer of GET /siting/coverage. People are the `community` points of the city, lockers its
/// `existing`. `minutes` (above 0, one at least) are walks at `walking_metres_per_minute`, on
/// `graph`; in a straight line where it is nullptr or empty. Evenness is of the number of lockers
/// within the longest walk.
Json coverage(const CityPoints& city, const Districts& districts,
              std::shared_ptr<const network::WalkGraph> graph, const std::vector<double>& minutes);

}  // namespace jintu::siting
