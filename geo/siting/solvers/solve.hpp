// The door to the solvers: a checked problem in, a plan with its proven bound out.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/siting/certificate/certificate.hpp"
#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

/// The state of the search, whenever the plan or the bound gets better.
struct SolveNews {
  double objective = 0;  ///< of the best plan so far, in the problem's own sense
  double bound = 0;
  double gap = 0;  ///< relative; infinite while one of the two is missing
  double seconds = 0;
};

struct SolveOptions {
  double time_limit = 60;   ///< seconds; the best plan so far is returned then
  double relative_gap = 0;  ///< stop at this gap; 0: go for the proof
  std::uint64_t seed = 1;
  std::int64_t node_limit = 1'000'000;
  bool certificate = false;                      ///< keep the proof; costs memory
  std::int64_t most_proof_prices = 100'000'000;  ///< a longer proof is not kept
  /// Open sites of a plan that is known, the existing ones too: the search begins there, and what
  /// it answers is no worse. Set aside where it is no plan of the problem, with sizes, and where
  /// there are two goals.
  std::vector<CandidateIndex> start;
  /// A bound that was found before for the same problem, in its own sense: it holds where the
  /// search's own is worse. No certificate shows it; not where there are two goals.
  std::optional<double> known_bound;
  std::function<void(const SolveNews&)> on_news;  ///< called from the calling thread
  /// Of a front: each plan as it is found, by either end; a later one may beat it in both
  /// objectives.
  std::function<void(const FrontPoint&)> on_front;
};

struct Solved {
  SitingSolution solution;
  /// When it was asked for; else `no_certificate` says why there is none.
  std::optional<Certificate> certificate;
  std::string no_certificate{};
  /// Our own checker (check_certificate) has accepted the proof, whether it is kept or not. Optimal
  /// without it is what the search says, and where there are requirements COIN CBC.
  bool checked = false;
};

/// One thread; the same problem, options and seed give the same plan and bound, unless the time
/// limit or the user ends the search. Stopping through `progress` returns the best plan so far;
/// throws Error{cancelled} if there is none yet. Infeasible problems are an answer, not an error.
Solved solve_with_certificate(const SitingProblem& problem, const SolveOptions& options,
                              const Progress& progress);

SitingSolution solve(const SitingProblem& problem, const SolveOptions& options,
                     const Progress& progress);

/// The plan that opens exactly `open`: its assignment and objective; nothing is proven of it.
/// For evaluating a planner's own plan, or one site moved. O(pairs); with sizes a search of its
/// own, which gives up after ten seconds or when `stop()` holds: then there is no assignment.
SitingSolution evaluate_plan(const SitingProblem& problem, std::vector<CandidateIndex> open,
                             const std::function<bool()>& stop = nullptr);

/// The plan of one point of `solution.front`, with the front: optimal when the point is proven, in
/// the sense of `FrontPoint`. Throws Error{bad_input} when there is no such point.
SitingSolution plan_at(const SitingProblem& problem, const SitingSolution& solution,
                       std::size_t point);

}  // namespace jintu::siting
