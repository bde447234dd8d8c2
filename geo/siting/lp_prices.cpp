#include "geo/siting/lp_prices.hpp"

#include <ClpSimplex.hpp>
#include <algorithm>

namespace jintu::siting {

namespace {

/// Columns: y of each site, then the "not yet served" variables. Row form.
struct Program {
  std::vector<int> start{0}, column;
  std::vector<double> value, row_lower, row_upper;
  std::vector<double> cost, upper;
  std::vector<int> first_row;     // of each local row its first row in the program
  std::vector<double> first_distance;

  void add(int col, double v) {
    column.push_back(col);
    value.push_back(v);
  }
  void end_row(double lower, double high) {
    start.push_back(static_cast<int>(column.size()));
    row_lower.push_back(lower);
    row_upper.push_back(high);
  }
  int new_column(double c, double up) {
    cost.push_back(c);
    upper.push_back(up);
    return static_cast<int>(cost.size()) - 1;
  }
};

/// Elloumi's chain (2010): Σ_{at level k} y + z_k ≥ z_{k−1}, z_0 = 1; z_k costs the step to the next
/// level. The dual of the first row is what the demand pays above its nearest distance.
void add_chain(const Subproblem& sub, Index i, double reach, Program& program) {
  const double weight = sub.weight[i];
  const double cap = std::max(std::min(sub.cap[i], reach), sub.pair_distance[sub.offset[i]]);
  auto k = sub.offset[i];
  const auto end = sub.offset[i + 1];
  program.first_row.push_back(static_cast<int>(program.row_lower.size()));
  program.first_distance.push_back(sub.pair_distance[k]);
  int before = -1;  // the z of the level before
  while (k < end && (before < 0 || sub.pair_distance[k] < cap)) {
    const double level = sub.pair_distance[k];
    for (; k < end && sub.pair_distance[k] == level; ++k) program.add(sub.pair_site[k], 1);
    if (before >= 0) program.add(before, -1);
    const double next = k < end ? std::min(sub.pair_distance[k], cap) : cap;
    const double lower = before < 0 ? 1 : 0;
    if (next < infinite) {
      before = program.new_column(weight * (next - level), infinite);
      program.add(before, 1);
    }
    program.end_row(lower, infinite);
    if (next == infinite) break;
  }
}

Program build(const Subproblem& sub, const Prices& near) {
  Program program;
  for (const double cost : sub.site_cost) program.new_column(cost, 1);
  for (std::size_t i = 0; i < sub.row.size(); ++i) {
    const double price = near[sub.row[i]];
    const auto begin = sub.offset[i];
    const double lowest = sub.pair_distance[begin];
    if (sub.twice[i]) {  // Σ y − u ≥ 1 with u ≤ 1 worth its weight: the cost counts 1 − u
      program.first_row.push_back(static_cast<int>(program.row_lower.size()));
      program.first_distance.push_back(0);
      for (auto k = begin; k < sub.offset[i + 1]; ++k) program.add(sub.pair_site[k], 1);
      program.add(program.new_column(-sub.weight[i], 1), -1);
      program.end_row(1, infinite);
      continue;
    }
    const bool flat = sub.pair_distance[sub.offset[i + 1] - 1] == lowest;
    const double reach = flat ? infinite : price + 0.3 * std::max(0.0, price - lowest) + 0.05 * price;
    add_chain(sub, static_cast<Index>(i), reach, program);
  }
  if (sub.to_open != any_number) {
    for (std::size_t j = 0; j < sub.site.size(); ++j) program.add(static_cast<int>(j), 1);
    program.end_row(sub.to_open, sub.to_open);
  }
  return program;
}

}  // namespace

std::optional<LpPrices> lp_prices(const Subproblem& sub, const Prices& near,
                                  const std::function<bool()>& stop, double seconds) {
  if (stop && stop()) return std::nullopt;
  const Program program = build(sub, near);
  ClpSimplex clp;
  clp.setLogLevel(0);
  const int columns = static_cast<int>(program.cost.size());
  const int rows = static_cast<int>(program.row_lower.size());
  std::vector<int> lengths(rows);
  for (int r = 0; r < rows; ++r) lengths[r] = program.start[r + 1] - program.start[r];
  CoinPackedMatrix by_row(false, columns, rows, static_cast<int>(program.column.size()),
                          program.value.data(), program.column.data(), program.start.data(),
                          lengths.data());
  std::vector<double> upper(program.upper);
  for (double& u : upper) u = std::min(u, COIN_DBL_MAX);
  std::vector<double> row_upper(program.row_upper);
  for (double& u : row_upper) u = std::min(u, COIN_DBL_MAX);
  clp.loadProblem(by_row, nullptr, upper.data(), program.cost.data(), program.row_lower.data(),
                  row_upper.data());
  clp.setMaximumSeconds(seconds);
  clp.dual();
  if (clp.status() != 0) return std::nullopt;
  LpPrices result;
  result.prices = near;
  const double* dual = clp.dualRowSolution();
  const double* primal = clp.primalColumnSolution();
  for (std::size_t i = 0; i < sub.row.size(); ++i) {
    const double paid = std::max(0.0, dual[program.first_row[i]]);
    result.prices[sub.row[i]] = program.first_distance[i] + paid / sub.weight[i];
  }
  result.share.assign(primal, primal + sub.site.size());
  return result;
}

}  // namespace jintu::siting
