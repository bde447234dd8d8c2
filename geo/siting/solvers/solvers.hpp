// What the problems' solvers share. Internal to geo/siting.
#pragma once

#include <functional>

#include "geo/siting/lagrange/tree.hpp"
#include "geo/siting/solvers/solve.hpp"

namespace jintu::siting {

struct SearchContext {
  const SolveOptions& options;
  std::function<bool()> stop;
  std::function<void(double objective, double bound)> news;  ///< in the problem's own sense
  std::function<bool()> stop_check = nullptr;                ///< of our own checker, somewhat later
};

/// A model with a given number of sites, solved: swap search, bound, tree. `start`: sites of a
/// first plan, may be empty or incomplete. News are objective = shift + scale × cost.
TreeResult minimise(const Model& model, const SearchContext& context,
                    const std::vector<CandidateIndex>& start, double to_objective_scale = 1,
                    double to_objective_shift = 0);

/// A cover (set_cover_model) of least cost, below `known`; content with `enough`. `result.open` is
/// empty when there is none below `known` or none was found in time: `complete` tells which.
TreeResult least_cover(const Model& model, double known, double enough,
                       const SearchContext& context);

/// A cover with `opens` open sites by search alone; empty if it finds none.
std::vector<CandidateIndex> find_cover(const Model& model, Index opens,
                                       const std::vector<CandidateIndex>& start, std::int64_t work,
                                       const SearchContext& context);

/// Fewest sites first, then, for lscp_backup, most demand covered twice.
void solve_covering(const SitingProblem& problem, const SearchContext& context, Solved& solved);
void solve_p_center(const SitingProblem& problem, const SearchContext& context, Solved& solved);
void solve_p_median(const SitingProblem& problem, const SearchContext& context, Solved& solved);
void solve_mclp(const SitingProblem& problem, const SearchContext& context, Solved& solved);
void solve_p_dispersion(const SitingProblem& problem, const SearchContext& context, Solved& solved);
/// Any kind that has requirements, by CBC.
void solve_constrained(const SitingProblem& problem, const SearchContext& context, Solved& solved);

void solve_market_share(const SitingProblem& problem, const SearchContext& context, Solved& solved);
/// All plans of `requirements().front`, by an epsilon constraint on the other objective.
void solve_front(const SitingProblem& problem, const SearchContext& context, Solved& solved);
/// As solve_with_certificate, without the clock: the plan, its certificate if one is asked for, and
/// no more said of it than our own checker accepts.
void solve_and_check(const SitingProblem& problem, const SearchContext& context, Solved& solved);
/// Without the checker.
void solve_plain(const SitingProblem& problem, const SearchContext& context, Solved& solved);
/// mclp: the cheapest plan that covers at least `weight`; nothing when none was found. `proven`: it
/// is.
std::vector<CandidateIndex> cheapest_plan(const SitingProblem& problem, double weight,
                                          const SearchContext& context, bool& proven);

/// The best sizes and flows of these open sites; a problem with sizes.
SitingSolution evaluate_sized_plan(const SitingProblem& problem,
                                   const std::vector<CandidateIndex>& open,
                                   const std::function<bool()>& stop);
/// p_dispersion: the least distance between two sites of which one is new; the cut-off when all are
/// farther.
double least_separation(const SitingProblem& problem, const std::vector<CandidateIndex>& open);

/// No more than p sites cannot reach everyone within `standard`: why, with a small set of demand
/// points that already cannot be reached together; and the certificate of just these. `everyone` is
/// the search that found it out.
void explain_too_few_sites(const SitingProblem& problem, double standard, const Model& model,
                           TreeResult& everyone, const SearchContext& context, Solved& solved);

/// The model's proof in terms of the problem's demand points, added to the certificate.
void keep_proof(const SitingProblem& problem, const Model& model, TreeResult& result,
                const SearchContext& context, Solved& solved);

/// The same of a branch proof: the bound becomes what it proves, and where COIN CBC says more, the
/// reason tells. Without a proof there is no certificate.
void keep_branches(const SitingProblem& problem, std::optional<BranchProof> proof, Solved& solved);
void add_reason(SitingSolution& solution, const std::string& reason);

/// `context.stop`; where a certificate is wanted, true after six tenths of the time limit, from now
/// on: the rest is the proof's.
std::function<bool()> stop_before_proof(const SearchContext& context, const Solved& solved);

/// Plan, counts and status of a finished search: optimal when `result` is complete or its bound
/// meets the cost.
void take_result(const SitingProblem& problem, const TreeResult& result, Solved& solved);

}  // namespace jintu::siting
