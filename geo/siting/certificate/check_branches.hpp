// A BranchProof, checked node by node. Includes nothing of the solvers. Internal to geo/siting.
#pragma once

#include <cstdint>

#include "geo/siting/certificate/branch_proof.hpp"
#include "geo/siting/certificate/check_tree.hpp"
#include "geo/siting/question/problem.hpp"

namespace jintu::siting::proof {

/// Throws Refused unless every plan that keeps to the requirements costs `proof.claim` or more, or,
/// for `proof.impossible`, unless there is none. `apart`: of p_dispersion. Returns the number of
/// nodes.
std::int64_t check_branches(const SitingProblem& problem, const BranchProof& proof, double apart,
                            const Stop& stop = {});

}  // namespace jintu::siting::proof
