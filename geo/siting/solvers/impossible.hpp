// That no plan keeps a problem's requirements: the proof, and which of them stand in the way.
// Internal to geo/siting.
#pragma once

#include <optional>
#include <string>

#include "geo/siting/mip/formulation.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

/// Which requirements, left out alone, would let a plan be. Throws OutOfTime.
std::string why_infeasible(const SitingProblem& problem, const SearchContext& context);

/// That no plan keeps the requirements. Whether it is proven.
bool prove_impossible(const SitingProblem& problem, const Formulation& formulation,
                      const SearchContext& context, Solved& solved);

/// Where everyone must be served: the loads that are more than any sites can hold, to the last
/// digit, which CBC's tolerances do not see; with the proof. Nothing: there is room.
std::optional<BranchProof> too_little_room(const SitingProblem& problem, std::string& reason);

}  // namespace jintu::siting
