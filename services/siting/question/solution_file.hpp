// A siting answer as JSON (data/schemas/siting/solution.schema.json), and its sites and walks as
// features.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"
#include "geo/siting/solvers/solve.hpp"
#include "services/siting/question/problem_file.hpp"

namespace jintu::siting {

Json to_json(const ProblemFile& problem, const Solved& solved);

/// The walk of each demand point to its site, in metres; null where nobody serves it.
Json walk_list(const SitingProblem& problem, const SitingSolution& solution);

/// `source` names the file in errors. Throws Error{bad_input} naming a field that is missing or
/// malformed, or an id that the problem does not have.
Solved solution_from_json(const ProblemFile& problem, const Json& json, const std::string& source);

struct FeatureTable {
  LayerSchema schema;
  std::vector<Feature> features;
};

/// What people call a point of a problem.
struct PlaceName {
  std::string name, kind, district;  ///< each may be empty
};
using PlaceNames = std::function<PlaceName(const std::string& id)>;

/// Open sites with whom they serve, and their size and cost where they have one; points where the
/// problem has places. With `names` each has `name`, `kind` and `district`, and the next best site
/// its name; without, the names that the problem gives.
FeatureTable site_features(const ProblemFile& problem, const SitingSolution& solution,
                           const PlaceNames& names = {});
/// Every demand point with its site and its walk; points where the problem has places. With `names`
/// as for sites.
FeatureTable demand_features(const ProblemFile& problem, const SitingSolution& solution,
                             const PlaceNames& names = {});
/// A straight line from each served demand point to its site, with the distance of the problem's
/// own model. Throws Error{unsupported} when the problem has no places.
FeatureTable walk_features(const ProblemFile& problem, const SitingSolution& solution);

}  // namespace jintu::siting
