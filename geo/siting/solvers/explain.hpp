// What each open site is worth, and why demand is left uncovered.
#pragma once

#include <optional>
#include <vector>

#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

struct SiteWorth {
  CandidateIndex site;
  Index points = 0;          ///< demand points (of weight above 0) that it serves
  double weight = 0;         ///< their weight
  double mean_distance = 0;  ///< weighted; 0 when it serves nobody
  double worst_distance = 0;
  /// What the objective loses if this site alone is closed: more weighted distance (p_median), less
  /// covered weight (mclp, lscp, lscp_backup: weight no longer covered). Absent when somebody would
  /// then have no site at all, for p_center, p_dispersion and market_share, and with sizes.
  std::optional<double> loss;
};

struct Uncovered {
  DemandIndex demand;
  /// The nearest candidate that may be opened and would cover it; −1: there is none within the
  /// standard, so no plan covers it.
  CandidateIndex nearest{-1};
  double distance = 0;  ///< to `nearest`
};

/// Of every open site, in the order of `solution.open`. O(pairs). The solution must have a plan.
std::vector<SiteWorth> site_worths(const SitingProblem& problem, const SitingSolution& solution);

/// The candidate that would best stand in for an open site.
struct NextBest {
  CandidateIndex site;
  double loss = 0;  ///< what the objective loses by the exchange; below 0: the plan is not the best
};

/// Of each open site, in the order of `solution.open`; nothing for required and existing ones, and
/// where no exchange leaves everyone served. p_median and mclp without requirements; of other
/// problems nothing at all. O(pairs + open × candidates).
std::vector<std::optional<NextBest>> next_best_sites(const SitingProblem& problem,
                                                     const SitingSolution& solution);

/// mclp: the demand points of weight above 0 that the plan does not cover, in order.
std::vector<Uncovered> uncovered(const SitingProblem& problem, const SitingSolution& solution);

}  // namespace jintu::siting
