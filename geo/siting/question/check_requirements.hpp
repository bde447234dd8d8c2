// Requirements that cannot be met, or that a plan does not keep. Shares nothing with the solvers.
// Internal to geo/siting.
#pragma once

#include <string>

#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

/// Throws Error{bad_input} naming what is malformed, does not belong to the kind, or contradicts
/// another rule: two required sites that are too close, a floor that is out of reach, and so on.
void check_requirements(const SitingProblem& problem);

/// market_share: the weight that these open sites win.
double share_of_market(const SitingProblem& problem, const std::vector<CandidateIndex>& open);

/// With sizes: what these flows cost, or cover. Each must be of a listed pair.
double objective_of_flows(const SitingProblem& problem, const std::vector<Flow>& flows);

/// The first requirement that the plan breaks, in words; empty when it keeps all. With sizes the
/// flows and the assignment are checked here too (a part in 10⁹ is allowed for rounding).
std::string broken_requirement(const SitingProblem& problem, const SitingSolution& solution);

}  // namespace jintu::siting
