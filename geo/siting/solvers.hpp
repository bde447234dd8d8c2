// What the problems' solvers share. Internal to geo/siting.
#pragma once

#include <functional>

#include "geo/siting/solve.hpp"
#include "geo/siting/tree.hpp"

namespace jintu::siting {

struct SearchContext {
  const SolveOptions& options;
  std::function<bool()> stop;
  std::function<void(double objective, double bound)> news;  ///< in the problem's own sense
};

/// A model with a given number of sites, solved: swap search, bound, tree. `start`: sites of a
/// first plan, may be empty or incomplete. News are objective = shift + scale × cost.
TreeResult minimise(const Model& model, const SearchContext& context, std::vector<Index> start,
                    double to_objective_scale = 1, double to_objective_shift = 0);

}  // namespace jintu::siting
