// Prices from the linear relaxation, by CLP: exact where subgradient steps stall. Only prices come
// from here; the bound is computed from them as from any others, so CLP's tolerances cannot make a
// proof wrong. CLP is here and in relaxation.cpp. Internal to geo/siting.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "geo/siting/lagrange/bound.hpp"

namespace jintu::siting {

struct LpPrices {
  Prices prices;  ///< by row of the model
  IndexedVector<CandidateIndex, double>
      share;                    ///< of each site of the model its value in the relaxation
  double site = 0;              ///< what one more open site costs
  std::vector<double> cliques;  ///< of each clique what its rule costs, ≥ 0
};

/// The relaxation in Benders' form (Duran-Mateluna, Ales & Elloumi 2023): a variable for each site
/// and one for each row's cost, with cuts cost ≥ λ − Σ (λ − d)⁺ y found as they are violated. Cuts
/// stay valid in the whole tree, so that a node may start from the basis of another one. Covering
/// models have no costs of rows, and their cuts are all there from the start.
class LpMaster {
 public:
  /// Where CLP stood after a `solve`: the state of each column, then of each cut.
  struct Basis {
    int version = 0;  ///< cuts were dropped since when it differs from the program's
    std::vector<unsigned char> states;
  };

  /// `root`: the subproblem at the root of the tree; `near`: prices to take the first cuts from.
  /// `cliques`: sites of the model of which one may open.
  LpMaster(const Model& model, const Subproblem& root, const Prices& near,
           const std::vector<std::vector<CandidateIndex>>& cliques = {});
  ~LpMaster();
  LpMaster(const LpMaster&) = delete;
  LpMaster& operator=(const LpMaster&) = delete;

  /// Nothing when CLP does not reach an optimum (then the subproblem may be impossible) within
  /// `pivots` (counted, not timed, so that the answer does not depend on the machine), or `stop`.
  /// Ends early once the relaxation, or what its prices prove, reaches `cutoff`. `rounds`: of cuts.
  std::optional<LpPrices> solve(const Sides& sides, double cutoff, int rounds, int pivots,
                                const std::function<bool()>& stop);

  Basis basis() const;
  /// The next `solve` begins there, if the program's cuts are still those of then and some more.
  /// A node is near the one that it was split from, and mostly far from the last one solved.
  void begin_at(const Basis& basis);

  /// What the relaxation costs once one site more is decided, as far as so many pivots get: an
  /// estimate. Infinite: no plan is left. The next `solve` begins where it would have without.
  double probe(const Sides& sides, CandidateIndex site, Side side, int pivots,
               const std::function<bool()>& stop);

  /// Where the last `solve` found that number and cliques leave no plan: their multipliers, of
  /// which one sign shows it.
  const std::vector<LpPrices>& impossible() const { return impossible_; }

  /// So far, of `solve` and of `probe`.
  std::int64_t pivots() const { return pivots_; }
  std::int64_t probed_pivots() const { return probed_; }

 private:
  std::int64_t pivots_ = 0, probed_ = 0;
  std::vector<LpPrices> impossible_;
  struct Program;
  std::unique_ptr<Program> program_;
};

}  // namespace jintu::siting
