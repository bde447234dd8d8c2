// The proof of a bound where plans must keep to requirements (spacing, sizes with capacity, a
// budget, floors, distances between sites), or compete in a market.
//
// It is a binary tree over what sites and, undivided, demand points do. Each leaf names
// multipliers: with the rules that tie sites together priced by them, the best plan falls into one
// small problem for each site, which anybody can solve. Any multipliers give a valid bound, so they
// can only be too weak, not wrong. The sum that is compared with the claim is written out in
// priced_bound.hpp.
#pragma once

#include <utility>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/siting/question/distances.hpp"

namespace jintu::siting {

/// Of a node within its tree; 0 is the root.
using NodeIndex = TypedIndex<struct NodeTag>;

/// What it costs to break each rule by one unit. Lists may be empty: all 0.
struct Multipliers {
  /// Of each demand point for a unit of its weight, ≥ 0: of being served (a distance; covering: a
  /// share of the weight, or of a site). Market: of a unit of our pull, as a share of the demand's
  /// weight.
  std::vector<double> prices;
  /// Market: of each demand point, 0–1: how far its share is bounded by what each site would gain
  /// alone, beside those that are open, and not by `prices`.
  std::vector<double> gains;
  double site = 0;             ///< of one new site of p, any sign
  double money = 0;            ///< of a unit of the budget, ≥ 0
  std::vector<double> floors;  ///< of a unit of weight short of each floor, ≥ 0
  std::vector<std::pair<Index, double>> cliques;  ///< number of the clique and its price, ≥ 0
};

enum class BranchEnd {
  site,        ///< `first`: the site takes one of `options`; `second`: another one
  assignment,  ///< single_source: `first`: the site serves the demand point; `second`: it does not
  bound,       ///< the multipliers reach the claim
  impossible,  ///< with all costs 0 they are above 0: no plan is left
};

/// A site's options by number: 0 is closed, 1 + t open with size t (1: open, where there are no
/// sizes).
struct BranchNode {
  Index fixing = -1;  ///< multipliers by which `excluded` reach the claim
  std::vector<std::pair<CandidateIndex, Index>> excluded;  ///< site, option
  BranchEnd end = BranchEnd::bound;
  Index multipliers = -1;  ///< of bound and impossible
  CandidateIndex site{-1};
  DemandIndex demand{-1};
  std::vector<Index> options;
  NodeIndex first{-1}, second{-1};
};

struct BranchProof {
  /// No plan at all (p_dispersion: none whose sites are farther from each other than the bound).
  /// Then every leaf is impossible, and there is no claim.
  bool impossible = false;
  double apart = 0;  ///< of p_dispersion: no plan's sites are farther from each other than this
  double claim =
      0;  ///< every plan's cost: as the objective; mclp, market_share: the weight not won
  std::vector<std::vector<CandidateIndex>> cliques;  ///< sites of which any two exclude each other
  std::vector<Multipliers> multipliers;
  IndexedVector<NodeIndex, BranchNode> nodes;
};

Json to_json(const BranchProof& proof);
/// Throws Error{bad_input} naming the field that is missing or malformed.
BranchProof branch_proof_from_json(const Json& json);

}  // namespace jintu::siting
