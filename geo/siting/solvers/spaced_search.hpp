// Plans that keep to spacing, a budget and floors, by exchanges that pay for what they break.
// Internal to geo/siting.
#pragma once

#include <functional>
#include <vector>

#include "geo/siting/lagrange/model.hpp"

namespace jintu::siting {

/// The best plan found of a p_median or mclp problem without sizes that keeps all requirements,
/// its sites ascending; empty when none was found. `start`: a plan that need not keep them.
/// Tabu search (Glover 1989) over exchanges, and over openings and closings where p is free; what
/// is broken costs a penalty that grows while it is broken and falls while nothing is. Ends after
/// `work` steps, counted in pairs looked at, or `stop()`. Deterministic but for `stop`.
std::vector<CandidateIndex> search_within_requirements(const SitingProblem& problem,
                                                       const Model& model,
                                                       const std::vector<CandidateIndex>& start,
                                                       std::uint64_t seed, std::int64_t work,
                                                       const std::function<bool()>& stop);

}  // namespace jintu::siting
