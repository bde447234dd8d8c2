// Prices from the linear relaxation, by CLP: exact where subgradient steps stall. Only prices come
// from here; the bound is computed from them as from any others, so CLP's tolerances cannot make a
// proof wrong. The only home of CLP. Internal to geo/siting.
#pragma once

#include <functional>
#include <optional>

#include "geo/siting/bound.hpp"

namespace jintu::siting {

struct LpPrices {
  Prices prices;              ///< by row of the model
  std::vector<double> share;  ///< of each local site its value in the relaxation
};

/// `near`: prices that are not far off; pairs well beyond them are left out of the program.
/// Nothing when CLP does not reach an optimum within `seconds`.
std::optional<LpPrices> lp_prices(const Subproblem& sub, const Prices& near,
                                  const std::function<bool()>& stop, double seconds = 20);

}  // namespace jintu::siting
