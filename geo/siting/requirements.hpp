// What a plan must keep to beyond the standard problems: distances between sites, sizes and their
// capacity, money, and floors for groups of people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/siting/distances.hpp"

namespace jintu::siting {

/// A kind of locker that can be put up: what it holds (in units of weight) and costs.
struct SiteSize {
  std::string id;
  double capacity = 0;
  double cost = 0;
};

/// At least `share` of the weight of `demands` is to be covered.
struct CoverageFloor {
  std::string id;
  std::vector<Index> demands;
  double share = 0;
};

struct Requirements {
  /// No two open sites nearer to each other than this, unless both exist already.
  std::optional<double> spacing;
  /// Candidate × candidate, of `spacing` and of p_dispersion; an absent pair is farther than its cut-off.
  DistanceTable between;
  /// Not empty: each new site gets one of them, and serves no more weight than that holds.
  std::vector<SiteSize> sizes;
  std::optional<Index> existing_size;  ///< of every existing site, when there are sizes
  bool single_source = false;          ///< with sizes: a demand point is not divided among sites
  std::vector<double> site_cost;       ///< of each candidate, beside its size's; empty: 0
  std::optional<double> budget;        ///< of the new sites together; then p may be absent
  std::vector<CoverageFloor> floors;   ///< mclp only

  bool none() const { return !spacing && sizes.empty() && !budget && floors.empty(); }
};

/// Pairs of candidates nearer to each other than `least`, each once, first < second, in order.
/// Either direction of `between` counts.
std::vector<std::pair<Index, Index>> close_pairs(const DistanceTable& between, double least);

}  // namespace jintu::siting
