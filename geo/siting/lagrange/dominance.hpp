// Covering sites and rows that others make superfluous. Internal to geo/siting.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "geo/siting/lagrange/bound.hpp"

namespace jintu::siting {

/// Pairs (superfluous, keeper) of model sites, in an order in which each keeper is still there when
/// it is named: all rows that the first covers and that are still uncovered, the second covers at
/// no more cost. For covering subproblems with any number of sites, and for coverage, where enough
/// others must be left to open. Work is limited, so pairs may be missed.
std::vector<SitePair> dominated_sites(const Subproblem& sub, const std::function<bool()>& stop);

/// A covering subproblem without the rows that are covered by whatever covers another row: their
/// prices may be 0, here and wherever more sites are decided.
Subproblem essential_rows(const Subproblem& sub, const std::function<bool()>& stop);

struct SmallCover {
  Model model;  ///< sites that are superfluous are closed; rows that are have no row
  std::vector<SitePair> dominated;  ///< as dominated_sites, by the rows that are left
};

/// A covering model without rows that are covered by whatever covers another one, and without sites
/// all of whose rows another one covers, again and again until neither is found. Work is limited.
SmallCover small_cover(const Model& model, const std::function<bool()>& stop);

}  // namespace jintu::siting
