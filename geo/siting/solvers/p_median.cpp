#include <algorithm>
#include <cmath>

#include "geo/siting/lagrange/core.hpp"
#include "geo/siting/lagrange/swap_search.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

constexpr std::int64_t core_nodes = 200;

}  // namespace

TreeResult minimise(const Model& model, const SearchContext& context,
                    const std::vector<CandidateIndex>& start, double to_objective_scale,
                    double to_objective_shift) {
  SwapSearch search(model, context.options.seed);
  search.set(search.completed(start));
  const auto pairs = static_cast<std::int64_t>(model.site.size());
  const double good = -infinite;
  // Coverage has many plans that are nearly as good, and each step is short.
  // Elsewhere long lists must leave time for the bound.
  const std::int64_t work =
      model.coverage ? 100 * pairs : std::min<std::int64_t>(20 * pairs, 100'000'000);
  search.improve(model.coverage ? work / 3 + 1'000'000 : work + 1'000'000, good, context.stop);

  std::vector<CandidateIndex> best = search.open_sites();
  double best_cost = plan_cost(model, best);
  Core core(model);
  const auto keep_better = [&](const std::vector<CandidateIndex>& plan) {
    if (plan.empty()) return;
    core.add(plan);
    const double cost = plan_cost(model, plan);
    if (cost >= best_cost) return;
    best_cost = cost;
    best = plan;
  };
  // The best plan of the sites of all plans so far, and what swaps make of it.
  const auto put_together = [&] {
    const auto plan = core.better_than(best, core_nodes, context.stop);
    if (plan.empty()) return;
    search.set(plan);
    search.improve(work / 3, good, context.stop);
    keep_better(plan);
    keep_better(search.open_sites());
  };
  core.add(best);
  if (model.coverage && best_cost > 0) {
    for (int again = 0; again < 2 && !context.stop(); ++again) {
      search.set(search.completed({}));
      search.improve(work / 3, good, context.stop);
      keep_better(search.open_sites());
    }
    put_together();
  }
  const auto objective = [&](double v) { return to_objective_shift + to_objective_scale * v; };

  TreeLimits limits;
  limits.stop = context.stop;
  limits.nodes = context.options.node_limit;
  limits.relative_gap = context.options.relative_gap;
  limits.keep_proof = context.options.certificate;
  limits.most_prices = context.options.most_proof_prices;
  // By what the objective is, not the cost: of little that is covered, a little is much.
  // Where nothing is covered, the sums' own rounding is left.
  limits.tolerance = model.integral || best_cost == infinite
                         ? 0
                         : std::max(1e-9 * std::abs(objective(best_cost)), 1e-13 * best_cost);

  limits.known_plan = best;

  // A node costs more where each site serves few, and kicks are worth more there.
  const std::int64_t kicks_below = model.opens >= 100 ? 10 : 1;
  TreeEvents events;
  std::int64_t calls = 0;
  events.find_plan = [&](const std::vector<CandidateIndex>& picked, const Sides& sides, int depth) {
    ++calls;
    if (depth > 2 && calls % 4 != 0) return std::vector<CandidateIndex>();
    if (depth > 2 && calls % 8 == 0) {  // what the tree does not close is left to more kicks
      search.set(best);
      search.improve(kicks_below * pairs, good, context.stop);
      const auto plan = search.open_sites();
      best_cost = std::min(best_cost, plan_cost(model, plan));
      return best = plan;
    }
    if (depth == 0) search.forbid(sides);
    search.set(search.completed(picked));
    search.improve(depth == 0 ? work : 0, good, context.stop);
    auto plan = search.open_sites();
    double cost = plan_cost(model, plan);
    if (depth == 0 && cost > best_cost) {
      search.set(best);
      search.improve(work, good, context.stop);
      plan = search.open_sites();
      cost = plan_cost(model, plan);
    }
    keep_better(plan);
    if (depth == 0 && model.coverage) {
      core.add(picked);
      put_together();
      return best;
    }
    return plan;
  };
  if (context.news) {
    events.news = [&](double cost, double bound) {
      context.news(objective(cost), objective(bound));
    };
  }

  // No plan costs less than nothing, which prices of 0 show without any rounding.
  const Prices prices = best_cost > 0 ? first_prices(model, best) : Prices(model.rows(), 0.0);
  TreeResult result = search_tree(model, best_cost, prices, limits, events);
  if (result.open.empty() && best_cost < infinite) result.open = best;
  return result;
}

namespace {

/// Whether a plan may fail to serve someone: a row that must be served lacks a candidate.
bool may_miss(const Model& model) {
  const auto may_open =
      model.sites - std::count(model.start.begin(), model.start.end(), Side::closed);
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    if (model.miss[r] == infinite && model.offset[r + 1] - model.offset[r] < may_open) return true;
  }
  return false;
}

}  // namespace

void solve_p_median(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  const Model model = median_model(problem);
  std::vector<CandidateIndex> start;
  if (may_miss(model)) {
    const double everywhere = problem.distances().cutoff();
    const Model cover = set_cover_model(problem, everywhere);
    const SearchContext silent{context.options, context.stop, nullptr};
    TreeResult fits = least_cover(cover, problem.p() + 1.0, problem.p(), silent);
    if (fits.open.empty() && fits.complete) {
      solved.solution.status = Status::infeasible;
      explain_too_few_sites(problem, everywhere, cover, fits, context, solved);
      return;
    }
    start = std::move(fits.open);
  }
  if (!context.options.start.empty()) start = context.options.start;
  TreeResult result = minimise(model, context, start);
  keep_proof(problem, model, result, context, solved);
  take_result(problem, result, solved);
  solved.solution.bound = result.bound;
}

void solve_mclp(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  const Model model = coverage_model(problem, problem.standard());
  TreeResult result =
      minimise(model, context, context.options.start, -1, problem.weight_in_reach());
  keep_proof(problem, model, result, context, solved);
  take_result(problem, result, solved);
  solved.solution.bound = problem.weight_in_reach() - result.bound;
}

}  // namespace jintu::siting
