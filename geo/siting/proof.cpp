// A solver's proof, in the problem's own terms.
#include <algorithm>

#include "geo/siting/solvers.hpp"

namespace jintu::siting {

namespace {

class Fnv {
 public:
  void bytes(const void* data, std::size_t size) {
    const auto* at = static_cast<const unsigned char*>(data);
    for (std::size_t k = 0; k < size; ++k) hash_ = (hash_ ^ at[k]) * 0x100000001b3u;
  }
  void number(double value) {
    if (value == 0) value = 0;  // −0 is 0
    bytes(&value, sizeof value);
  }
  void number(std::int64_t value) { bytes(&value, sizeof value); }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// Rows' prices as demand points': the same for each point of a row that adds weights up; for
/// site_count, where a row is a row, to the first alone.
std::vector<double> by_demand(const Model& model, ProofSubject subject, const Prices& prices) {
  std::vector<double> result(model.row_of.size(), 0.0);
  std::vector<char> given(model.rows(), 0);
  if (prices.empty()) return {};
  for (std::size_t i = 0; i < result.size(); ++i) {
    const Index row = model.row_of[i];
    if (row < 0 || (subject == ProofSubject::site_count && given[row])) continue;
    given[row] = 1;
    result[i] = prices[row];
  }
  return result;
}

/// A part's rows as demand points, its prices as theirs.
void spread_part(const std::vector<std::vector<Index>>& demands_of, ProofPart& part) {
  std::vector<Index> demands, row;
  for (std::size_t r = 0; r < part.demands.size(); ++r) {
    for (const Index i : demands_of[part.demands[r]]) {
      demands.push_back(i);
      row.push_back(static_cast<Index>(r));
    }
  }
  const auto spread = [&](std::vector<double>& prices) {
    if (prices.empty()) return;
    std::vector<double> all;
    for (const Index r : row) all.push_back(prices[r]);
    prices = std::move(all);
  };
  for (ProofNode& node : part.tree.nodes) {
    for (ProofStep& step : node.steps) spread(step.prices);
    spread(node.last);
  }
  part.demands = std::move(demands);
}

}  // namespace

std::uint64_t digest(const SitingProblem& problem) {
  Fnv fnv;
  fnv.number(std::int64_t{static_cast<int>(problem.kind())});
  fnv.number(std::int64_t{problem.demands()});
  fnv.number(std::int64_t{problem.candidates()});
  fnv.number(std::int64_t{problem.p()});
  fnv.number(problem.standard());
  fnv.number(problem.unserved_distance().value_or(-1));
  for (Index j = 0; j < problem.candidates(); ++j) fnv.number(std::int64_t{static_cast<int>(problem.rule(j))});
  for (Index i = 0; i < problem.demands(); ++i) {
    fnv.number(problem.weight(i));
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    fnv.number(static_cast<std::int64_t>(sites.size()));
    for (std::size_t k = 0; k < sites.size(); ++k) {
      fnv.number(std::int64_t{sites[k]});
      fnv.number(distances[k]);
    }
  }
  return fnv.value();
}

void keep_proof(const SitingProblem& problem, const Model& model, TreeResult& result, Solved& solved) {
  if (!solved.certificate) return;
  if (model.backup) {
    solved.solution.reason = "无证书 no certificate: LSCP-B's second stage has none yet";
    solved.certificate.reset();
    return;
  }
  if (result.proof.nodes.empty()) {
    solved.solution.reason = "无证书 no certificate: the proof is too large to keep";
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
  std::vector<std::vector<Index>> demands_of(model.rows());
  for (std::size_t i = 0; i < model.row_of.size(); ++i) {
    if (model.row_of[i] >= 0) demands_of[model.row_of[i]].push_back(static_cast<Index>(i));
  }
  for (ProofNode& node : tree.nodes) {
    for (ProofPart& part : node.parts) spread_part(demands_of, part);
    for (ProofStep& step : node.steps) step.prices = by_demand(model, tree.subject, step.prices);
    node.last = by_demand(model, tree.subject, node.last);
    if (node.demand >= 0) node.demand = demands_of[node.demand].front();
  }
  solved.certificate->trees.push_back(std::move(tree));
}

}  // namespace jintu::siting
