#include "geo/siting/core.hpp"

#include <map>

#include "geo/siting/tree.hpp"

namespace jintu::siting {

namespace {

/// Rows with the same sites become one.
Model merged(const Model& model) {
  Model result;
  result.sites = model.sites;
  result.site_cost = model.site_cost;
  result.opens = model.opens;
  result.coverage = model.coverage;
  result.integral = model.integral;
  result.start = model.start;
  std::map<std::vector<Index>, Index> known;
  for (Index r = 0; r < model.rows(); ++r) {
    const std::vector<Index> list(model.site.begin() + model.offset[r], model.site.begin() + model.offset[r + 1]);
    const auto [at, fresh] = known.emplace(list, result.rows());
    if (!fresh) {
      result.weight[at->second] += model.weight[r];
      continue;
    }
    result.weight.push_back(model.weight[r]);
    result.miss.push_back(model.miss[r]);
    result.site.insert(result.site.end(), list.begin(), list.end());
    result.distance.resize(result.site.size(), 0.0);
    result.offset.push_back(static_cast<std::int64_t>(result.site.size()));
  }
  return result;
}

}  // namespace

void Core::add(const std::vector<Index>& plan) {
  for (const Index j : plan) in_[j] = 1;
}

std::vector<Index> Core::better_than(const std::vector<Index>& best, std::int64_t nodes, const std::function<bool()>& stop) const {
  Sides sides = model_.start;
  for (Index j = 0; j < model_.sites; ++j) {
    if (!in_[j] && sides[j] == Side::free) sides[j] = Side::closed;
  }
  const Model core = merged(trimmed(model_, sides));
  TreeLimits limits;
  limits.stop = stop;
  limits.nodes = nodes;
  limits.keep_proof = false;
  limits.use_parts = false;
  const double cost = plan_cost(core, best);
  limits.tolerance = core.integral ? 0 : 1e-9 * cost;
  return search_tree(core, cost, first_prices(core, best), limits, {}).open;
}

}  // namespace jintu::siting
