#include <algorithm>

#include "geo/siting/solvers.hpp"
#include "geo/siting/swap_search.hpp"

namespace jintu::siting {

TreeResult minimise(const Model& model, const SearchContext& context, std::vector<Index> start,
                    double to_objective_scale, double to_objective_shift) {
  SwapSearch search(model, context.options.seed);
  search.set(search.completed(std::move(start)));
  const auto pairs = static_cast<std::int64_t>(model.site.size());
  const double good = -infinite;
  search.improve(20 * pairs + 1'000'000, good, context.stop);

  std::vector<Index> best = search.open_sites();
  double best_cost = plan_cost(model, best);
  const auto objective = [&](double v) { return to_objective_shift + to_objective_scale * v; };

  TreeLimits limits;
  limits.stop = context.stop;
  limits.nodes = context.options.node_limit;
  limits.relative_gap = context.options.relative_gap;
  limits.keep_proof = context.options.certificate;
  limits.tolerance = model.integral || best_cost == infinite ? 0 : 1e-9 * std::max(1.0, best_cost);

  TreeEvents events;
  std::int64_t calls = 0;
  events.find_plan = [&](const std::vector<Index>& picked, const Sides& sides, int depth) {
    ++calls;
    if (depth > 2 && calls % 32 != 0) return std::vector<Index>();
    if (depth == 0) search.forbid(sides);
    search.set(search.completed(picked));
    search.improve(depth == 0 ? 10 * pairs : 0, good, context.stop);
    auto plan = search.open_sites();
    double cost = plan_cost(model, plan);
    if (depth == 0 && cost > best_cost) {
      search.set(best);
      search.improve(20 * pairs, good, context.stop);
      plan = search.open_sites();
      cost = plan_cost(model, plan);
    }
    if (cost < best_cost) {
      best_cost = cost;
      best = plan;
    }
    return plan;
  };
  events.news = [&](double cost, double bound) { context.news(objective(cost), objective(bound)); };

  TreeResult result = search_tree(model, best_cost, first_prices(model, best), limits, events);
  if (result.open.empty() && best_cost < infinite) result.open = best;
  return result;
}

}  // namespace jintu::siting
