// A solver's proof, in the problem's own terms.
#include <algorithm>

#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

/// Rows' prices as demand points': the same for each point of a row that adds weights up; for
/// site_count, where a row is a row, to the first alone.
std::vector<double> by_demand(const Model& model, ProofSubject subject, const Prices& prices) {
  std::vector<double> result(model.row_of.size(), 0.0);
  std::vector<char> given(model.rows(), 0);
  if (prices.empty() && model.rows() > 0) return {};
  for (const DemandIndex i : model.row_of.indices()) {
    const RowIndex row = model.row_of[i];
    if (row < 0 || (subject == ProofSubject::site_count && given[row])) continue;
    given[row] = 1;
    result[i] = prices[row];
  }
  return result;
}

std::int64_t price_lists(const ProofTree& tree) {
  std::int64_t lists = 0;
  for (const ProofNode& node : tree.nodes) {
    lists += !node.last.empty();
    for (const ProofStep& step : node.steps) lists += !step.prices.empty();
    if (!node.parts.empty()) ++lists;  // the parts share the demand points
  }
  return lists;
}

/// What a model's proof calls a demand point is a row.
RowIndex row_in(DemandIndex named) { return RowIndex{named.number()}; }
using DemandsOf = IndexedVector<RowIndex, std::vector<DemandIndex>>;

/// A part's rows as demand points, its prices as theirs.
void spread_part(const DemandsOf& demands_of, ProofPart& part) {
  std::vector<DemandIndex> demands;
  std::vector<std::size_t> row;
  for (std::size_t r = 0; r < part.demands.size(); ++r) {
    for (const DemandIndex i : demands_of[row_in(part.demands[r])]) {
      demands.push_back(i);
      row.push_back(r);
    }
  }
  const auto spread = [&](std::vector<double>& prices) {
    if (prices.empty()) return;
    std::vector<double> all;
    for (const std::size_t r : row) all.push_back(prices[r]);
    prices = std::move(all);
  };
  for (ProofNode& node : part.tree.nodes) {
    for (ProofStep& step : node.steps) spread(step.prices);
    spread(node.last);
  }
  part.demands = std::move(demands);
}

}  // namespace

void keep_proof(const SitingProblem& problem, const Model& model, TreeResult& result,
                const SearchContext& context, Solved& solved) {
  if (!solved.certificate) return;
  const auto numbers = price_lists(result.proof) * problem.demands();
  if (result.proof.nodes.empty() || numbers > context.options.most_proof_prices) {
    solved.no_certificate = "the proof is too large to keep";
    solved.certificate.reset();
    return;
  }
  ProofTree tree = std::move(result.proof);
  tree.subject = model.opens == any_number ? ProofSubject::site_count : ProofSubject::cost;
  if (tree.subject == ProofSubject::site_count) {
    tree.radius = problem.kind() == Kind::lscp || problem.kind() == Kind::lscp_backup
                      ? problem.standard()
                      : std::min(problem.distances().cutoff(), 1e300);
  }
  DemandsOf demands_of(model.rows());
  for (const DemandIndex i : model.row_of.indices()) {
    if (model.row_of[i] >= 0) demands_of[model.row_of[i]].push_back(i);
  }
  for (ProofNode& node : tree.nodes) {
    for (ProofPart& part : node.parts) spread_part(demands_of, part);
    for (ProofStep& step : node.steps) step.prices = by_demand(model, tree.subject, step.prices);
    node.last = by_demand(model, tree.subject, node.last);
    if (node.demand >= 0) node.demand = demands_of[row_in(node.demand)].front();
  }
  solved.certificate->trees.push_back(std::move(tree));
}

}  // namespace jintu::siting
