// Plans of problems with sizes: which sites, how large, and who goes where, by search.
// Internal to geo/siting.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "geo/siting/lagrange/model.hpp"

namespace jintu::siting {

/// Nobody is divided among sites: that is allowed whether or not it is asked. A set of sites is
/// given sizes within the budget, demand goes to them by regret (Martello & Toth 1990), then by
/// shifts and exchanges; each site moves to the middle of those whom it serves (Mulvey & Beck
/// 1984); then one site is exchanged for another, and so on.
class SizedSearch {
 public:
  /// p_median or mclp. `problem` must live as long.
  SizedSearch(const SitingProblem& problem, std::uint64_t seed);

  /// Looks for plans from `open` on, which may have too few or too many sites. Ends after `rounds`
  /// exchanges of sites without a better plan, or `stop()`. Deterministic but for `stop`.
  void improve(const std::vector<CandidateIndex>& open, int rounds,
               const std::function<bool()>& stop);

  /// As the solution's objective, but less is better; infinite: there is no plan yet.
  double best_cost() const { return best_.cost; }
  /// Its sites, sizes, flows, assignment, cost and objective. There must be one.
  SitingSolution best() const;

 private:
  struct Pair {
    CandidateIndex site;
    double cost;  // of the whole demand point there
  };
  struct Plan {
    double cost = infinite;
    std::vector<CandidateIndex> open;                   // ascending
    std::vector<Index> size;                            // of each of `open`
    IndexedVector<DemandIndex, CandidateIndex> server;  // of each demand, or −1
  };

  bool choose_sizes(Plan& plan);
  void assign(Plan& plan);
  void serve_those_left(Plan& plan);
  void shift_and_exchange(Plan& plan, const std::function<bool()>& stop);
  bool to_middles(Plan& plan);
  void settle(Plan& plan, const std::function<bool()>& stop);
  Plan exchanged(const Plan& plan);
  std::vector<CandidateIndex> completed(const std::vector<CandidateIndex>& open);
  double cost_of(const Plan& plan, bool& allowed) const;
  double pair_cost(DemandIndex demand, CandidateIndex site) const;
  bool clashes(const std::vector<char>& in, CandidateIndex site) const;
  double money_of(CandidateIndex site) const;

  const SitingProblem& problem_;
  const Requirements& r_;
  std::mt19937_64 random_;
  std::vector<std::vector<Pair>> pairs_;  // of each demand, cheapest first
  std::vector<std::vector<std::pair<DemandIndex, double>>> cost_to_;  // of each site, by demand
  std::vector<std::vector<CandidateIndex>> excludes_;                 // of each site
  std::vector<double> miss_;                                          // infinite: must be served
  std::vector<double> room_;        // of each site what is left, while a plan is made
  std::vector<Index> by_capacity_;  // sizes, small first
  Index sites_ = 0;                 // a plan's new sites
  double dearest_ = 1;              // of all pairs
  Plan best_;
};

}  // namespace jintu::siting
