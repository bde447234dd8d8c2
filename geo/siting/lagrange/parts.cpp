#include "geo/siting/lagrange/parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "geo/siting/lagrange/swap_search.hpp"

namespace jintu::siting {

namespace {

constexpr std::int64_t first_nodes = 2000;
constexpr Index plans_around =
    3;  // of each part: so many sites more or fewer than in the best plan

struct Plan {
  double cost = infinite;            // site prices left out
  std::vector<CandidateIndex> open;  // local
};

struct Part {
  // Of the model. Within `model` a row and a site are numbered by their places here.
  std::vector<RowIndex> rows;
  std::vector<CandidateIndex> sites;
  Model model;  // with the site price; a row costs at most what the next part's sites cost it
  Prices prices;
  TreeResult found;
  std::map<Index, Plan> plans;  // by number of sites
};

std::vector<Part> split(const Model& model, const Sides& sides, const Prices& prices) {
  std::vector<Index> above(model.rows() + model.sites);
  std::iota(above.begin(), above.end(), 0);
  const auto root = [&](Index k) {
    while (above[k] != k) k = above[k] = above[above[k]];
    return k;
  };
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    for (auto k = model.offset[r]; k < model.offset[r + 1] && model.distance[k] < prices[r]; ++k) {
      if (sides[model.site[k]] == Side::closed) continue;
      above[root(model.rows() + model.site[k])] = root(r);
    }
  }
  std::vector<Index> number(above.size(), -1);
  std::vector<Part> parts;
  for (Index k = 0; k < static_cast<Index>(above.size()); ++k) {
    if (k >= model.rows() && sides[CandidateIndex{k - model.rows()}] == Side::closed) continue;
    Index& part = number[root(k)];
    if (part < 0) {
      part = static_cast<Index>(parts.size());
      parts.emplace_back();
    }
    if (k < model.rows()) {
      parts[part].rows.emplace_back(k);
    } else {
      parts[part].sites.emplace_back(k - model.rows());
    }
  }
  // Small ones first: they are soon done with.
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return a.rows.size() + a.sites.size() < b.rows.size() + b.sites.size();
  });
  return parts;
}

/// The part as a model of its own: a row costs no more than its nearest site elsewhere of those
/// that are `outside`.
Model model_of(const Model& model, const Sides& sides, const Part& part,
               const std::vector<char>& outside) {
  Model result;
  result.sites = static_cast<Index>(part.sites.size());
  result.integral = model.integral;
  result.site_cost.assign(part.sites.size(), 0.0);
  std::vector<CandidateIndex> local(model.sites, CandidateIndex::none());
  for (std::size_t k = 0; k < part.sites.size(); ++k) {
    local[part.sites[k]] = CandidateIndex{k};
    result.start.push_back(sides[part.sites[k]]);
  }
  for (const RowIndex r : part.rows) {
    double miss = model.miss[r];
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      const CandidateIndex j = model.site[k];
      if (local[j] >= 0) {
        result.site.push_back(local[j]);
        result.distance.push_back(model.distance[k]);
      } else if (outside[j]) {
        miss = std::min(miss, model.distance[k]);
        break;
      }
    }
    result.weight.push_back(model.weight[r]);
    result.miss.push_back(miss);
    result.offset.push_back(static_cast<std::int64_t>(result.site.size()));
  }
  return result;
}

class Parts {
 public:
  Parts(const Model& model, const Sides& sides, std::vector<Part> parts, double site_price,
        const std::vector<CandidateIndex>& plan, const TreeLimits& limits)
      : model_(model),
        sides_(sides),
        parts_(std::move(parts)),
        price_(site_price),
        limits_(limits),
        in_plan_(model.sites, 0) {
    for (const CandidateIndex j : plan) in_plan_[j] = 1;
    for (const Side side : sides) may_open_.push_back(side == Side::closed ? 0 : 1);
  }

  PartsResult run(const Prices& prices, double cutoff, const std::function<void(double)>& news) {
    for (Part& part : parts_) prepare(part, prices);
    limits_.relative_gap = 0;
    limits_.tolerance /= static_cast<double>(parts_.size());
    const std::int64_t most = limits_.nodes;
    bool left = true;
    for (std::int64_t nodes = first_nodes; left && !stopped(); nodes *= 8) {
      left = false;
      for (Part& part : parts_) {
        if (part.found.complete || stopped()) continue;
        limits_.nodes = std::min(nodes, most);
        search(part);
        left = left || (!part.found.complete && nodes < most);
        if (news) news(bound());
        if (bound() >= cutoff) left = false;
      }
    }
    PartsResult result;
    result.bound = bound();
    result.open = together();
    result.nodes = nodes_;
    result.iterations = iterations_;
    result.site_price = price_;
    if (limits_.keep_proof) keep(result);
    return result;
  }

 private:
  bool stopped() const { return limits_.stop && limits_.stop(); }

  double bound() const {
    long double sum = -static_cast<long double>(price_) * model_.opens;
    long double size = std::abs(sum);
    for (const Part& part : parts_) {
      sum += part.found.bound;
      size += std::abs(part.found.bound);
    }
    const auto safe = static_cast<double>(sum - size * 0x1p-50L);
    return model_.integral ? std::ceil(safe - 1e-9) : safe;
  }

  void prepare(Part& part, const Prices& prices) {
    part.model = model_of(model_, sides_, part, may_open_);
    std::fill(part.model.site_cost.begin(), part.model.site_cost.end(), price_);
    part.model.integral = model_.integral && price_ == std::round(price_);
    for (const RowIndex r : part.rows) part.prices.push_back(prices[r]);
    part.found.bound = -infinite;
    find_plans(part);
    Bound root;
    const Subproblem sub = subproblem(part.model, part.model.start);
    evaluate(sub, part.prices, root);
    part.found.bound = root.value;
    part.found.proof.nodes.emplace_back().last = full_prices(part.model, sub, part.prices);
    part.found.proof.claim = root.value;
  }

  void offer(Part& part, const std::vector<CandidateIndex>& open) {
    const Model real = model_of(model_, sides_, part, in_plan_);
    const double cost = plan_cost(real, open);
    Plan& plan = part.plans[static_cast<Index>(open.size())];
    if (cost < plan.cost) plan = {cost, open};
  }

  /// Plans of the part alone with about as many sites as the best plan has there.
  void find_plans(Part& part) {
    const auto must = static_cast<Index>(
        std::count(part.model.start.begin(), part.model.start.end(), Side::open));
    const auto all = static_cast<Index>(part.sites.size());
    std::vector<CandidateIndex> now;
    for (const CandidateIndex k : each<CandidateIndex>(all)) {
      if (in_plan_[part.sites[k]]) now.push_back(k);
    }
    if (part.rows.empty()) {  // sites that serve nobody: any number of them
      std::vector<CandidateIndex> open;
      for (const CandidateIndex k : each<CandidateIndex>(all)) {
        if (part.model.start[k] == Side::open) open.push_back(k);
      }
      part.plans[must] = {0, open};
      for (const CandidateIndex k : each<CandidateIndex>(all)) {
        if (part.model.start[k] == Side::open) continue;
        open.push_back(k);
        part.plans[static_cast<Index>(open.size())] = {0, open};
      }
      return;
    }
    const auto count = static_cast<Index>(now.size());
    offer(part, now);
    if (must == 0) offer(part, {});
    if (stopped()) return;
    Model real = model_of(model_, sides_, part, in_plan_);
    const auto pairs = static_cast<std::int64_t>(real.site.size());
    for (Index k = std::max({must, Index{1}, count - plans_around});
         k <= std::min(all, count + plans_around) && !stopped(); ++k) {
      real.opens = k;
      SwapSearch search(real, 1);
      search.set(search.completed(now));
      search.improve(20 * pairs + 1000, -infinite, limits_.stop);
      offer(part, search.open_sites());
    }
  }

  void search(Part& part) {
    double known = 0;  // of opening nothing
    bool closed = true;
    for (const Side side : part.model.start) closed = closed && side != Side::open;
    for (const RowIndex r : part.model.weight.indices())
      known += part.model.weight[r] * part.model.miss[r];
    if (!closed) known = infinite;
    for (const auto& [count, plan] : part.plans)
      known = std::min(known, plan.cost + price_ * count);
    TreeResult found = search_tree(part.model, known, part.prices, limits_, {});
    nodes_ += found.nodes;
    iterations_ += found.iterations;
    if (!found.open.empty()) {
      offer(part, found.open);
      around(part, found.open);
    }
    if (found.bound > part.found.bound || found.complete) part.found = std::move(found);
  }

  /// Plans with a site more or fewer than a good one that was just found; they decide how well the
  /// parts go together.
  void around(Part& part, const std::vector<CandidateIndex>& good) {
    Model real = model_of(model_, sides_, part, in_plan_);
    const auto pairs = static_cast<std::int64_t>(real.site.size());
    const auto must = static_cast<Index>(
        std::count(part.model.start.begin(), part.model.start.end(), Side::open));
    for (const Index step : {-1, 1}) {
      std::vector<CandidateIndex> open = good;
      for (Index k = 1; k <= plans_around && !stopped(); ++k) {
        real.opens = static_cast<Index>(good.size()) + step * k;
        if (real.opens < std::max(must, Index{1}) || real.opens > real.sites) break;
        SwapSearch search(real, 1);
        search.set(step < 0 ? without_least(real, open) : search.completed(open));
        search.improve(200 * pairs + 1000, -infinite, limits_.stop);
        open = search.open_sites();
        offer(part, open);
      }
    }
  }

  /// `open` without the site whose closing costs least.
  static std::vector<CandidateIndex> without_least(const Model& model,
                                                   const std::vector<CandidateIndex>& open) {
    std::vector<CandidateIndex> best;
    double least = infinite;
    for (std::size_t k = 0; k < open.size(); ++k) {
      if (model.start[open[k]] == Side::open) continue;
      auto fewer = open;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(k));
      const double cost = plan_cost(model, fewer);
      if (best.empty() || cost < least) {
        least = cost;
        best = std::move(fewer);
      }
    }
    return best;
  }

  /// The cheapest choice of a plan from each part with `opens` sites in all.
  std::vector<CandidateIndex> together() const {
    const auto opens = static_cast<std::size_t>(model_.opens);
    std::vector<double> cost(opens + 1, infinite);
    cost[0] = 0;
    std::vector<std::vector<Index>> taken(parts_.size(), std::vector<Index>(opens + 1, -1));
    for (std::size_t c = 0; c < parts_.size(); ++c) {
      std::vector<double> next(opens + 1, infinite);
      for (const auto& [count, plan] : parts_[c].plans) {
        for (std::size_t n = static_cast<std::size_t>(count); n <= opens; ++n) {
          const double sum = cost[n - static_cast<std::size_t>(count)] + plan.cost;
          if (!(sum < next[n])) continue;
          next[n] = sum;
          taken[c][n] = count;
        }
      }
      cost = std::move(next);
    }
    std::vector<CandidateIndex> open;
    if (cost[opens] == infinite) return open;
    std::size_t n = opens;
    for (std::size_t c = parts_.size(); c-- > 0;) {
      const Index count = taken[c][n];
      for (const CandidateIndex j : parts_[c].plans.at(count).open)
        open.push_back(parts_[c].sites[j]);
      n -= static_cast<std::size_t>(count);
    }
    std::sort(open.begin(), open.end());
    return open;
  }

  /// The parts' proofs, sites by the model's numbers.
  void keep(PartsResult& result) {
    for (Part& part : parts_) {
      if (part.found.proof.nodes.empty()) return result.proof.clear();
      ProofTree& tree = part.found.proof;
      const auto rename = [&](CandidateIndex& j) { j = part.sites[j]; };
      for (ProofNode& node : tree.nodes) {
        if (node.site >= 0) rename(node.site);
        for (ProofStep& step : node.steps) {
          std::for_each(step.opened.begin(), step.opened.end(), rename);
          std::for_each(step.closed.begin(), step.closed.end(), rename);
        }
      }
      // Rows by their numbers, as in the rest of the tree's proof.
      std::vector<DemandIndex> rows;
      for (const RowIndex r : part.rows) rows.emplace_back(r.number());
      result.proof.push_back({std::move(rows), std::move(part.sites), std::move(tree)});
    }
  }

  const Model& model_;
  const Sides& sides_;
  std::vector<Part> parts_;
  double price_;
  TreeLimits limits_;
  std::vector<char> in_plan_, may_open_;
  std::int64_t nodes_ = 0, iterations_ = 0;
};

}  // namespace

std::optional<PartsResult> solve_parts(const Model& model, const Sides& sides, const Prices& prices,
                                       const Bound& bound, const std::vector<CandidateIndex>& plan,
                                       double cutoff, const TreeLimits& limits,
                                       const std::function<void(double)>& news) {
  if (bound.first_out == infinite || bound.last_in == -infinite) return std::nullopt;
  auto parts = split(model, sides, prices);
  std::size_t largest = 0;
  for (const Part& part : parts) largest = std::max(largest, part.rows.size());
  if (parts.size() < 2 || 2 * largest > static_cast<std::size_t>(model.rows())) return std::nullopt;
  double price = -(bound.last_in + bound.first_out) / 2;
  if (model.integral) price = std::round(price);  // then the parts' bounds may be rounded up
  return Parts(model, sides, std::move(parts), price, plan, limits).run(prices, cutoff, news);
}

}  // namespace jintu::siting
