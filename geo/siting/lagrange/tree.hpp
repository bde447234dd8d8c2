// Branch and bound on the Lagrangian bound, for every model alike. Writes its own proof.
// Internal to geo/siting.
#pragma once

#include <functional>
#include <vector>

#include "geo/siting/certificate/certificate.hpp"
#include "geo/siting/lagrange/bound.hpp"

namespace jintu::siting {

struct TreeLimits {
  std::function<bool()> stop;  ///< time is up or the user asked
  std::int64_t nodes = 1'000'000;
  double relative_gap = 0;  ///< good enough
  /// Costs within this of the incumbent need no search. Whole-number costs: not used.
  double tolerance = 0;
  bool keep_proof = true;
  std::int64_t most_prices = 100'000'000;  ///< a longer proof is not kept
  bool use_lp = true;
  bool use_parts = true;
  std::vector<CandidateIndex> known_plan;  ///< of the cost that is known; may be empty
  /// A cost with which the search is content: it ends there, complete or not.
  double enough = -infinite;
};

struct TreeEvents {
  /// A plan worth trying, from the sites that the bound opens (not yet completed). Returns a
  /// plan's open sites; empty for none. Called at the root and at promising nodes.
  std::function<std::vector<CandidateIndex>(const std::vector<CandidateIndex>& picked,
                                            const Sides& sides, int depth)>
      find_plan;
  std::function<void(double cost, double bound)> news;
};

struct TreeResult {
  double cost = infinite;            ///< of `open`; the `known` cost if nothing better was found
  std::vector<CandidateIndex> open;  ///< empty if nothing better than `known`
  double bound = -infinite;          ///< every plan costs at least this
  bool complete = false;             ///< nothing is left to search
  std::int64_t nodes = 0;
  std::int64_t iterations = 0;
  /// That every plan costs `bound` or more. Of the model: what it calls demand points are rows.
  ProofTree proof;
};

/// `known`: a cost that has been reached already (infinite: none); plans at or above it are of no
/// interest. `prices`: to start from.
TreeResult search_tree(const Model& model, double known, const Prices& prices,
                       const TreeLimits& limits, const TreeEvents& events);

}  // namespace jintu::siting
