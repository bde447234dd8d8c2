// p-dispersion: a search over the distances that can be the answer; at each, whether p sites can be
// chosen of which no two are nearer, is a question of independent sets for CBC.
#include <algorithm>
#include <chrono>

#include "geo/siting/mip/formulation.hpp"
#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

bool stands(SiteRule rule) { return rule == SiteRule::existing; }

struct Dispersion {
  const SitingProblem& problem;
  const SearchContext& context;
  std::vector<double> values;  // ascending: what the least separation can be
  std::int64_t nodes = 0;

  Dispersion(const SitingProblem& p, const SearchContext& c) : problem(p), context(c) {
    const SiteDistances& between = p.requirements().between;
    for (const CandidateIndex a : each<CandidateIndex>(p.candidates())) {
      for (std::size_t k = 0; k < between.sites(a).size(); ++k) {
        const CandidateIndex b = between.sites(a)[k];
        if (a != b && !(stands(p.rule(a)) && stands(p.rule(b))))
          values.push_back(between.distances(a)[k]);
      }
    }
    values.push_back(between.cutoff());
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }

  std::size_t index_of(const std::vector<CandidateIndex>& open) const {
    return static_cast<std::size_t>(
        std::lower_bound(values.begin(), values.end(), least_separation(problem, open)) -
        values.begin());
  }

  /// Sites as far from the others as can be, one after another, beginning with `first`.
  std::vector<CandidateIndex> greedy(CandidateIndex first) const {
    const SiteDistances& between = problem.requirements().between;
    std::vector<double> separation(problem.candidates(), between.cutoff());
    std::vector<char> in(problem.candidates(), 0);
    std::vector<CandidateIndex> open;
    const auto add = [&](CandidateIndex j) {
      if (in[j]) return;
      in[j] = 1;
      open.push_back(j);
      for (std::size_t k = 0; k < between.sites(j).size(); ++k) {
        double& s = separation[between.sites(j)[k]];
        s = std::min(s, between.distances(j)[k]);
      }
    };
    for (const CandidateIndex j : problem.each_candidate()) {
      if (problem.rule(j) == SiteRule::existing || problem.rule(j) == SiteRule::required) add(j);
    }
    if (first >= 0 && static_cast<Index>(open.size()) < problem.open_count()) add(first);
    while (static_cast<Index>(open.size()) < problem.open_count()) {
      CandidateIndex best{-1};
      for (const CandidateIndex j : problem.each_candidate()) {
        if (in[j] || problem.rule(j) != SiteRule::free) continue;
        if (best < 0 || separation[j] > separation[best]) best = j;
      }
      add(best);
    }
    std::sort(open.begin(), open.end());
    return open;
  }

  /// A plan whose separation is `values[at]` or more. `decided`: the answer is proven. No question
  /// takes more than a fifth of the time: easier ones remain.
  std::vector<CandidateIndex> plan_at(std::size_t at, const std::function<bool()>& until,
                                      bool& decided) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(0.2 * context.options.time_limit);
    const auto stop = [&] { return until() || Clock::now() >= end; };
    decided = false;
    try {
      return asked(at, stop, decided);
    } catch (const OutOfTime&) {
      return {};
    }
  }

  std::vector<CandidateIndex> asked(std::size_t at, const std::function<bool()>& stop,
                                    bool& decided) {
    const Formulation formulation(problem, {.apart = values[at]}, nullptr, stop);
    const MipResult result = solve_mip(formulation.program(), {.stop = stop});
    nodes += result.nodes;
    decided = result.complete || !result.x.empty();
    return result.x.empty() ? std::vector<CandidateIndex>() : formulation.open_sites(result.x);
  }

  /// That no plan's separation is `values[at]` or more.
  std::optional<BranchProof> proof_at(std::size_t at) const {
    ProofGoal goal;
    goal.impossible = true;
    goal.apart = values[at - 1];
    if (at == values.size())
      return BranchProof{.impossible = true, .cliques = {}, .multipliers = {}, .nodes = {}};
    try {
      const Formulation formulation(problem, {.apart = values[at]}, nullptr, context.stop);
      return prove_branches(problem, formulation, goal, context.stop);
    } catch (const OutOfTime&) {
      return std::nullopt;
    }
  }
};

}  // namespace

double least_separation(const SitingProblem& problem, const std::vector<CandidateIndex>& open) {
  const SiteDistances& between = problem.requirements().between;
  std::vector<char> in(problem.candidates(), 0);
  for (const CandidateIndex j : open) in[j] = 1;
  double least = between.cutoff();
  for (const CandidateIndex a : open) {
    const auto sites = between.sites(a);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      const CandidateIndex b = sites[k];
      if (b == a || !in[b] || (stands(problem.rule(a)) && stands(problem.rule(b)))) continue;
      least = std::min(least, between.distances(a)[k]);
      break;
    }
  }
  return least;
}

void solve_p_dispersion(const SitingProblem& problem, const SearchContext& context,
                        Solved& solved) {
  Dispersion search(problem, context);
  std::vector<CandidateIndex> best = search.greedy(CandidateIndex::none());
  std::size_t reached = search.index_of(best);
  for (const CandidateIndex first : each<CandidateIndex>(std::min(problem.candidates(), 200))) {
    if (context.stop()) break;
    if (problem.rule(first) != SiteRule::free) continue;
    auto open = search.greedy(first);
    if (const std::size_t at = search.index_of(open); at > reached) {
      reached = at;
      best = std::move(open);
    }
  }
  std::size_t impossible = search.values.size(), unsure = reached;
  const auto stop = stop_before_proof(context, solved);
  while (std::max(reached, unsure) + 1 < impossible && !stop()) {
    if (context.news) context.news(search.values[reached], search.values[impossible - 1]);
    const std::size_t low = std::max(reached, unsure);
    const std::size_t middle = low + (impossible - low) / 2;
    bool decided = false;
    auto open = search.plan_at(middle, stop, decided);
    if (!decided) {
      unsure = middle;
    } else if (!open.empty()) {
      reached = std::max(middle, search.index_of(open));
      best = std::move(open);
    } else {
      impossible = middle;
    }
  }
  SitingSolution& s = solved.solution;
  s = evaluate_plan(problem, best);
  s.status = reached + 1 == impossible ? Status::optimal : Status::feasible;
  s.bound = search.values[impossible - 1];
  s.nodes = search.nodes;
  if (solved.certificate) solved.certificate->branches = search.proof_at(impossible);
  if (solved.certificate && solved.certificate->branches) {
    solved.certificate->branches->apart = s.bound;
    return;
  }
  if (context.options.certificate)
    solved.no_certificate = "that no plan is better rests on COIN CBC";
  solved.certificate.reset();
  s.reason = "由 CBC 证明 that no plan is better rests on COIN CBC";
}

}  // namespace jintu::siting
