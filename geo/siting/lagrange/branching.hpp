// Which site a node of the tree is split on, where a relaxation by CLP is at hand: reliability
// branching (Achterberg, Koch & Martin 2005). Internal to geo/siting.
#pragma once

#include <functional>
#include <vector>

#include "geo/siting/lagrange/lp_prices.hpp"

namespace jintu::siting {

/// Remembers by how much the bound rose when a site was decided.
class Branching {
 public:
  explicit Branching(Index sites) : opened_(sites), closed_(sites) {}

  /// The site of which both sides raise the bound most; −1: no share is in doubt. `share`: of each
  /// site of the model its value in the relaxation of this node, whose bound is `value`. Sites of
  /// which little is known are tried, with few pivots each. `free`: the sites to choose from.
  CandidateIndex choose(LpMaster& master, const Sides& sides,
                        const std::vector<CandidateIndex>& free,
                        const IndexedVector<CandidateIndex, double>& share, double value,
                        double cutoff, const std::function<bool()>& stop);

 private:
  struct Mean {
    double sum = 0;
    int count = 0;
    void add(double gain) {
      sum += gain;
      ++count;
    }
    double value(double otherwise) const { return count > 0 ? sum / count : otherwise; }
  };
  std::vector<Mean> opened_, closed_;  // of each site the gain for a whole unit
  Mean all_;
};

}  // namespace jintu::siting
