// What p-center's search asks of the table of distances. Internal to geo/siting.
#pragma once

#include <functional>
#include <vector>

#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

/// Fills a cover up to the number of sites that a plan has.
std::vector<CandidateIndex> filled(const SitingProblem& problem, std::vector<CandidateIndex> open);

/// Existing and required ones.
std::vector<CandidateIndex> fixed_sites(const SitingProblem& problem);

class CenterWalks {
 public:
  /// `problem` must live as long.
  explicit CenterWalks(const SitingProblem& problem);

  const std::vector<DemandIndex>& demand() const { return demand_; }  ///< that must be served
  double farthest() const { return farthest_; }                       ///< of all distances
  /// The farthest point walks no less in any plan.
  double least_worst() const { return least_worst_; }

  /// Of each of `demand()` its walk; infinite: none.
  std::vector<double> of(const std::vector<CandidateIndex>& open) const;

  /// The least distance of the table above `value`; infinite when there is none.
  double next_above(double value) const;
  /// The greatest below `value`; −1 when there is none.
  double next_below(double value) const;
  /// A distance of the table from `low` to below `high`, about half-way.
  double middle(double low, double high) const;

  /// A site for whoever is farthest from all so far, until there are enough (Gonzalez 1985); may be
  /// too few. `seeds` gets those points, far from each other. Throws OutOfTime.
  std::vector<CandidateIndex> spread_out(std::vector<DemandIndex>& seeds,
                                         const std::function<bool()>& stop) const;

  /// Demand points of which no two have a candidate in common within `radius`, most often those
  /// that are far from everything; `seeds` first. Each needs a site of its own.
  std::vector<DemandIndex> packing(double radius, const std::vector<DemandIndex>& seeds) const;

  /// A demand point without a permitted candidate nearer than `radius`; −1: there is none.
  DemandIndex lonely(double radius) const;

 private:
  const SitingProblem& problem_;
  std::vector<DemandIndex> demand_;
  double farthest_ = 0, least_worst_ = 0;
};

}  // namespace jintu::siting
