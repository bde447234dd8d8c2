#include "geo/siting/mip/prove_branches.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <queue>
#include <unordered_map>

#include "geo/siting/certificate/check_tree.hpp"

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
  NodeIndex node;
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
        claim_(goal.claim),
        miss_(problem.kind() == Kind::mclp ? 1
                                           : problem.unserved_distance().value_or(proof::no_limit)),
        share_(static_cast<std::size_t>(problem.candidates()), 0.0),
        served_(static_cast<std::size_t>(problem.demands()), 1.0),
        left_(goal.most_work) {
    priced_.watch(stop);
    proof_.impossible = goal.impossible;
    proof_.claim = goal.claim;
    proof_.cliques = relaxation.cliques();
    step_work_ =
        problem.distances().pairs() * (priced_.undivided() ? 20 : 2) + problem.candidates();
  }

  std::optional<BranchProof> run() {
    proof_.nodes.emplace_back();
    auto first = std::make_shared<Multipliers>();
    first->prices = goal_.first_prices;
    open_.push_back({-infinite, 0, NodeIndex{}, priced_.start(), std::move(first)});
    while (!open_.empty()) {
      if (left_ <= 0 || (stop_ && stop_()) || numbers_ > most_numbers ||
          static_cast<std::int64_t>(proof_.nodes.size()) > goal_.most_nodes) {
        if (!give_up()) return std::nullopt;
        break;
      }
      std::pop_heap(open_.begin(), open_.end(), worse);
      Open at = std::move(open_.back());
      open_.pop_back();
      try {
        if (!process(at)) return std::nullopt;
      } catch (const proof::Interrupted&) {
        open_.push_back(std::move(at));  // the next look at the clock ends the search
      }
    }
    if (!goal_.impossible) {
      proof_.claim = static_cast<double>(priced_.whole_costs() ? std::ceil(least_) : least_);
      if (static_cast<long double>(proof_.claim) > least_ && !priced_.whole_costs())
        proof_.claim = std::nextafter(proof_.claim, -infinite);
      proof_.claim = std::min(proof_.claim, claim_);
      if (!std::isfinite(proof_.claim)) return std::nullopt;
    }
    return std::move(proof_);
  }

 private:
  static bool worse(const Open& a, const Open& b) {
    return a.bound != b.bound ? a.bound > b.bound : a.order < b.order;
  }

  bool reaches(long double value) const {
    return priced_.whole_costs() ? std::ceil(value) >= claim_ : value >= claim_;
  }

  Priced price(std::shared_ptr<const Multipliers> m, const Decided& at, Costs costs,
               Want want = Want::bound) {
    left_ -= step_work_;
    PricedBound bound = priced_.bound(*m, proof_.cliques, at, costs, want);
    return {std::move(m), std::move(bound)};
  }

  Index kept(const std::shared_ptr<const Multipliers>& m) {
    const auto [at, fresh] = place_.try_emplace(m.get(), static_cast<Index>(kept_.size()));
    if (!fresh) return at->second;
    kept_.push_back(m);
    proof_.multipliers.push_back(*m);
    numbers_ += static_cast<std::int64_t>(m->prices.size() + m->gains.size() + m->floors.size() +
                                          2 * m->cliques.size() + 2);
    return static_cast<Index>(kept_.size()) - 1;
  }

  void leaf(NodeIndex number, BranchEnd end, const Priced& by) {
    BranchNode& node = proof_.nodes[number];
    node.end = end;
    node.multipliers = kept(by.m);
    if (end == BranchEnd::bound) least_ = std::min(least_, by.value());
  }

  bool stopped() const { return stop_ && stop_(); }

  /// Whether the search goes on.
  bool process(Open& open) {
    const Costs costs = goal_.impossible ? Costs::none : Costs::counted;
    Priced best{open.m, {}};
    best.bound.value = open.bound;  // it was priced, and not closed, when it was made
    bool bare = open.node != 0;
    if (!bare) best = price(open.m, open.at, costs);
    if (!bare && closed(open.node, best)) return true;
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
      if (by.value() > best.value()) {
        best = std::move(by);
        bare = false;
      }
      if (!bare && closed(open.node, best)) return true;
    }
    if (bare) best = price(open.m, open.at, costs);
    if (relaxation_.solves() && !goal_.impossible) {
      look_for_plan(best);
      if (closed(open.node, best)) return true;
    }
    Branch proposed = relaxed.branch;
    const bool knapsacks = priced_.undivided() && relaxed.end != Relaxed::End::stopped;
    if (!goal_.impossible && (knapsacks || !relaxation_.solves())) {
      if (decided(open.at)) best = better(best, price(exact_prices(open.at), open.at, costs));
      if (closed(open.node, best)) return true;
      improve(best, open.at, open.node == 0);
      if (closed(open.node, best)) return true;
      look_for_plan(best);
      if (closed(open.node, best)) return true;
      if (proposed.site < 0) proposed = branch_by_shares(best, open.at);
    }
    const Branch branch = branch_at(open.at, proposed);
    if (!goal_.impossible) exclude(open.node, best, branch.site, open.at);
    return split(open, branch, best);
  }

  static const Priced& better(const Priced& a, const Priced& b) {
    return a.value() >= b.value() ? a : b;
  }

  /// Whether sites alone make the plan, and each is open or closed.
  bool decided(const Decided& at) const {
    return at.server.empty() && problem_.requirements().sizes.empty() &&
           std::all_of(at.options.begin(), at.options.end(),
                       [](std::uint32_t options) { return std::popcount(options) == 1; });
  }

  /// Of such a plan: what everyone walks, or misses.
  std::shared_ptr<const Multipliers> exact_prices(const Decided& at) const {
    auto m = std::make_shared<Multipliers>();
    const bool cover = problem_.kind() == Kind::mclp;
    for (const DemandIndex i : problem_.each_demand()) {
      const auto sites = problem_.distances().sites(i);
      const auto distances = problem_.distances().distances(i);
      double level = cover ? 1 : problem_.unserved_distance().value_or(proof::no_limit);
      for (std::size_t k = 0; k < sites.size(); ++k) {
        if (cover && distances[k] > problem_.standard()) break;
        if ((at.options[sites[k]] & 2) == 0) continue;
        level = cover ? 0 : std::min(level, distances[k]);
        break;
      }
      m->prices.push_back(std::isfinite(level) ? level : 1e3 * (std::abs(claim_) + 1));
    }
    return m;
  }

  bool closed(NodeIndex number, const Priced& by) {
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
  void exclude(NodeIndex number, const Priced& by, Index spared, Decided& at) {
    const auto options = static_cast<std::size_t>(priced_.options());
    std::vector<std::pair<CandidateIndex, Index>> excluded;
    for (const CandidateIndex j : problem_.each_candidate()) {
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
    for (const CandidateIndex j : problem_.each_candidate()) {
      if (std::popcount(at.options[j]) > 1)
        return {j, {static_cast<Index>(std::countr_zero(at.options[j]))}};
    }
    return {};
  }

  bool split(Open& open, const Branch& branch, const Priced& best) {
    if (branch.site < 0) {  // all is decided, and the prices do not show what it costs
      if (goal_.impossible) return false;
      leaf(open.node, BranchEnd::bound, best);
      return true;
    }
    Decided chosen = open.at, other = open.at;
    std::uint32_t taken = 0;
    if (branch.demand < 0) {
      for (const Index o : branch.options) taken |= 1u << o;
      taken &= open.at.options[branch.site];
      if (taken == 0 || taken == open.at.options[branch.site])
        taken = std::uint32_t{1} << std::countr_zero(open.at.options[branch.site]);
      chosen.options[branch.site] = taken;
      other.options[branch.site] &= ~taken;
    } else {
      chosen.server[branch.demand] = branch.site;
      const std::pair pair(branch.demand, branch.site);
      other.barred.insert(std::lower_bound(other.barred.begin(), other.barred.end(), pair), pair);
    }
    const Costs costs = goal_.impossible ? Costs::none : Costs::counted;
    const Priced of_chosen = price(best.m, chosen, costs), of_other = price(best.m, other, costs);
    const NodeIndex first{proof_.nodes.size()}, second{first + 1};
    proof_.nodes.resize(proof_.nodes.size() + 2);
    BranchNode& node = proof_.nodes[open.node];
    node.end = branch.demand < 0 ? BranchEnd::site : BranchEnd::assignment;
    node.site = branch.site;
    node.demand = branch.demand;
    node.first = first;
    node.second = second;
    for (Index o = 0; o < priced_.options(); ++o) {
      if ((taken >> o & 1) != 0) node.options.push_back(o);
    }
    push(second, std::move(other), of_other);
    push(first, std::move(chosen), of_chosen);
    return true;
  }

  void push(NodeIndex node, Decided at, const Priced& by) {
    if (closed(node, by)) return;
    open_.push_back({goal_.impossible ? 0 : by.value(), ++order_, node, std::move(at), by.m});
    std::push_heap(open_.begin(), open_.end(), worse);
  }

  /// What is open becomes leaves of what their parents' prices showed.
  bool give_up() {
    if (goal_.impossible) return false;
    priced_.watch(nullptr);
    for (const Open& open : open_) {
      Priced by{open.m, {}};
      by.bound.value = open.bound;
      if (open.node == 0) by = price(open.m, open.at, Costs::counted);  // it never was
      if (by.value() == -infinite) return false;
      leaf(open.node, BranchEnd::bound, by);
    }
    return true;
  }

  /// Subgradient steps (Held, Wolfe & Crowder 1974): with whole demand points the knapsacks' bound
  /// is above the relaxation's, whose prices are only where it begins.
  void improve(Priced& best, const Decided& at, bool root) {
    double pace = root ? 1 : 0.3;
    const int steps = root ? 2'000 : 60, patience = root ? 20 : 6;
    int idle = 0;
    std::vector<double> way(static_cast<std::size_t>(problem_.demands()), 0.0);
    auto now = std::make_shared<Multipliers>(*best.m);
    now->prices.resize(static_cast<std::size_t>(problem_.demands()), 0);
    const std::size_t cliques = relaxation_.solves() ? 0 : proof_.cliques.size();
    std::vector<double> over(cliques, 0.0), clique(cliques, 0.0);
    const auto take_cliques = [&] {
      std::fill(clique.begin(), clique.end(), 0.0);
      for (const auto& [c, value] : now->cliques) clique[static_cast<std::size_t>(c)] = value;
    };
    if (cliques > 0) take_cliques();
    for (int step = 0; step < steps && left_ > 0 && pace > 1e-3 && !stopped(); ++step) {
      Priced by = price(now, at, Costs::counted, Want::served);
      if (by.value() > best.value()) {
        best = by;
        idle = 0;
        if (reaches(best.value())) return;
      } else if (++idle >= patience) {
        pace *= 0.65;
        idle = 0;
        std::fill(way.begin(), way.end(), 0.0);
        if (!best.bound.served.empty()) {
          now = std::make_shared<Multipliers>(*best.m);
          now->prices.resize(static_cast<std::size_t>(problem_.demands()), 0);
          std::fill(over.begin(), over.end(), 0.0);
          if (cliques > 0) take_cliques();
          by = best;
        }
      }
      if (by.bound.impossible) return;
      remember(by.bound);
      double length = 0, missed = 0;
      for (const DemandIndex i : problem_.each_demand()) {
        if (problem_.weight(i) <= 0 || (!at.server.empty() && at.server[i] >= 0)) continue;
        double slope = 1 - by.bound.served[i];
        const double level = now->prices[i];
        if ((level <= 0 && slope < 0) || (level >= miss_ && slope > 0)) slope = 0;
        way[i] = slope + 0.5 * way[i];  // what the steps before suggest damps their zigzag
        length += way[i] * way[i];
        missed += std::abs(slope);
      }
      for (std::size_t c = 0; c < over.size(); ++c) {
        int open = -1;
        for (const CandidateIndex j : proof_.cliques[c]) open += by.bound.chosen[j] != 0;
        over[c] = open + 0.5 * over[c];
        if (clique[c] > 0 || over[c] > 0) length += over[c] * over[c];
        missed += std::max(0, open);
      }
      if (missed < 1e-9 || length < 1e-12) return;
      const double missing = std::max(1e-6, claim_ - static_cast<double>(by.bound.value));
      const double stride = pace * missing / length;
      auto next = std::make_shared<Multipliers>(*now);
      for (const DemandIndex i : problem_.each_demand()) {
        if (way[i] != 0)
          next->prices[i] = std::max(0.0, next->prices[i] + stride * way[i] / problem_.weight(i));
      }
      if (!over.empty()) {
        next->cliques.clear();
        for (std::size_t c = 0; c < over.size(); ++c) {
          clique[c] = std::max(0.0, clique[c] + stride * over[c]);
          if (clique[c] > 0) next->cliques.emplace_back(static_cast<Index>(c), clique[c]);
        }
      }
      if (problem_.wanted_sites()) next->site = site_price(by.bound, now->site);
      now = std::move(next);
    }
  }

  /// At which just so many new sites pay as a plan has: for given prices the best one.
  double site_price(const PricedBound& bound, double now) const {
    const auto options = static_cast<std::size_t>(priced_.options());
    std::vector<long double> gain;
    for (const CandidateIndex j : problem_.each_candidate()) {
      if (problem_.rule(j) == SiteRule::existing) continue;
      const long double* reduced = &bound.reduced[static_cast<std::size_t>(j) * options];
      const long double open = *std::min_element(reduced + 1, reduced + options);
      if (open == proof::no_limit) continue;
      gain.push_back(reduced[0] == proof::no_limit ? -infinite : open - reduced[0] + now);
    }
    const auto p = static_cast<std::ptrdiff_t>(*problem_.wanted_sites());
    const auto must = std::count(gain.begin(), gain.end(), -infinite);
    const double forbidding = 1e3 * (std::abs(claim_) + 1);  // no plan is left: the bound says so
    if (must > p) return -forbidding;
    if (static_cast<std::ptrdiff_t>(gain.size()) < p) return forbidding;
    std::sort(gain.begin(), gain.end());
    const bool all = static_cast<std::ptrdiff_t>(gain.size()) == p;
    if (all) return p == 0 || must == p ? now : static_cast<double>(gain.back());
    if (must == p) return static_cast<double>(gain[static_cast<std::size_t>(p)]);
    return static_cast<double>(
        (gain[static_cast<std::size_t>(p - 1)] + gain[static_cast<std::size_t>(p)]) / 2);
  }

  /// How often bounds open each site and serve each demand point, lately.
  void remember(const PricedBound& bound) {
    constexpr double weight = 0.1;
    for (std::size_t j = 0; j < share_.size(); ++j)
      share_[j] += weight * ((bound.chosen[j] != 0 ? 1.0 : 0.0) - share_[j]);
    for (std::size_t i = 0; i < served_.size(); ++i)
      served_[i] += weight * (bound.served[i] - served_[i]);
  }

  void look_for_plan(const Priced& best) {
    if (!goal_.find_plan || best.bound.chosen.empty()) return;
    std::vector<CandidateIndex> open;
    for (const CandidateIndex j : problem_.each_candidate()) {
      if (best.bound.chosen[j] != 0) open.push_back(j);
    }
    claim_ = std::min(claim_, goal_.find_plan(open));
  }

  /// The site whose side is most in doubt; if none is, the demand point that is served too often or
  /// too seldom: whether the site that is worth most to it serves it.
  Branch branch_by_shares(const Priced& best, const Decided& at) const {
    Branch branch;
    double most = 0.03;
    for (const CandidateIndex j : problem_.each_candidate()) {
      const double doubt = std::min(share_[j], 1 - share_[j]);
      if (std::popcount(at.options[j]) < 2 || doubt <= most) continue;
      most = doubt;
      branch = {j, {0}};
    }
    if (branch.site >= 0 || at.server.empty()) return branch;
    most = 0.03;
    DemandIndex demand{-1};
    for (const DemandIndex i : problem_.each_demand()) {
      if (problem_.weight(i) <= 0 || at.server[i] >= 0) continue;
      const double doubt = std::abs(1 - served_[i]) * (1 + problem_.load(i));
      if (doubt <= most) continue;
      most = doubt;
      demand = i;
    }
    if (demand < 0) return branch;
    const auto sites = problem_.distances().sites(demand);
    const bool cover = problem_.kind() == Kind::mclp;
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (cover && problem_.distances().distances(demand)[k] > problem_.standard()) break;
      const bool barred =
          std::binary_search(at.barred.begin(), at.barred.end(), std::pair(demand, sites[k]));
      if (barred || at.options[sites[k]] <= 1 || best.bound.chosen[sites[k]] == 0) continue;
      return {sites[k], {}, demand};
    }
    return branch;
  }

  const SitingProblem& problem_;
  NodeRelaxation& relaxation_;
  const ProofGoal& goal_;
  const std::function<bool()>& stop_;
  PricedProblem priced_;
  double claim_;
  double miss_;  // above it a price is no better
  std::vector<double> share_, served_;
  BranchProof proof_;
  std::vector<std::shared_ptr<const Multipliers>> kept_;
  std::unordered_map<const Multipliers*, Index> place_;  // in kept_
  std::vector<Open> open_;                               // a heap: the least bound first
  long double least_ = infinite;
  std::int64_t left_, step_work_ = 0, numbers_ = 0, order_ = 0;
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

}  // namespace jintu::siting
