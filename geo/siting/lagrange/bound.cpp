#include "geo/siting/lagrange/bound.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace jintu::siting {

namespace {

/// What the open sites leave of one row.
struct RowState {
  double cap = infinite;
  bool twice = false;
};

RowState row_state(const Model& model, const Sides& sides, RowIndex r, Index not_closed) {
  RowState state{model.miss[r], model.backup};
  double farthest = 0;
  Index listed = 0;
  int open = 0;
  for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
    const Side side = sides[model.site[k]];
    if (side == Side::closed) continue;
    ++listed;
    farthest = model.distance[k];
    if (side == Side::free) continue;
    ++open;
    if (!model.backup) {
      state.cap = std::min(state.cap, model.distance[k]);
      return state;
    }
    state.twice = false;
    state.cap = open == 1 ? 1 : 0;
    if (open == 2) return state;
  }
  // A list of every site that may open: someone open is in it, at `farthest` at most.
  if (model.opens > 0 && !model.backup && listed == not_closed) {
    state.cap = std::min(state.cap, farthest);
  }
  return state;
}

void count_sites(const Model& model, const Sides& sides, Subproblem& sub,
                 IndexedVector<CandidateIndex, LocalSite>& local) {
  Index open = 0;
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) {
    if (sides[j] == Side::open) {
      ++open;
      sub.constant += model.site_cost[j];
    } else if (sides[j] == Side::free) {
      local[j] = LocalSite{sub.site.size()};
      sub.site.push_back(j);
      sub.site_cost.push_back(model.site_cost[j]);
    }
  }
  if (model.opens == any_number) return;
  sub.to_open = model.opens - open;
  sub.impossible = sub.to_open < 0 || sub.to_open > static_cast<Index>(sub.site.size());
}

}  // namespace

Subproblem subproblem(const Model& model, const Sides& sides) {
  Subproblem sub;
  IndexedVector<CandidateIndex, LocalSite> local(model.sites, LocalSite::none());
  count_sites(model, sides, sub, local);
  sub.fixed_price.assign(model.rows(), 0.0);
  if (sub.impossible) return sub;
  const auto not_closed =
      static_cast<Index>(model.sites - std::count(sides.begin(), sides.end(), Side::closed));
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    const RowState state = row_state(model, sides, r, not_closed);
    const auto before = sub.pair_site.size();
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      if (model.distance[k] >= state.cap && !state.twice) break;
      const LocalSite j = local[model.site[k]];
      if (j < 0) continue;
      sub.pair_site.push_back(j);
      sub.pair_distance.push_back(model.distance[k]);
    }
    const auto listed = sub.pair_site.size() - before;
    if (listed == 0) {
      if (state.cap == infinite || state.twice) {
        sub.impossible = true;
        sub.unservable_row = r;
        return sub;
      }
      sub.constant += model.weight[r] * state.cap;
      sub.fixed_price[r] = state.cap;
      continue;
    }
    double cap = state.cap;
    if (cap == infinite && model.opens == any_number) {
      cap = 0;  // beyond the dearest site that covers it, a price only loses
      for (auto k = before; k < sub.pair_site.size(); ++k) {
        cap = std::max(cap, sub.site_cost[sub.pair_site[k]]);
      }
    }
    sub.row.push_back(r);
    sub.weight.push_back(model.weight[r]);
    sub.cap.push_back(cap);
    sub.twice.push_back(state.twice ? 1 : 0);
    sub.offset.push_back(static_cast<std::int64_t>(sub.pair_site.size()));
  }
  return sub;
}

namespace {

void pick(const Subproblem& sub, Bound& bound) {
  auto& order = bound.picked;
  const auto& reduced = bound.reduced;
  const auto count = static_cast<Index>(reduced.size());
  bound.last_in = 0;
  bound.first_out = 0;
  order.clear();
  if (sub.to_open == any_number) {
    for (const LocalSite j : reduced.indices()) {
      if (reduced[j] < 0) order.push_back(j);
    }
    return;
  }
  order.resize(count);
  std::iota(order.begin(), order.end(), LocalSite{});
  const auto cheaper = [&reduced](LocalSite a, LocalSite b) {
    return reduced[a] < reduced[b] || (reduced[a] == reduced[b] && a < b);
  };
  bound.first_out = infinite;
  if (sub.to_open < count) {
    std::nth_element(order.begin(), order.begin() + sub.to_open, order.end(), cheaper);
    bound.first_out = reduced[order[sub.to_open]];
    order.resize(sub.to_open);
  }
  bound.last_in = -infinite;
  for (const LocalSite j : order) bound.last_in = std::max(bound.last_in, reduced[j]);
}

}  // namespace

void evaluate(const Subproblem& sub, const Prices& prices, Bound& bound) {
  bound.reduced.assign(sub.site_cost.begin(), sub.site_cost.end());
  double total = sub.constant;
  double* const reduced = bound.reduced.data();
  for (const LocalRow i : sub.row.indices()) {
    const double price = std::min(prices[sub.row[i]], sub.cap[i]);
    const double weight = sub.weight[i];
    total += weight * (sub.twice[i] ? price + std::min(price, 1.0) : price);
    for (auto k = sub.offset[i]; k < sub.offset[i + 1] && sub.pair_distance[k] < price; ++k) {
      reduced[sub.pair_site[k]] -= weight * (price - sub.pair_distance[k]);
    }
  }
  pick(sub, bound);
  double size = std::abs(total);
  for (const LocalSite j : bound.picked) {
    total += bound.reduced[j];
    size += std::abs(bound.reduced[j]);
  }
  // n additions err by at most n × 2⁻⁵³ × Σ|terms|; the rest is for the products.
  const double terms =
      static_cast<double>(sub.row.size()) + static_cast<double>(bound.reduced.size());
  bound.value = total - 4 * terms * 0x1p-53 * size;
}

Index fix_by_reduced_cost(const Subproblem& sub, const Bound& bound, double cutoff, Sides& sides) {
  std::vector<char> in(sub.site.size(), 0);
  for (const LocalSite j : bound.picked) in[j] = 1;
  Index fixed = 0;
  for (const LocalSite j : sub.site.indices()) {
    const double opposite = in[j] ? bound.value - bound.reduced[j] + bound.first_out
                                  : bound.value + bound.reduced[j] - bound.last_in;
    if (!(opposite >= cutoff)) continue;
    sides[sub.site[j]] = in[j] ? Side::open : Side::closed;
    ++fixed;
  }
  return fixed;
}

PriceResult improve_prices(const Subproblem& sub, const Prices& start, const PriceSearch& search,
                           const std::function<bool()>& stop) {
  PriceResult best;
  best.prices = start;
  Prices prices = start;
  for (const LocalRow i : sub.row.indices()) {
    prices[sub.row[i]] = std::clamp(prices[sub.row[i]], 0.0, sub.cap[i]);
  }
  std::vector<double> direction(sub.row.size(), 0.0);
  IndexedVector<LocalSite, double> share(sub.site.size(), 0.0);
  std::vector<char> open(sub.site.size(), 0);
  const int asked_every = sub.pair_site.size() < 10'000 ? 16 : 1;  // a step is microseconds there
  Bound bound;
  double step = search.step;
  int waited = 0;
  for (int it = 0; it < search.iterations; ++it) {
    evaluate(sub, prices, bound);
    ++best.iterations;
    const double progress = bound.value - best.bound.value;
    if (progress > 0) {
      const bool counts = it == 0 || progress > 1e-5 * std::abs(search.target - bound.value);
      best.bound = bound;
      best.prices = prices;
      if (counts) waited = 0;
    }
    if (best.bound.value >= search.cutoff) break;
    if (++waited > search.patience) {
      step *= 0.6;
      waited = 0;
      if (step < search.least_step) break;
      prices = best.prices;
      std::fill(direction.begin(), direction.end(), 0.0);
      bound = best.bound;
    }
    if (it % asked_every == 0 && it > 0 && stop && stop()) break;
    for (double& s : share) s *= 0.95;
    std::fill(open.begin(), open.end(), 0);
    for (const LocalSite j : bound.picked) {
      open[j] = 1;
      share[j] += 0.05;
    }
    double length = 0;
    for (const LocalRow i : sub.row.indices()) {
      const double price = prices[sub.row[i]];
      double slope = sub.twice[i] && price < 1 ? 2 : 1;
      for (auto k = sub.offset[i]; k < sub.offset[i + 1] && sub.pair_distance[k] < price; ++k) {
        slope -= open[sub.pair_site[k]];
      }
      if ((price <= 0 && slope < 0) || (price >= sub.cap[i] && slope > 0)) slope = 0;
      direction[i] = slope + 0.6 * direction[i];
      length += sub.weight[i] * direction[i] * direction[i];
    }
    if (length == 0) break;
    const double wanted = std::max(search.target - bound.value, 1e-6 * std::abs(search.target));
    const double move = step * wanted / length;
    for (const LocalRow i : sub.row.indices()) {
      double& price = prices[sub.row[i]];
      price = std::clamp(price + move * direction[i], 0.0, sub.cap[i]);
    }
  }
  best.share = std::move(share);
  return best;
}

Prices first_prices(const Model& model, const std::vector<CandidateIndex>& open) {
  std::vector<char> is_open(model.sites, 0);
  for (const CandidateIndex j : open) is_open[j] = 1;
  Prices prices(model.rows(), 0.0);
  std::vector<double> served(model.sites, 0.0);
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      served[model.site[k]] += model.weight[r];
    }
  }
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    double nearest = infinite, second = infinite, most = 1;
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      most = std::max(most, served[model.site[k]]);
      if (!is_open[model.site[k]]) continue;
      if (nearest == infinite) {
        nearest = model.distance[k];
      } else {
        second = model.distance[k];
        break;
      }
    }
    const auto last = model.offset[r + 1];
    const double farthest = last > model.offset[r] ? model.distance[last - 1] : 0;
    if (farthest == 0) {
      prices[r] = model.opens == any_number ? 1 / most : 0.5;
      continue;
    }
    nearest = std::min({nearest, model.miss[r], farthest});
    second = std::min({second, model.miss[r], farthest});
    prices[r] = nearest + 0.5 * (second - nearest);
  }
  return prices;
}

Prices full_prices(const Model& model, const Subproblem& sub, const Prices& prices) {
  Prices full = sub.fixed_price;
  for (const LocalRow i : sub.row.indices()) {
    full[sub.row[i]] = std::min(prices[sub.row[i]], sub.cap[i]);
  }
  full.resize(model.rows());
  return full;
}

}  // namespace jintu::siting
