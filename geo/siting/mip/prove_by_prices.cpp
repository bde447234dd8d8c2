// Proofs of problems with p sites whose prices are found by subgradient steps, or, with spacing, by
// the relaxation in Benders' form, to which the sites that exclude each other are rules.
#include <algorithm>
#include <bit>
#include <memory>

#include "geo/siting/lagrange/lp_prices.hpp"
#include "geo/siting/mip/conflicts.hpp"
#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/question/out_of_time.hpp"

namespace jintu::siting {

namespace {

class NoRelaxation : public NodeRelaxation {
 public:
  explicit NoRelaxation(std::vector<std::vector<CandidateIndex>> cliques)
      : cliques_(std::move(cliques)) {}
  bool solves() const override { return false; }
  Relaxed solve(const proof::Decided&, std::int64_t, const std::function<bool()>&) override {
    Relaxed result;
    result.end = Relaxed::End::solved;
    return result;
  }
  const std::vector<std::vector<CandidateIndex>>& cliques() const override { return cliques_; }

 private:
  std::vector<std::vector<CandidateIndex>> cliques_;
};

/// Larger ones are slower by pivots than by steps.
constexpr std::int64_t most_near_pairs = 100'000;

class MasterRelaxation : public NodeRelaxation {
 public:
  /// `near`: prices of demand points to take the first cuts from; may be empty.
  MasterRelaxation(const SitingProblem& problem, std::vector<std::vector<CandidateIndex>> cliques,
                   const std::vector<double>& near)
      : problem_(problem),
        cliques_(std::move(cliques)),
        model_(problem.kind() == Kind::mclp ? coverage_model(problem, problem.standard())
                                            : median_model(problem)),
        prices_(first_prices(model_, {})) {
    for (DemandIndex i{0}; i < problem.demands() && !near.empty(); ++i) {
      if (model_.row_of[i] >= 0) prices_[model_.row_of[i]] = near[i];
    }
    for (const RowIndex r : each<RowIndex>(model_.rows())) {
      for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k)
        near_pairs_ += model_.distance[k] <= prices_[r];
    }
  }

  /// Before anything else. False: it does not pay.
  bool start() {
    const Subproblem root = subproblem(model_, model_.start);
    if (root.impossible || root.row.empty() || near_pairs_ > most_near_pairs) return false;
    master_ = std::make_unique<LpMaster>(model_, root, prices_, cliques_);
    return true;
  }

  Relaxed solve(const proof::Decided& decided, std::int64_t most_work,
                const std::function<bool()>& stop) override {
    Sides sides(model_.sites, Side::free);
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
      if (decided.options[j] == 1) sides[j] = Side::closed;
      if ((decided.options[j] & 1) == 0) sides[j] = Side::open;
    }
    const std::int64_t unit = model_.rows() + model_.sites;
    const std::int64_t before = master_->pivots();
    const auto pivots = static_cast<int>(std::clamp<std::int64_t>(most_work / unit, 1, 200'000));
    const auto lp = master_->solve(sides, infinite, 60, pivots, stop);
    Relaxed result;
    result.work = (master_->pivots() - before + 10) * unit;
    if (!lp) {
      if (master_->impossible().empty()) return result;
      result.end = Relaxed::End::infeasible;
      for (const LpPrices& rules : master_->impossible())
        result.multipliers.push_back(multipliers(rules));
      return result;
    }
    result.end = Relaxed::End::solved;
    result.multipliers.push_back(multipliers(*lp));
    double most = 1e-6;
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
      const double doubt = std::min(lp->share[j], 1 - lp->share[j]);
      if (std::popcount(decided.options[j]) < 2 || doubt <= most) continue;
      most = doubt;
      result.branch = {j, {0}};
    }
    return result;
  }
  const std::vector<std::vector<CandidateIndex>>& cliques() const override { return cliques_; }

 private:
  Multipliers multipliers(const LpPrices& lp) const {
    Multipliers m;
    m.prices.assign(static_cast<std::size_t>(problem_.demands()), 0.0);
    for (DemandIndex i{0}; i < problem_.demands() && !lp.prices.empty(); ++i) {
      if (model_.row_of[i] >= 0) m.prices[i] = lp.prices[model_.row_of[i]];
    }
    m.site = lp.site;
    for (std::size_t c = 0; c < lp.cliques.size(); ++c) {
      if (lp.cliques[c] > 0) m.cliques.emplace_back(static_cast<Index>(c), lp.cliques[c]);
    }
    return m;
  }

  const SitingProblem& problem_;
  std::vector<std::vector<CandidateIndex>> cliques_;
  Model model_;
  Prices prices_;
  std::int64_t near_pairs_ = 0;
  std::unique_ptr<LpMaster> master_;
};

std::vector<std::vector<CandidateIndex>> cliques_of(const SitingProblem& problem,
                                                    const std::function<bool()>& stop) {
  MipProgram rows;
  std::vector<int> column;
  for (Index j = 0; j < problem.candidates(); ++j)
    column.push_back(rows.add_column(0, 0, 1, false));
  return add_conflicts(rows, column, proof::PricedProblem(problem, 0).conflicts(), stop);
}

}  // namespace

std::optional<BranchProof> prove_by_prices(const SitingProblem& problem, const ProofGoal& goal,
                                           const std::function<bool()>& stop) {
  try {
    if (problem.requirements().spacing && problem.requirements().sizes.empty()) {
      MasterRelaxation master(problem, cliques_of(problem, stop), goal.first_prices);
      if (master.start()) return prove_branches(problem, master, goal, stop);
    }
    NoRelaxation none(problem.requirements().spacing ? cliques_of(problem, stop)
                                                     : std::vector<std::vector<CandidateIndex>>());
    return prove_branches(problem, none, goal, stop);
  } catch (const OutOfTime&) {
    return std::nullopt;
  }
}

}  // namespace jintu::siting
