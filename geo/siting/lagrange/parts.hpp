// Problems with p sites that fall into parts which hardly touch, as towns of a county or the
// clusters of TSPLIB fl1400: with a price on sites in place of p each part is a problem of its own,
// and what branching would multiply is added. The bound is the parts' sum; the plan takes from each
// part as many sites as is best together. Internal to geo/siting.
#pragma once

#include <optional>

#include "geo/siting/lagrange/tree.hpp"

namespace jintu::siting {

struct PartsResult {
  double bound = -infinite;          ///< every plan that keeps to the sides costs at least this
  std::vector<CandidateIndex> open;  ///< a plan; empty if none was put together
  std::int64_t nodes = 0, iterations = 0;
  double site_price = 0;
  std::vector<ProofPart> proof;  ///< by rows and sites of the model; empty when it is not kept
};

/// `prices` and `bound`: of the model at `sides`. Row and site are in one part where the
/// distance is below the row's price: then the parts' bound is no worse than `bound`. Nothing when
/// there are no parts worth the while. `plan`: the best known. Searches the parts in
/// rounds, with more nodes in each; ends with nothing left to do, when `limits` say so, or once the
/// bound reaches `cutoff`. `news` gets bounds.
std::optional<PartsResult> solve_parts(const Model& model, const Sides& sides, const Prices& prices,
                                       const Bound& bound, const std::vector<CandidateIndex>& plan,
                                       double cutoff, const TreeLimits& limits,
                                       const std::function<void(double)>& news);

}  // namespace jintu::siting
