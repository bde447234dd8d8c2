// What a plan must keep to beyond the standard problems: distances between sites, sizes and their
// capacity, money, and floors for groups of people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/siting/question/distances.hpp"

namespace jintu::siting {

/// A kind of locker that can be put up: what it holds (in units of weight, or of load) and costs.
struct SiteSize {
  std::string id;
  double capacity = 0;
  double cost = 0;
};

/// At least `share` of the weight of `demands` is to be covered.
struct CoverageFloor {
  std::string id;
  std::vector<DemandIndex> demands;
  double share = 0;
};

/// Who chooses a site by how large and how far it is: of a demand point's weight our sites get
/// U / (U + R), U and R the sums of ours and the rivals' pull (Huff 1964; McFadden 1974).
struct Market {
  bool logit = false;  ///< pull is attraction × exp(−decay × d); else attraction ÷ max(d, 1)^decay
  double decay = 2;  ///< an exponent; of logit, for a unit of distance
  IndexedVector<CandidateIndex, double> attraction;  ///< of each candidate, > 0; empty: 1
  RivalDistances rivals;  ///< demand × rival; an absent pair has no pull
  IndexedVector<RivalIndex, double> rival_attraction;  ///< of each rival, > 0; empty: 1

  double pull(double attraction_of_site, double distance) const;
};

/// Two objectives that are weighed against each other: every plan that none beats in both.
enum class Front {
  worst_walk,  ///< p_median: weighted distance × worst distance, everyone served
  cost,  ///< mclp: weight covered × cost of the new sites (their number, where nothing has a cost)
};

struct Requirements {
  /// No two open sites nearer to each other than this, unless both exist already.
  std::optional<double> spacing;
  /// Candidate × candidate, of `spacing` and of p_dispersion; an absent pair is farther than its
  /// cut-off.
  SiteDistances between;
  /// Not empty: each new site gets one of them, and serves no more than that holds.
  std::vector<SiteSize> sizes;
  IndexedVector<DemandIndex, double>
      load;  ///< with sizes: of each demand point what it takes up of one, ≥ 0; empty: its weight
  std::optional<Index> existing_size;  ///< of every existing site, when there are sizes
  bool single_source = false;          ///< with sizes: a demand point is not divided among sites
  IndexedVector<CandidateIndex, double>
      site_cost;                      ///< of each candidate, beside its size's; empty: 0
  std::optional<double> budget;       ///< of the new sites together; then p may be absent
  std::vector<CoverageFloor> floors;  ///< mclp only

  std::optional<Market> market;  ///< of market_share
  std::optional<Front> front;

  /// Whether a plan need keep to nothing of this.
  bool none() const { return !spacing && sizes.empty() && !budget && floors.empty(); }
};

using SitePair = std::pair<CandidateIndex, CandidateIndex>;

/// Pairs of candidates nearer to each other than `least`, each once, first < second, in order.
/// Either direction of `between` counts.
std::vector<SitePair> close_pairs(const SiteDistances& between, double least);

}  // namespace jintu::siting
