#include "geo/siting/prove_branches.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <queue>

#include "geo/siting/check_tree.hpp"
#include "geo/siting/relaxation.hpp"

namespace jintu::siting {

namespace {

using proof::Costs;
using proof::Decided;
using proof::PricedBound;
using proof::PricedProblem;
using Want = PricedProblem::Want;

constexpr std::int64_t most_numbers = 4'000'000;  // of all multipliers together

struct Priced {
  std::shared_ptr<const Multipliers> m;
  PricedBound bound;
  long double value() const {
    return bound.impossible ? proof::no_limit : bound.value - bound.margin;
  }
};

struct Open {
  long double bound;
  std::int64_t order;  // later ones first where bounds are equal
  Index node;
  Decided at;
  std::shared_ptr<const Multipliers> m;  // of its parent
};

class ProofSearch {
 public:
  ProofSearch(const SitingProblem& problem, NodeRelaxation& relaxation, const ProofGoal& goal,
              const std::function<bool()>& stop)
      : problem_(problem),
        relaxation_(relaxation),
        goal_(goal),
        stop_(stop),
        priced_(problem, goal.apart),
        left_(goal.most_work) {
    proof_.impossible = goal.impossible;
    proof_.claim = goal.claim;
    proof_.cliques = relaxation.cliques();
    step_work_ =
        problem.distances().pairs() * (priced_.undivided() ? 20 : 2) + problem.candidates();
  }

  std::optional<BranchProof> run() {
    proof_.nodes.emplace_back();
    open_.push_back({-infinite, 0, 0, priced_.start(), std::make_shared<Multipliers>()});
    while (!open_.empty()) {
      if (left_ <= 0 || (stop_ && stop_()) || numbers_ > most_numbers ||
          static_cast<std::int64_t>(proof_.nodes.size()) > goal_.most_nodes) {
        if (!give_up()) return std::nullopt;
        break;
      }
      std::pop_heap(open_.begin(), open_.end(), worse);
      Open at = std::move(open_.back());
      open_.pop_back();
      if (!process(std::move(at))) return std::nullopt;
    }
    if (!goal_.impossible) {
      proof_.claim = static_cast<double>(priced_.whole_costs() ? std::ceil(least_) : least_);
      if (static_cast<long double>(proof_.claim) > least_ && !priced_.whole_costs())
        proof_.claim = std::nextafter(proof_.claim, -infinite);
      proof_.claim = std::min(proof_.claim, goal_.claim);
      if (!std::isfinite(proof_.claim)) return std::nullopt;
    }
    return std::move(proof_);
  }

 private:
  static bool worse(const Open& a, const Open& b) {
    return a.bound != b.bound ? a.bound > b.bound : a.order < b.order;
  }

  bool reaches(long double value) const {
    return priced_.whole_costs() ? std::ceil(value) >= goal_.claim : value >= goal_.claim;
  }

  Priced price(std::shared_ptr<const Multipliers> m, const Decided& at, Costs costs,
               Want want = Want::bound) {
    left_ -= step_work_;
    PricedBound bound = priced_.bound(*m, proof_.cliques, at, costs, want);
    return {std::move(m), std::move(bound)};
  }

  Index kept(const std::shared_ptr<const Multipliers>& m) {
    for (std::size_t k = kept_.size(); k-- > 0 && k + 8 > kept_.size();) {
      if (kept_[k] == m) return static_cast<Index>(k);
    }
    const auto at = std::find(kept_.begin(), kept_.end(), m);
    if (at != kept_.end()) return static_cast<Index>(at - kept_.begin());
    kept_.push_back(m);
    proof_.multipliers.push_back(*m);
    numbers_ += static_cast<std::int64_t>(m->prices.size() + m->gains.size() + m->floors.size() +
                                          2 * m->cliques.size() + 2);
    return static_cast<Index>(kept_.size()) - 1;
  }

  void leaf(Index number, BranchEnd end, const Priced& by) {
    BranchNode& node = proof_.nodes[number];
    node.end = end;
    node.multipliers = kept(by.m);
    if (end == BranchEnd::bound) least_ = std::min(least_, by.value());
  }

  /// Whether the search goes on.
  bool process(Open open) {
    const Costs costs = goal_.impossible ? Costs::none : Costs::counted;
    Priced best = price(open.m, open.at, costs);
    if (closed(open.node, best)) return true;
    const Relaxed relaxed = relaxation_.solve(open.at, left_, stop_);
    left_ -= relaxed.work;
    for (const Multipliers& m : relaxed.multipliers) {
      const auto shared = std::make_shared<const Multipliers>(m);
      if (relaxed.end == Relaxed::End::infeasible && !goal_.impossible) {
        const Priced by = price(shared, open.at, Costs::none);
        if (by.bound.impossible || by.bound.value > by.bound.margin) {
          leaf(open.node, BranchEnd::impossible, by);
          return true;
        }
        continue;
      }
      Priced by = price(shared, open.at, costs);
      if (by.value() > best.value()) best = std::move(by);
      if (closed(open.node, best)) return true;
    }
    if (priced_.undivided() && !goal_.impossible && relaxed.end != Relaxed::End::stopped) {
      improve(best, open.at, open.node == 0 ? 400 : 60);
      if (closed(open.node, best)) return true;
    }
    const Branch branch = branch_at(open.at, relaxed.branch);
    if (!goal_.impossible) exclude(open.node, best, branch.site, open.at);
    return split(open, branch, best);
  }

  bool closed(Index number, const Priced& by) {
    if (goal_.impossible) {
      if (!by.bound.impossible && by.bound.value <= by.bound.margin) return false;
      leaf(number, BranchEnd::impossible, by);
      return true;
    }
    if (!reaches(by.value())) return false;
    leaf(number, BranchEnd::bound, by);
    return true;
  }

  /// All but at `spared`, which is to be split on.
  void exclude(Index number, const Priced& by, Index spared, Decided& at) {
    const auto options = static_cast<std::size_t>(priced_.options());
    std::vector<std::pair<Index, Index>> excluded;
    for (Index j = 0; j < problem_.candidates(); ++j) {
      const long double* reduced = &by.bound.reduced[static_cast<std::size_t>(j) * options];
      const long double others = by.bound.value - reduced[by.bound.chosen[j]] - by.bound.margin;
      for (Index o = 0; o < priced_.options(); ++o) {
        if (j == spared || (at.options[j] >> o & 1) == 0 || o == by.bound.chosen[j] ||
            !reaches(others + reduced[o]))
          continue;
        excluded.emplace_back(j, o);
        at.options[j] &= ~(1u << o);
      }
    }
    if (excluded.empty()) return;
    const Index m = kept(by.m);
    proof_.nodes[number].fixing = m;
    proof_.nodes[number].excluded = std::move(excluded);
  }

  /// What is proposed, or the first site that is not decided.
  Branch branch_at(const Decided& at, const Branch& proposed) const {
    if (proposed.site >= 0) return proposed;
    for (Index j = 0; j < problem_.candidates(); ++j) {
      if (std::popcount(at.options[j]) > 1)
        return {j, {static_cast<Index>(std::countr_zero(at.options[j]))}, -1};
    }
    return {};
  }

  bool split(Open& open, const Branch& branch, const Priced& best) {
    if (branch.site < 0) {  // all is decided, and the prices do not show what it costs
      if (goal_.impossible) return false;
      leaf(open.node, BranchEnd::bound, best);
      return true;
    }
    const auto first = static_cast<Index>(proof_.nodes.size());
    BranchNode& node = proof_.nodes[open.node];
    node.end = branch.demand < 0 ? BranchEnd::site : BranchEnd::assignment;
    node.site = branch.site;
    node.demand = branch.demand;
    node.first = first;
    node.second = first + 1;
    Decided other = open.at;
    if (branch.demand < 0) {
      std::uint32_t taken = 0;
      for (const Index o : branch.options) taken |= 1u << o;
      taken &= open.at.options[branch.site];
      if (taken == 0 || taken == open.at.options[branch.site])
        taken = std::uint32_t{1} << std::countr_zero(open.at.options[branch.site]);
      for (Index o = 0; o < priced_.options(); ++o) {
        if ((taken >> o & 1) != 0) node.options.push_back(o);
      }
      open.at.options[branch.site] = taken;
      other.options[branch.site] &= ~taken;
    } else {
      open.at.server[branch.demand] = branch.site;
      const std::pair pair(branch.demand, branch.site);
      other.barred.insert(std::lower_bound(other.barred.begin(), other.barred.end(), pair), pair);
    }
    proof_.nodes.resize(proof_.nodes.size() + 2);
    push(first + 1, std::move(other), best);
    push(first, std::move(open.at), best);
    return true;
  }

  void push(Index node, Decided at, const Priced& by) {
    open_.push_back({goal_.impossible ? 0 : by.value(), ++order_, node, std::move(at), by.m});
    std::push_heap(open_.begin(), open_.end(), worse);
  }

  /// What is open becomes leaves of what their parents' prices show.
  bool give_up() {
    if (goal_.impossible) return false;
    for (const Open& open : open_) {
      const Priced by = price(open.m, open.at, Costs::counted);
      if (by.value() == -infinite) return false;
      leaf(open.node, BranchEnd::bound, by);
    }
    return true;
  }

  /// Subgradient steps (Held, Wolfe & Crowder 1974): with whole demand points the knapsacks' bound
  /// is above the relaxation's, whose prices are only where it begins.
  void improve(Priced& best, const Decided& at, int steps) {
    double pace = 1;
    int idle = 0;
    auto now = std::make_shared<Multipliers>(*best.m);
    now->prices.resize(problem_.demands(), 0);
    for (int step = 0; step < steps && left_ > 0 && pace > 1e-3; ++step) {
      Priced by = price(now, at, Costs::counted, Want::served);
      if (by.value() > best.value()) {
        best = by;
        idle = 0;
        if (reaches(best.value())) return;
      } else if (++idle >= 8) {
        pace /= 2;
        idle = 0;
      }
      if (by.bound.impossible) return;
      std::vector<double> way(problem_.demands(), 0);
      double length = 0, sites = 0;
      for (Index i = 0; i < problem_.demands(); ++i) {
        if (problem_.weight(i) <= 0 || at.server[i] >= 0) continue;
        way[i] = 1 - by.bound.served[i];
        length += way[i] * way[i];
      }
      if (const auto p = problem_.wanted_sites()) {
        sites = *p;
        for (Index j = 0; j < problem_.candidates(); ++j)
          sites -= by.bound.chosen[j] != 0 && problem_.rule(j) != SiteRule::existing;
        length += sites * sites;
      }
      if (length < 1e-12) return;
      const double missing = std::max(1e-6, goal_.claim - static_cast<double>(by.bound.value));
      const double stride = pace * missing / length;
      auto next = std::make_shared<Multipliers>(*now);
      for (Index i = 0; i < problem_.demands(); ++i) {
        if (way[i] != 0)
          next->prices[i] = std::max(0.0, next->prices[i] + stride * way[i] / problem_.weight(i));
      }
      next->site += stride * sites;
      now = std::move(next);
    }
  }

  const SitingProblem& problem_;
  NodeRelaxation& relaxation_;
  const ProofGoal& goal_;
  const std::function<bool()>& stop_;
  PricedProblem priced_;
  BranchProof proof_;
  std::vector<std::shared_ptr<const Multipliers>> kept_;
  std::vector<Open> open_;  // a heap: the least bound first
  long double least_ = infinite;
  std::int64_t left_, step_work_ = 0, numbers_ = 0, order_ = 0;
};

/// How far a share is from being decided.
double doubt(double share) { return std::min(share, 1 - share); }

class ProgramRelaxation : public NodeRelaxation {
 public:
  ProgramRelaxation(const SitingProblem& problem, const Formulation& formulation, double scale)
      : problem_(problem),
        formulation_(formulation),
        scale_(scale),
        program_(scaled(formulation.program(), scale)),
        lp_(program_) {}

  const std::vector<std::vector<Index>>& cliques() const override { return formulation_.cliques(); }

  Relaxed solve(const Decided& at, std::int64_t most_work,
                const std::function<bool()>& stop) override {
    set_bounds(at);
    Relaxed result;
    const std::int64_t unit = lp_.rows() + program_.columns() / 4 + 1;
    const std::int64_t most = std::max<std::int64_t>(1, most_work / unit);
    std::int64_t pivots = most;
    const auto end = lp_.solve(pivots, stop);
    result.work = (most - pivots + 10) * unit;
    if (end == Relaxation::End::infeasible) {
      result.end = Relaxed::End::infeasible;
      auto ray = lp_.ray();
      for (int sign = 0; sign < 2 && !ray.empty(); ++sign) {
        result.multipliers.push_back(formulation_.multipliers(ray, 0));
        for (double& v : ray) v = -v;
      }
      return result;
    }
    if (end == Relaxation::End::stopped) return result;
    result.end = Relaxed::End::solved;
    result.multipliers.push_back(formulation_.multipliers(lp_.duals(), scale_));
    result.branch = branch(lp_.x(), at);
    return result;
  }

 private:
  static MipProgram scaled(MipProgram program, double scale) {
    for (double& cost : program.cost) cost *= scale;
    return program;
  }

  void set_bounds(const Decided& at) {
    for (Index j = 0; j < problem_.candidates(); ++j) {
      const std::uint32_t options = at.options[j];
      lp_.set_bounds(formulation_.site_column(j), (options & 1) != 0 ? 0 : 1, options > 1 ? 1 : 0);
      const auto& sizes = formulation_.size_columns(j);
      for (std::size_t t = 0; t < sizes.size(); ++t)
        lp_.set_bounds(sizes[t], 0, (options >> (t + 1) & 1) != 0 ? 1 : 0);
    }
    for (const auto& part : formulation_.parts()) {
      if (at.server.empty()) break;
      const Index server = at.server[part.demand];
      const bool barred =
          (server >= 0 && server != part.site) ||
          std::binary_search(at.barred.begin(), at.barred.end(), std::pair(part.demand, part.site));
      lp_.set_bounds(part.column, server == part.site ? 1 : 0, barred ? 0 : 1);
    }
  }

  Branch branch(const std::vector<double>& x, const Decided& at) const {
    Branch best;
    double most = 1e-6;
    for (Index j = 0; j < problem_.candidates(); ++j) {
      const double open = x[formulation_.site_column(j)];
      if (std::popcount(at.options[j]) < 2 || doubt(open) <= most) continue;
      most = doubt(open);
      best = {j, {0}, -1};
    }
    if (best.site >= 0) return best;
    for (Index j = 0; j < problem_.candidates(); ++j) {
      const auto& sizes = formulation_.size_columns(j);
      for (std::size_t t = 0; t < sizes.size(); ++t) {
        if (std::popcount(at.options[j]) < 2 || doubt(x[sizes[t]]) <= most) continue;
        most = doubt(x[sizes[t]]);
        best = {j, {static_cast<Index>(t) + 1}, -1};
      }
    }
    if (best.site >= 0 || at.server.empty()) return best;
    for (const auto& part : formulation_.parts()) {
      const double large = doubt(x[part.column]) * (1 + problem_.load(part.demand));
      if (at.server[part.demand] >= 0 || doubt(x[part.column]) <= 1e-6 || large <= most) continue;
      most = large;
      best = {part.site, {}, part.demand};
    }
    return best;
  }

  const SitingProblem& problem_;
  const Formulation& formulation_;
  double scale_;
  MipProgram program_;
  Relaxation lp_;
};

}  // namespace

std::optional<BranchProof> prove_branches(const SitingProblem& problem, NodeRelaxation& relaxation,
                                          const ProofGoal& goal,
                                          const std::function<bool()>& stop) {
  try {
    return ProofSearch(problem, relaxation, goal, stop).run();
  } catch (const proof::Refused&) {  // more sizes than proofs know
    return std::nullopt;
  }
}

std::optional<BranchProof> prove_branches(const SitingProblem& problem,
                                          const Formulation& formulation, const ProofGoal& goal,
                                          const std::function<bool()>& stop) {
  ProgramRelaxation relaxation(problem, formulation, goal.impossible ? 0 : 1);
  return prove_branches(problem, relaxation, goal, stop);
}

}  // namespace jintu::siting
