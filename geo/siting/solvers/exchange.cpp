// One open site exchanged for one that is not: what all such exchanges are worth, from the nearest
// two sites of each demand point (Whitaker 1983; Resende & Werneck 2007).
#include <algorithm>
#include <limits>

#include "geo/siting/solvers/explain.hpp"

namespace jintu::siting {

namespace {

constexpr double nobody = std::numeric_limits<double>::infinity();

/// Everything as costs: of mclp 1 for who is not covered and 0 for who is.
class Exchanges {
 public:
  Exchanges(const SitingProblem& problem, const SitingSolution& solution)
      : problem_(problem),
        covering_(problem.kind() == Kind::mclp),
        place_(problem.candidates(), -1),
        of_site_(solution.open.size()),
        gain_(problem.candidates(), 0) {
    for (std::size_t k = 0; k < solution.open.size(); ++k)
      place_[solution.open[k]] = static_cast<Index>(k);
    for (const DemandIndex i : problem.each_demand())
      if (problem.weight(i) > 0) add(i);
  }

  std::optional<NextBest> best(std::size_t k) {
    std::vector<double> change(problem_.candidates(), 0);
    std::vector<Index> saved(problem_.candidates(), 0);
    double base = 0;
    Index stranded = 0;
    for (const auto& [demand, first, second] : of_site_[k]) {
      const double weight = problem_.weight(demand);
      const bool alone = second == nobody;
      if (alone)
        ++stranded;
      else
        base += weight * (second - first);
      each_cost(demand, [&, first = first, second = second](
                            CandidateIndex site, double cost) {  // named: clang 14 has no others
        if (cost >= second) return;
        // Its gain for this point was counted already, against the first site.
        change[site] +=
            weight * ((alone ? cost - first : cost - second) + std::max(0.0, first - cost));
        saved[site] += alone;
      });
    }
    std::optional<NextBest> best;
    for (const CandidateIndex c : problem_.each_candidate()) {
      if (place_[c] >= 0 || problem_.rule(c) != SiteRule::free || saved[c] < stranded) continue;
      const double loss = base + change[c] - gain_[c];
      if (!best || loss < best->loss) best = NextBest{c, loss};
    }
    return best;
  }

 private:
  struct Served {
    DemandIndex demand;
    double first, second;  ///< costs; `nobody`: there is no second, and all must be served
  };

  template <class Visit>
  void each_cost(DemandIndex demand, Visit visit) const {
    const auto sites = problem_.distances().sites(demand);
    const auto distances = problem_.distances().distances(demand);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (covering_ && distances[k] > problem_.standard()) return;
      visit(sites[k], covering_ ? 0 : distances[k]);
    }
  }

  void add(DemandIndex demand) {
    const double otherwise = covering_ ? 1 : problem_.unserved_distance().value_or(nobody);
    double first = nobody, second = nobody;
    CandidateIndex site{-1};
    each_cost(demand, [&](CandidateIndex j, double cost) {
      if (place_[j] < 0 || second != nobody) return;
      if (site >= 0)
        second = cost;
      else
        first = cost, site = j;
    });
    first = std::min(first, otherwise);
    second = std::min(second, otherwise);
    if (site >= 0) of_site_[place_[site]].push_back({demand, first, second});
    if (first == nobody) return;
    each_cost(demand, [&](CandidateIndex j, double cost) {
      gain_[j] += problem_.weight(demand) * std::max(0.0, first - cost);
    });
  }

  const SitingProblem& problem_;
  bool covering_;
  std::vector<Index> place_;
  std::vector<std::vector<Served>> of_site_;
  std::vector<double> gain_;  ///< of each candidate, opened beside the plan
};

}  // namespace

std::vector<std::optional<NextBest>> next_best_sites(const SitingProblem& problem,
                                                     const SitingSolution& solution) {
  std::vector<std::optional<NextBest>> list(solution.open.size());
  const bool told = problem.kind() == Kind::p_median || problem.kind() == Kind::mclp;
  if (!told || !problem.requirements().none() || problem.requirements().front) return list;
  Exchanges exchanges(problem, solution);
  for (std::size_t k = 0; k < list.size(); ++k)
    if (problem.rule(solution.open[k]) == SiteRule::free) list[k] = exchanges.best(k);
  return list;
}

}  // namespace jintu::siting
