// The proof's tree, checked node by node. Includes nothing of the solvers. Internal to geo/siting.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>

#include "geo/siting/certificate/certificate.hpp"

namespace jintu::siting::proof {

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

/// Thrown inside the checker, turned into CheckResult.
struct Refused {
  std::string reason;
};

/// Thrown inside the checker when it is to stop.
struct Stopped {};
using Stop = std::function<bool()>;
inline void go_on(const Stop& stop) {
  if (stop && stop()) throw Stopped{};
}

[[noreturn]] inline void refuse(const std::string& reason) { throw Refused{reason}; }
inline void require(bool holds, const char* reason) {
  if (!holds) refuse(reason);
}

/// Throws Refused unless every plan costs `tree.claim` or more, as the tree's subject counts costs.
/// `opens`: of a proof of cost, the number of open sites of the plans that it is about, existing
/// ones included. Returns the number of nodes.
std::int64_t check_tree(const SitingProblem& problem, const ProofTree& tree, Index opens,
                        const Stop& stop = {});

}  // namespace jintu::siting::proof
