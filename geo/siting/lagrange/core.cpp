#include "geo/siting/lagrange/core.hpp"

#include "geo/siting/lagrange/tree.hpp"

namespace jintu::siting {

void Core::add(const std::vector<CandidateIndex>& plan) {
  for (const CandidateIndex j : plan) in_[j] = 1;
}

std::vector<CandidateIndex> Core::better_than(const std::vector<CandidateIndex>& best,
                                              std::int64_t nodes,
                                              const std::function<bool()>& stop) const {
  Sides sides = model_.start;
  for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
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
