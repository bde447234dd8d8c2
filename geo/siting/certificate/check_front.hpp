// The proof that a front is whole: that no plan lies beside, between or beyond its points. Includes
// nothing of the solvers. Internal to geo/siting.
#pragma once

#include <cstdint>
#include <optional>

#include "geo/siting/certificate/certificate.hpp"
#include "geo/siting/certificate/check_tree.hpp"
#include "geo/siting/question/problem.hpp"

namespace jintu::siting::proof {

/// The problem whose best plan is the next point of the front: the same question of plans whose
/// other objective is below `below` (absent: of all plans). A front of money goes down by one where
/// every cost is a whole number, else by a millionth. Nothing when plainly no plan is left.
std::optional<SitingProblem> front_problem(const SitingProblem& problem,
                                           std::optional<double> below);

/// Whether the front is weighed against the number of sites, as nothing has a cost.
bool front_counts_sites(const SitingProblem& problem);

/// Whether the point needs no proof: of plans without a new site there is one, and no plan covers
/// more than can be reached.
bool plainly_best(const SitingProblem& problem, const FrontPoint& point,
                  std::optional<double> below);

/// Throws Refused unless the front, whose plans are right, is whole by `certificate`. Returns the
/// number of nodes.
std::int64_t check_front_proof(const SitingProblem& problem, const SitingSolution& solution,
                               const Certificate& certificate, const Stop& stop);

}  // namespace jintu::siting::proof
