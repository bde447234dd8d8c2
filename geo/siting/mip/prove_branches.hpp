// The search for a BranchProof, once a plan (or that there is none) is known: a tree over a
// relaxation, whose multipliers are kept where the checker's own bound says that they are enough.
// Internal to geo/siting.
#pragma once

#include <functional>
#include <optional>

#include "geo/siting/certificate/priced_bound.hpp"
#include "geo/siting/mip/formulation.hpp"

namespace jintu::siting {

/// What to decide next. Nothing: `site` is −1.
struct Branch {
  CandidateIndex site{-1};
  std::vector<Index> options;  ///< for the first child
  DemandIndex demand{-1};      ///< not −1: whether `site` serves it
};

struct Relaxed {
  enum class End { solved, infeasible, stopped } end = End::stopped;
  std::vector<Multipliers> multipliers;  ///< to be tried
  Branch branch;
  std::int64_t work = 0;
};

/// Of a problem under what a node decides.
class NodeRelaxation {
 public:
  virtual ~NodeRelaxation() = default;
  virtual Relaxed solve(const proof::Decided& decided, std::int64_t most_work,
                        const std::function<bool()>& stop) = 0;
  virtual const std::vector<std::vector<CandidateIndex>>& cliques() const = 0;
  /// False: it says nothing, and prices are found by subgradient steps.
  virtual bool solves() const { return true; }
};

struct ProofGoal {
  bool impossible = false;  ///< there is no plan
  double claim = 0;         ///< no plan costs less than this; what the tree is to reach
  double apart = 0;         ///< of p_dispersion
  /// Tried with the sites that a node's bound opens, by subgradient steps. Returns the cost
  /// of the best plan known then; the claim falls with it.
  std::function<double(const std::vector<CandidateIndex>& open)> find_plan = nullptr;
  std::vector<double> first_prices = {};  ///< to begin with, as Multipliers::prices; may be empty
  std::int64_t most_nodes = 20'000;
  std::int64_t most_work = 3'000'000'000;  ///< about as many basic steps; counted, not timed
};

/// The proof of the goal, or of the highest claim below it that was reached when nodes, work or
/// `stop` ended the search. Nothing when no claim was reached, or none is worth keeping.
std::optional<BranchProof> prove_branches(const SitingProblem& problem, NodeRelaxation& relaxation,
                                          const ProofGoal& goal, const std::function<bool()>& stop);

/// The same by the relaxation of a formulation.
std::optional<BranchProof> prove_branches(const SitingProblem& problem,
                                          const Formulation& formulation, const ProofGoal& goal,
                                          const std::function<bool()>& stop);

/// The same by subgradient steps alone, for p_median and mclp with p sites and without budget and
/// floors: where demand is not divided no relaxation's bound is better, and elsewhere steps are
/// cheaper than large relaxations.
std::optional<BranchProof> prove_by_prices(const SitingProblem& problem, const ProofGoal& goal,
                                           const std::function<bool()>& stop);

/// The same of market_share.
std::optional<BranchProof> prove_market_share(const SitingProblem& problem, const ProofGoal& goal,
                                              const std::function<bool()>& stop);

}  // namespace jintu::siting
