// The Lagrangian bound of a problem with requirements (Geoffrion 1974; capacitated: Klincewicz &
// Luss 1986). Part of the checker: includes nothing of the solvers. Internal to geo/siting.
//
//   Σ_i w_i min(price_i, miss_i) + floors·(floors' weight − all their weight in reach) + site·p −
//   money·budget − Σ cliques + Σ_j min over the options left to j of
//       opening + money·cost − site + cliques through j − most Σ_i w_i (price_i − d_ij) within the
//       capacity
//
// miss_i is what nobody in reach costs (infinite: must be served), plus the prices of i's floors.
// The inner problem is a knapsack: continuous, or 0–1 for single_source (solved to its end, or
// bounded by the continuous one where that takes too long). Market: see `market_sum`.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "geo/siting/certificate/branch_proof.hpp"
#include "geo/siting/question/problem.hpp"

namespace jintu::siting::proof {

/// Sizes beyond this many have no certificate: options are bits of a word.
inline constexpr std::size_t most_sizes = 30;

/// What is decided at a node.
struct Decided {
  IndexedVector<CandidateIndex, std::uint32_t>
      options;  ///< of each site a bit for each option that is left
  IndexedVector<DemandIndex, CandidateIndex>
      server;  ///< single_source: of each demand its site, or −1
  std::vector<std::pair<DemandIndex, CandidateIndex>>
      barred;  ///< single_source: demand, site; sorted
};

/// Whether costs count, or only if there is a plan.
enum class Costs { counted, none };

struct PricedBound {
  bool impossible = false;  ///< a site has no option left
  long double value = 0;
  long double margin = 0;            ///< for rounding
  std::vector<long double> reduced;  ///< of each option of each site; infinite: not allowed
  std::vector<int> chosen;           ///< of each site the option that `value` counts
  std::vector<double> served;  ///< of each demand how often those serve it; only when asked for
};

/// Thrown by a sum that is watched.
struct Interrupted {};

class PricedProblem {
 public:
  /// `apart`: p_dispersion: sites must be farther from each other than this.
  PricedProblem(const SitingProblem& problem, double apart);

  /// `bound` then throws Interrupted soon after `stop()` holds. Empty: it never does.
  void watch(std::function<bool()> stop) { stop_ = std::move(stop); }

  /// What rules decide, and that sites too near to ones that must open stay closed.
  Decided start() const;

  enum class Want { bound, served };
  PricedBound bound(const Multipliers& m, const std::vector<std::vector<CandidateIndex>>& cliques,
                    const Decided& decided, Costs costs, Want want) const;

  /// A plan's cost is a whole number, so that more than claim − 1 is the claim.
  bool whole_costs() const { return whole_; }
  bool excludes(CandidateIndex a, CandidateIndex b) const;
  const std::vector<SitePair>& conflicts() const { return conflicts_; }
  Index options() const { return options_; }  ///< of a site, closed included
  bool in_reach(DemandIndex demand, CandidateIndex site) const;
  bool undivided() const;

 private:
  struct Pair {
    DemandIndex demand;
    double distance;
  };
  struct Item {
    DemandIndex demand;
    long double profit;
    double load;
  };
  struct Sum;

  void price_demands(Sum& sum) const;
  void market_sum(Sum& sum) const;
  void price_site(CandidateIndex j, Sum& sum) const;
  std::vector<Item> items_of(CandidateIndex j, const Sum& sum) const;
  double market_distance_pull(CandidateIndex site, double distance) const;
  bool new_site(CandidateIndex j) const { return problem_.rule(j) != SiteRule::existing; }

  const SitingProblem& problem_;
  const Requirements& r_;
  std::function<bool()> stop_;
  Index options_ = 2;
  bool whole_ = false, cover_ = false;
  std::vector<double> weight_, miss_;  // of each demand
  std::vector<double> rivals_;         // market: their pull
  std::vector<std::int64_t> offset_;
  std::vector<Pair> pairs_;  // of each site; market: `distance` is the pull
  std::vector<SitePair> conflicts_;
};

}  // namespace jintu::siting::proof
