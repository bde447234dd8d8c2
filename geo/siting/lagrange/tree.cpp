#include "geo/siting/lagrange/tree.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <queue>

#include "geo/siting/lagrange/branching.hpp"
#include "geo/siting/lagrange/dominance.hpp"
#include "geo/siting/lagrange/lp_prices.hpp"
#include "geo/siting/lagrange/parts.hpp"

namespace jintu::siting {

namespace {

struct Open {
  double bound = -infinite;
  std::int64_t number = 0;  // order of creation, to break ties the same way each time
  NodeIndex node;           // in the proof
  int depth = 0;
  Sides sides;
  std::shared_ptr<const Prices> prices;
  std::shared_ptr<const LpMaster::Basis> basis;  // of the node it was split from, if any
};

struct Later {
  bool operator()(const Open& a, const Open& b) const {
    return a.bound > b.bound || (a.bound == b.bound && a.number < b.number);
  }
};

/// The relaxation is given to CLP when its first cuts are few, and short: where a few sites serve
/// everyone a subgradient step is cheaper than a pivot. Measured on pmed1–40 and fl1400.
constexpr std::int64_t lp_pairs = 30'000;
constexpr Index lp_least_opens = 16;
constexpr std::int64_t lp_coverage_pairs = 200'000;
/// Of coverage; twenty times as many at the root.
constexpr std::size_t most_pairs_to_dominate = 100'000;
/// A whole number is passed by a bound that lies so far above it.
constexpr double above_whole = 1e-9;
/// Covering programs have one cut a row and few pivots.
constexpr std::int64_t lp_cover_pairs = 2'000'000;

class TreeSearch {
 public:
  TreeSearch(const Model& model, double known, const TreeLimits& limits, const TreeEvents& events)
      : model_(model), limits_(limits), events_(events), branching_(model.sites) {
    result_.cost = known;
    share_.assign(model.sites, 0.0);
  }

  TreeResult run(const Prices& prices) {
    result_.proof.nodes.emplace_back();
    queue_.push(
        {-infinite, 0, NodeIndex{}, 0, model_.start, std::make_shared<Prices>(prices), nullptr});
    while (!queue_.empty() && result_.nodes < limits_.nodes) {
      result_.bound = lowest();
      // Even when no time is left the root is worth its one evaluation: a bound, if a poor one.
      const bool late = stopped() && (result_.nodes > 0 || covering());
      if (late || good_enough() || result_.cost <= limits_.enough) break;
      Open node = queue_.top();
      queue_.pop();
      ++result_.nodes;
      process(std::move(node));
      if (events_.news) events_.news(result_.cost, std::min(lowest(), result_.cost));
    }
    finish();
    return std::move(result_);
  }

 private:
  double cutoff() const {
    if (result_.cost == infinite) return infinite;
    if (!model_.integral) return result_.cost - limits_.tolerance;
    // What is rounded up to the cost must reach it. Large sums swallow so little.
    return std::max(result_.cost - 1 + above_whole, std::nextafter(result_.cost - 1, infinite));
  }
  bool stopped() const { return limits_.stop && limits_.stop(); }
  double lowest() const {
    return std::min(std::max(lowest_of_tree(), parts_bound_), proven_cost());
  }
  double lowest_of_tree() const {
    const double bound = queue_.empty() ? infinite : queue_.top().bound;
    return std::min(std::min(bound, in_hand_), proven_cost());
  }
  /// What is proven of all plans once nothing is left to search.
  double proven_cost() const {
    return model_.integral ? result_.cost : result_.cost - limits_.tolerance;
  }
  bool good_enough() const {
    return result_.cost < infinite && limits_.relative_gap > 0 &&
           result_.cost - result_.bound <= limits_.relative_gap * std::abs(result_.cost);
  }

  void offer(const std::vector<CandidateIndex>& open) {
    if (open.empty()) return;
    const double cost = plan_cost(model_, open);
    if (cost >= result_.cost) return;
    result_.cost = cost;
    result_.open = open;
    std::sort(result_.open.begin(), result_.open.end());
  }

  std::vector<CandidateIndex> plan_of(const Subproblem& sub, const Bound& bound,
                                      const Sides& sides) const {
    std::vector<CandidateIndex> plan;
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
      if (sides[j] == Side::open) plan.push_back(j);
    }
    if (master_) {  // at the relaxation's prices every site in use costs the same
      std::vector<CandidateIndex> by_share = sub.site;
      std::stable_sort(by_share.begin(), by_share.end(),
                       [&](CandidateIndex a, CandidateIndex b) { return share_[a] > share_[b]; });
      for (const CandidateIndex j : by_share) {
        const bool full = model_.opens == any_number
                              ? share_[j] <= 0.5
                              : static_cast<Index>(plan.size()) >= model_.opens;
        if (full) break;
        plan.push_back(j);
      }
    } else {
      for (const LocalSite j : bound.picked) plan.push_back(sub.site[j]);
    }
    return plan;
  }

  /// Records what `after` decides beyond `before`, for the proof.
  void record_step(NodeIndex node, const Subproblem& sub, const Prices& prices,
                   const Sides& after) {
    if (!limits_.keep_proof) return;
    ProofStep step;
    for (const CandidateIndex j : sub.site) {
      if (after[j] == Side::open) step.opened.push_back(j);
      if (after[j] == Side::closed) step.closed.push_back(j);
    }
    step.prices = kept(full_prices(model_, sub, prices));
    result_.proof.nodes[node].steps.push_back(std::move(step));
  }

  Prices kept(Prices prices) {
    prices_kept_ += static_cast<std::int64_t>(prices.size());
    if (prices_kept_ <= limits_.most_prices) return prices;
    limits_.keep_proof = false;
    for (ProofNode& node : result_.proof.nodes) {  // their numbers are still needed
      node.steps = {};
      node.last = {};
    }
    return {};
  }

  void end_bound(NodeIndex node, const Subproblem& sub, const Prices& prices) {
    ProofNode& proof = result_.proof.nodes[node];
    proof.end = ProofEnd::bound;
    if (limits_.keep_proof) proof.last = kept(full_prices(model_, sub, prices));
  }

  void end_impossible(NodeIndex node, const Subproblem& sub) {
    ProofNode& proof = result_.proof.nodes[node];
    proof.end = ProofEnd::impossible;
    proof.demand = DemandIndex{sub.unservable_row.number()};  // as prices are by row, too
  }

  bool determined(const Subproblem& sub) const {
    return sub.site.empty() || sub.to_open == 0 ||
           sub.to_open == static_cast<Index>(sub.site.size());
  }

  void end_determined(NodeIndex node, const Subproblem& sub, const Sides& sides) {
    std::vector<CandidateIndex> plan;
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
      if (sides[j] == Side::open) plan.push_back(j);
    }
    if (sub.to_open > 0) plan.insert(plan.end(), sub.site.begin(), sub.site.end());
    offer(plan);
    result_.proof.nodes[node].end = ProofEnd::determined;
  }

  PriceSearch search_of(int depth, int round) const {
    PriceSearch search;
    search.target = result_.cost < infinite ? result_.cost : 0;
    search.cutoff = cutoff();
    if (depth == 0) {
      search.iterations = round == 0 ? 1500 : 600;
      search.patience = 20;
      search.step = round == 0 ? 1.2 : 0.6;
      search.least_step = 0.002;
    } else {
      search.iterations = 120;
      search.patience = 8;
      search.step = 0.5;
      search.least_step = 0.02;
    }
    return search;
  }

  bool covering() const { return model_.covering; }

  bool dominate(NodeIndex node, Subproblem& sub, Sides& sides) {
    const bool numbered = model_.coverage && model_.opens != any_number;
    if (!covering() && !numbered) return false;
    // The relaxation's value does not change by it, and its basis would have to be mended.
    if (covering() && master_ && node > 0) return false;
    if (numbered && sub.pair_site.size() > most_pairs_to_dominate * (node > 0 ? 1 : 20))
      return false;
    auto pairs = dominated_sites(sub, limits_.stop);
    if (numbered) {  // enough must be left to open
      const auto spare = sub.site.size() - static_cast<std::size_t>(sub.to_open);
      pairs.resize(std::min(pairs.size(), spare));
    }
    if (pairs.empty()) return false;
    for (const auto& pair : pairs) sides[pair.first] = Side::closed;
    if (limits_.keep_proof) {
      ProofStep step;
      step.dominated = std::move(pairs);
      result_.proof.nodes[node].steps.push_back(std::move(step));
    }
    sub = subproblem(rows(), sides);
    return true;
  }

  void process(Open node) {
    in_hand_ = node.bound;
    Subproblem sub = subproblem(rows(), node.sides);
    Prices prices = *node.prices;
    Bound bound;
    for (int round = 0;; ++round) {
      if (!sub.impossible && !determined(sub)) dominate(node.node, sub, node.sides);
      if (sub.impossible) return close(), end_impossible(node.node, sub);
      if (determined(sub)) return close(), end_determined(node.node, sub, node.sides);
      find_prices(node, sub, round, prices, bound);
      if (bound.value >= cutoff()) return close(), end_bound(node.node, sub, prices);
      in_hand_ = std::max(in_hand_, rounded(bound.value));
      if (events_.news) events_.news(result_.cost, std::min(lowest(), result_.cost));
      const auto free = sub.site.size();
      const Index fixed = fix_by_reduced_cost(sub, bound, cutoff(), node.sides);
      if (fixed > 0) {
        record_step(node.node, sub, prices, node.sides);
        sub = subproblem(rows(), node.sides);
      }
      const bool settled = sub.impossible || determined(sub);
      const bool again = settled || static_cast<std::size_t>(fixed) * 10 > free ||
                         (node.depth == 0 && !master_ && lp_pays(sub, prices));
      if (!settled && (!again || stopped())) break;
    }
    if (node.depth == 0) {
      if (parts_close(node, prices, bound)) return close();
      if (stopped()) return put_back(std::move(node), sub, prices, bound);
      if (pairs_left(node.sides) < static_cast<std::int64_t>(model_.site.size()) / 2)
        trimmed_ = std::make_unique<Model>(trimmed(model_, node.sides));
    }
    branch(std::move(node), sub, prices);
  }

  /// No time is left to branch: what is known of the root stays with it.
  void put_back(Open node, const Subproblem& sub, const Prices& prices, const Bound& bound) {
    node.bound = std::max(node.bound, rounded(bound.value));
    node.prices = std::make_shared<Prices>(full_prices(model_, sub, prices));
    queue_.push(std::move(node));
    close();
  }

  /// Of sites that are not closed. A copy of the model without the others must be worth its memory.
  std::int64_t pairs_left(const Sides& sides) const {
    return std::count_if(model_.site.begin(), model_.site.end(),
                         [&](CandidateIndex j) { return sides[j] != Side::closed; });
  }

  /// At the root: whether the model's parts, each searched alone, leave nothing to search. What
  /// they prove is kept, to be used if the tree does not come to prove more.
  bool parts_close(const Open& node, const Prices& prices, Bound& bound) {
    if (!limits_.use_parts || covering() || model_.opens == any_number || model_.backup ||
        stopped())
      return false;
    evaluate(subproblem(model_, node.sides), prices, bound);
    TreeLimits limits = limits_;
    limits.use_parts = false;
    const auto news = [&](double value) {
      parts_bound_ = std::max(parts_bound_, value);
      if (events_.news) events_.news(result_.cost, lowest());
    };
    auto parts =
        solve_parts(model_, node.sides, prices, bound, limits_.known_plan, cutoff(), limits, news);
    if (!parts) return false;
    result_.nodes += parts->nodes;
    result_.iterations += parts->iterations;
    parts_bound_ = parts->bound;
    offer(parts->open);
    if (events_.find_plan && !parts->open.empty() && parts_bound_ < cutoff())
      offer(events_.find_plan(parts->open, node.sides, 0));
    parts_node_ = result_.proof.nodes[node.node];
    parts_node_.end = ProofEnd::parts;
    parts_node_.site_price = parts->site_price;
    parts_node_.parts = std::move(parts->proof);
    if (parts_node_.parts.empty()) limits_.keep_proof = false;
    if (parts_bound_ < cutoff()) return false;
    result_.proof.nodes[node.node] = std::move(parts_node_);
    return true;
  }

  /// The model's lists; below the root without what the root has decided.
  const Model& rows() const { return trimmed_ ? *trimmed_ : model_; }

  /// Better prices by subgradient steps, or by the relaxation once that is small enough; and plans
  /// that they suggest.
  void find_prices(const Open& node, const Subproblem& sub, int round, Prices& prices,
                   Bound& bound) {
    if (node.depth == 0 && !master_ && (round > 0 || covering()) && lp_pays(sub, prices)) {
      master_ = std::make_unique<LpMaster>(
          model_, covering() ? essential_rows(sub, limits_.stop) : sub, prices);
    }
    bool relaxed = false;
    if (master_) {
      evaluate(sub, prices, bound);
      relaxed = try_lp(sub, node, prices, bound);
      if (bound.value >= cutoff()) return;
    }
    relaxed_here_ = relaxed;
    if (!relaxed && (!master_ || node.depth == 0)) {
      auto best = improve_prices(sub, prices, search_of(node.depth, round), limits_.stop);
      result_.iterations += best.iterations;
      prices = std::move(best.prices);
      bound = std::move(best.bound);
      share_.assign(model_.sites, 0.0);
      for (const LocalSite j : sub.site.indices()) share_[sub.site[j]] = best.share[j];
    }
    if (bound.value < cutoff()) look_for_plan(node, sub, bound, round);
  }

  void close() { in_hand_ = infinite; }

  double rounded(double bound) const {
    return model_.integral && bound > -infinite ? std::ceil(bound - above_whole) : bound;
  }

  void look_for_plan(const Open& node, const Subproblem& sub, const Bound& bound, int round) {
    const auto picked = plan_of(sub, bound, node.sides);
    if (!covering() || node.depth > 0) offer(picked);
    if (!events_.find_plan || stopped() || round > 3 || (node.depth > 0 && round > 0)) return;
    offer(events_.find_plan(picked, node.sides, node.depth));
  }

  /// Whether the relaxation's first cuts are few enough for CLP.
  bool lp_pays(const Subproblem& sub, const Prices& prices) const {
    if (!limits_.use_lp || sub.row.empty()) return false;
    if (covering()) return static_cast<std::int64_t>(sub.pair_site.size()) < lp_cover_pairs;
    if (model_.opens != any_number && model_.opens < lp_least_opens) return false;
    std::int64_t pairs = 0;
    for (const LocalRow i : sub.row.indices()) {
      const double price = prices[sub.row[i]];
      for (auto k = sub.offset[i]; k < sub.offset[i + 1] && sub.pair_distance[k] <= price; ++k) {
        ++pairs;
      }
    }
    return pairs < (model_.coverage ? lp_coverage_pairs : lp_pairs);
  }

  bool try_lp(const Subproblem& sub, const Open& node, Prices& prices, Bound& bound) {
    if (node.basis) master_->begin_at(*node.basis);
    const auto lp = master_->solve(node.sides, cutoff(), node.depth == 0 ? 100 : 20,
                                   node.depth == 0 ? 200'000 : 50'000, limits_.stop);
    if (!lp) return false;
    Bound better;
    evaluate(sub, lp->prices, better);
    ++result_.iterations;
    share_ = lp->share;
    if (better.value > bound.value) {
      bound = std::move(better);
      prices = lp->prices;
    }
    return true;
  }

  /// The site whose side is most in doubt; failing that, the one nearest to the threshold.
  LocalSite branching_site(const Subproblem& sub, const Bound& bound) const {
    LocalSite chosen;
    double best = -infinite;
    const double out = bound.first_out == infinite ? bound.last_in : bound.first_out;
    const double middle = (bound.last_in + out) / 2;
    for (const LocalSite j : sub.site.indices()) {
      const double share = share_[sub.site[j]];
      const double doubt = std::min(share, 1 - share);
      const double close = std::abs(bound.reduced[j] - middle);
      const double score = doubt > 0.01 ? doubt * 1e12 - close : -close;
      if (score > best) {
        best = score;
        chosen = j;
      }
    }
    return chosen;
  }

  void branch(Open node, const Subproblem& sub, const Prices& prices) {
    Bound bound;
    evaluate(sub, prices, bound);
    CandidateIndex site{-1};
    std::shared_ptr<const LpMaster::Basis> basis;
    if (master_ && relaxed_here_) basis = std::make_shared<LpMaster::Basis>(master_->basis());
    if (master_ && relaxed_here_)
      site = branching_.choose(*master_, node.sides, sub.site, share_, bound.value, cutoff(),
                               limits_.stop);
    if (site < 0) site = sub.site[branching_site(sub, bound)];
    const double value = std::max(node.bound, rounded(bound.value));
    const auto shared = std::make_shared<Prices>(full_prices(model_, sub, prices));
    const NodeIndex first{result_.proof.nodes.size()}, second{first + 1};
    result_.proof.nodes.resize(result_.proof.nodes.size() + 2);
    ProofNode& proof = result_.proof.nodes[node.node];
    proof.end = ProofEnd::split;
    proof.site = site;
    proof.when_open = first;
    proof.when_closed = second;
    Open closed{value, ++created_, second, node.depth + 1, node.sides, shared, basis};
    closed.sides[site] = Side::closed;
    queue_.push(std::move(closed));
    node.sides[site] = Side::open;
    queue_.push({value, ++created_, first, node.depth + 1, std::move(node.sides), shared, basis});
    close();
  }

  /// Nodes that were not searched end with the prices they came with: what these prove of the node
  /// before, they prove of each side.
  void finish() {
    result_.complete = queue_.empty();
    result_.bound = lowest_of_tree();
    if (result_.complete) result_.bound = proven_cost();
    while (limits_.keep_proof && !queue_.empty()) {
      const Open& node = queue_.top();
      ProofNode& proof = result_.proof.nodes[node.node];
      proof.end = ProofEnd::bound;
      proof.last = kept(*node.prices);
      queue_.pop();
    }
    if (!result_.complete && parts_bound_ > result_.bound) {
      result_.bound = std::min(parts_bound_, proven_cost());
      result_.proof.nodes.assign(1, std::move(parts_node_));
    }
    result_.proof.claim = result_.bound;
    if (!limits_.keep_proof) result_.proof.nodes.clear();
  }

  const Model& model_;
  TreeLimits limits_;
  const TreeEvents& events_;
  TreeResult result_;
  std::priority_queue<Open, std::vector<Open>, Later> queue_;
  double in_hand_ = infinite;  // bound of the node being worked on
  std::unique_ptr<Model> trimmed_;
  std::unique_ptr<LpMaster> master_;
  Branching branching_;
  bool relaxed_here_ = false;  // whether `share_` is the relaxation's of the node being worked on
  double parts_bound_ = -infinite;
  ProofNode parts_node_;
  IndexedVector<CandidateIndex, double>
      share_;  // by site of the model: how much the last bound opens it
  std::int64_t created_ = 0;
  std::int64_t prices_kept_ = 0;
};

}  // namespace

TreeResult search_tree(const Model& model, double known, const Prices& prices,
                       const TreeLimits& limits, const TreeEvents& events) {
  return TreeSearch(model, known, limits, events).run(prices);
}

}  // namespace jintu::siting
