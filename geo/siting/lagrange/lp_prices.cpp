#include "geo/siting/lagrange/lp_prices.hpp"

#include <ClpEventHandler.hpp>
#include <ClpSimplex.hpp>
#include <algorithm>
#include <cmath>

namespace jintu::siting {

namespace {

/// So far above the cutoff CLP's tolerances leave no doubt that the prices reach it.
constexpr double past_cutoff = 1e-4;

/// Rows to be added, in CLP's form.
struct Batch {
  std::vector<CoinBigIndex> start{0};
  std::vector<int> column;
  std::vector<double> value, lower, upper;

  void add(int col, double v) {
    column.push_back(col);
    value.push_back(v);
  }
  void end_row(double low, double high) {
    start.push_back(static_cast<CoinBigIndex>(column.size()));
    lower.push_back(low);
    upper.push_back(high);
  }
  void move_to(ClpSimplex& clp) const {
    clp.addRows(static_cast<int>(lower.size()), lower.data(), upper.data(), start.data(),
                column.data(), value.data());
  }
};

/// Asks `stop` at each pivot: in a large program one may take milliseconds. CLP copies handlers, so
/// it holds no state of its own.
class Stopper : public ClpEventHandler {
 public:
  explicit Stopper(const std::function<bool()>* stop) : stop_(stop) {}
  int event(Event what) override {
    if (what != endOfIteration) return -1;
    return *stop_ && (*stop_)() ? 5 : -1;
  }
  ClpEventHandler* clone() const override { return new Stopper(*this); }

 private:
  const std::function<bool()>* stop_;
};

}  // namespace

/// Columns: y of each root site, then θ of each root row (its cost for a unit of weight) but of
/// covering models.
struct LpMaster::Program {
  Program(const Model& m, Subproblem r) : model(m), root(std::move(r)) {}

  const Model& model;
  Subproblem root;
  ClpSimplex clp;
  struct Cut {
    LocalRow row;
    double level;
    int idle = 0;  // rounds in which it did not bind
  };
  std::vector<Cut> cuts;                // of each program row after the first `fixed_rows`
  int fixed_rows = 0, clique_rows = 0;  // the cliques' are the last of the fixed
  int version = 0;                      // of the cuts: rises when some are dropped

  int sites() const { return static_cast<int>(root.site.size()); }

  void add_cut(Batch& batch, LocalRow i, double level) {
    for (auto k = root.offset[i]; k < root.offset[i + 1] && root.pair_distance[k] < level; ++k) {
      batch.add(root.pair_site[k], level - root.pair_distance[k]);
    }
    if (!model.covering) batch.add(sites() + i, 1);
    batch.end_row(level, COIN_DBL_MAX);
    cuts.push_back({i, level});
  }

  void load(const Prices& near, const std::vector<std::vector<CandidateIndex>>& cliques);
  int separate(const double* y, const double* theta);
  void drop_idle_cuts();
  void set_bounds(const Sides& sides);
  /// What costs that much needs no optimum. Where cuts are still to be found it is not looked at:
  /// the next one may be the better price.
  void limit_dual(double cutoff) {
    const bool known = model.covering && cutoff < infinite;
    clp.setDualObjectiveLimit(known ? cutoff + past_cutoff - root.constant : COIN_DBL_MAX);
  }
  Prices prices() const;
  /// Number and cliques, by the rows' duals or by a ray of them.
  void take_rules(const double* dual, double sign, LpPrices& to) const;
};

void LpMaster::Program::load(const Prices& near,
                             const std::vector<std::vector<CandidateIndex>>& cliques) {
  clp.setLogLevel(0);
  const int rows = static_cast<int>(root.row.size());
  clp.resize(0, model.covering ? sites() : sites() + rows);
  for (const LocalSite j : root.site.indices()) {
    clp.setColumnBounds(j, 0, 1);
    clp.setObjectiveCoefficient(j, root.site_cost[j]);
  }
  for (const LocalRow i : root.row.indices()) {
    if (model.covering) break;
    clp.setColumnBounds(sites() + i, root.twice[i] ? -1 : 0, root.twice[i] ? 0 : COIN_DBL_MAX);
    clp.setObjectiveCoefficient(sites() + i, root.weight[i]);
  }
  Batch batch;
  if (root.to_open != any_number) {
    for (int j = 0; j < sites(); ++j) batch.add(j, 1);
    batch.end_row(root.to_open, root.to_open);
    fixed_rows = 1;
  }
  for (const auto& clique : cliques) {
    for (const CandidateIndex j : clique) {
      const auto at = std::lower_bound(root.site.begin(), root.site.end(), j);
      if (at != root.site.end() && *at == j) batch.add(static_cast<int>(at - root.site.begin()), 1);
    }
    batch.end_row(-COIN_DBL_MAX, 1);
  }
  clique_rows = static_cast<int>(cliques.size());
  fixed_rows += clique_rows;
  for (const LocalRow i : root.row.indices()) {
    const auto begin = root.offset[i];
    const auto end = root.offset[i + 1];
    if (root.twice[i] || model.covering) {  // see `prices`
      add_cut(batch, i, 1);
      continue;
    }
    const double price = std::min(near[root.row[i]], root.cap[i]);
    const auto at = std::lower_bound(root.pair_distance.begin() + begin,
                                     root.pair_distance.begin() + end, price) -
                    root.pair_distance.begin();
    // The kinks of the cost are at the distances: the levels round the price.
    std::vector<double> levels;
    for (auto k = at; k < end && levels.size() < 2; ++k) {
      if (levels.empty() || root.pair_distance[k] > levels.back()) {
        levels.push_back(root.pair_distance[k]);
      }
    }
    if (at > begin) levels.push_back(root.pair_distance[at - 1]);
    if (root.cap[i] < infinite && (levels.size() < 2 || root.cap[i] <= price)) {
      levels.push_back(root.cap[i]);
    }
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    for (const double level : levels) {
      if (level > 0) add_cut(batch, i, level);
    }
  }
  batch.move_to(clp);
}

/// Adds the most violated cut of each row at the point (y, θ). Returns how many.
int LpMaster::Program::separate(const double* y, const double* theta) {
  if (model.covering) return 0;
  Batch batch;
  int added = 0;
  for (const LocalRow i : root.row.indices()) {
    if (root.twice[i]) continue;
    double open = 0, cost = 0, level = root.cap[i];
    for (auto k = root.offset[i]; k < root.offset[i + 1]; ++k) {
      const double take = std::min(y[root.pair_site[k]], 1 - open);
      if (take <= 0) continue;
      open += take;
      cost += take * root.pair_distance[k];
      if (open >= 1 - 1e-9) {
        level = root.pair_distance[k];
        break;
      }
    }
    if (level == infinite) level = root.pair_distance[root.offset[i + 1] - 1] + 1;
    if (open < 1 - 1e-9) cost += (1 - open) * level;
    if (level <= 0 || cost <= theta[i] + 1e-6 * (1 + std::abs(cost))) continue;
    add_cut(batch, i, level);
    ++added;
  }
  if (added > 0) batch.move_to(clp);
  return added;
}

void LpMaster::Program::drop_idle_cuts() {
  if (cuts.size() < 6 * root.row.size()) return;
  std::vector<int> idle;
  std::vector<Cut> kept;
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    const int row = fixed_rows + static_cast<int>(c);
    const bool binds = clp.getRowStatus(row) != ClpSimplex::basic;
    cuts[c].idle = binds ? 0 : cuts[c].idle + 1;
    if (cuts[c].idle > 12) {
      idle.push_back(row);
    } else {
      kept.push_back(cuts[c]);
    }
  }
  if (idle.empty()) return;
  clp.deleteRows(static_cast<int>(idle.size()), idle.data());
  ++version;
  cuts = std::move(kept);
}

void LpMaster::Program::set_bounds(const Sides& sides) {
  for (const LocalSite j : root.site.indices()) {
    const Side side = sides[root.site[j]];
    clp.setColumnBounds(j, side == Side::open ? 1 : 0, side == Side::closed ? 0 : 1);
  }
}

/// A row's duals mix its cuts; the mean of their levels is a price that is at least as good
/// ((λ − d)⁺ is convex in λ). Twice rows: θ = −u, and the dual of Σ y + θ ≥ 1 is the price.
Prices LpMaster::Program::prices() const {
  Prices result = root.fixed_price;
  std::vector<double> share(root.row.size(), 0.0), level(root.row.size(), 0.0);
  const double* dual = clp.dualRowSolution();
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    const double value = std::max(0.0, dual[fixed_rows + static_cast<int>(c)]);
    share[cuts[c].row] += value;
    level[cuts[c].row] += value * cuts[c].level;
  }
  for (const LocalRow i : root.row.indices()) {
    const double least = root.pair_distance[root.offset[i]];
    const double used = share[i] / root.weight[i];
    double price = level[i] / root.weight[i];
    // θ ≥ 0 may take part of the weight, at level 0.
    if (!root.twice[i] && used < 1) price = std::max(price, least);
    result[root.row[i]] = price;
  }
  return result;
}

void LpMaster::Program::take_rules(const double* dual, double sign, LpPrices& to) const {
  const int first = fixed_rows - clique_rows;
  to.site = first > 0 ? sign * dual[0] : 0;
  to.cliques.clear();
  for (int c = 0; c < clique_rows; ++c)
    to.cliques.push_back(std::max(0.0, -sign * dual[first + c]));
}

LpMaster::LpMaster(const Model& model, const Subproblem& root, const Prices& near,
                   const std::vector<std::vector<CandidateIndex>>& cliques)
    : program_(std::make_unique<Program>(model, root)) {
  program_->load(near, cliques);
}

LpMaster::~LpMaster() = default;

std::optional<LpPrices> LpMaster::solve(const Sides& sides, double cutoff, int rounds, int pivots,
                                        const std::function<bool()>& stop) {
  Program& p = *program_;
  p.set_bounds(sides);
  Stopper stopper(&stop);
  p.clp.passInEventHandler(&stopper);
  std::optional<LpPrices> result;
  impossible_.clear();
  p.limit_dual(cutoff);
  for (int round = 0; round < rounds && pivots > 0; ++round) {
    if (stop && stop()) break;
    p.clp.setMaximumIterations(pivots);
    p.clp.dual();
    pivots -= p.clp.numberIterations();
    pivots_ += p.clp.numberIterations();
    if (p.clp.status() == 1 && p.model.covering && p.clp.secondaryStatus() == 1) {
      // The limit of the dual was reached, without an x.
      result.emplace();
      result->prices = p.prices();
      result->share.assign(p.model.sites, 0.0);
      break;
    }
    if (p.clp.status() == 1) {
      const std::unique_ptr<double[]> ray(p.clp.infeasibilityRay());
      for (const double sign : {1.0, -1.0}) {
        if (!ray) break;
        p.take_rules(ray.get(), sign, impossible_.emplace_back());
      }
    }
    if (p.clp.status() != 0) break;
    const double* x = p.clp.primalColumnSolution();
    result.emplace();
    result->prices = p.prices();
    p.take_rules(p.clp.dualRowSolution(), 1, *result);
    result->share.assign(p.model.sites, 0.0);
    for (const LocalSite j : p.root.site.indices()) result->share[p.root.site[j]] = x[j];
    if (p.clp.objectiveValue() + p.root.constant >= cutoff + past_cutoff) break;
    if (p.separate(x, x + p.sites()) == 0) break;
    p.drop_idle_cuts();
  }
  return result;
}

LpMaster::Basis LpMaster::basis() const {
  const Program& p = *program_;
  const unsigned char* states = p.clp.statusArray();
  return {p.version, {states, states + p.clp.numberColumns() + p.clp.numberRows()}};
}

void LpMaster::begin_at(const Basis& basis) {
  Program& p = *program_;
  if (basis.version != p.version || basis.states.empty()) return;
  std::vector<unsigned char> states = basis.states;
  states.resize(p.clp.numberColumns() + p.clp.numberRows(), ClpSimplex::basic);
  p.clp.copyinStatus(states.data());
}

double LpMaster::probe(const Sides& sides, CandidateIndex site, Side side, int pivots,
                       const std::function<bool()>& stop) {
  Program& p = *program_;
  const auto at = std::lower_bound(p.root.site.begin(), p.root.site.end(), site);
  if (at == p.root.site.end() || *at != site) return -infinite;
  const auto column = static_cast<int>(at - p.root.site.begin());
  const unsigned char* status = p.clp.statusArray();
  const std::vector<unsigned char> basis(status,
                                         status + p.clp.numberRows() + p.clp.numberColumns());
  p.set_bounds(sides);
  p.clp.setColumnBounds(column, side == Side::open ? 1 : 0, side == Side::open ? 1 : 0);
  Stopper stopper(&stop);
  p.clp.passInEventHandler(&stopper);
  p.clp.setMaximumIterations(pivots);
  p.clp.dual();
  probed_ += p.clp.numberIterations();
  const double value = p.clp.status() == 1 ? infinite : p.clp.objectiveValue() + p.root.constant;
  p.clp.copyinStatus(basis.data());
  return value;
}

}  // namespace jintu::siting
