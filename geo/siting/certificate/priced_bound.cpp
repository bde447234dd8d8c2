#include "geo/siting/certificate/priced_bound.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "geo/siting/certificate/check_tree.hpp"

namespace jintu::siting::proof {

namespace {

constexpr long double never = std::numeric_limits<long double>::infinity();

/// Room, budget and floors are eased by a trillionth of them, so that a plan that meets them
/// exactly, but for its sum's rounding, is never proven impossible.
double eased(double most) { return most * (1 + 1e-12); }

/// The part of the weight that `ours` wins from `rivals`.
double share(double ours, double rivals) { return ours > 0 ? ours / (ours + rivals) : 0; }

/// The most that share(U) − price × U is for least ≤ U ≤ most.
double above_tangent(double price, double rivals, double least, double most) {
  if (most <= 0) return 0;
  if (rivals <= 0) return 1 - price * least;  // all of it, by the least pull
  const double at = price > 0 ? std::clamp(std::sqrt(rivals / price) - rivals, least, most) : most;
  return share(at, rivals) - price * at;
}

/// The same where loads are whole numbers and room is little: by tables (Bellman 1957), whose time
/// does not depend on the profits. False: it is not so. In doubles, with what they may lose by
/// rounding added: a profit that is too large only weakens the bound.
template <class Items>
bool whole_knapsack(const Items& items, double room, std::vector<double>* taken,
                    long double& best) {
  constexpr double most_entries = 2e6;
  const std::size_t n = items.size();
  double all = 0;
  for (const auto& item : items) {
    if (item.load != std::floor(item.load)) return false;
    all += item.load;
  }
  const double held = std::min(std::floor(room), all);
  if (held * static_cast<double>(n) > most_entries) return false;
  const auto columns = static_cast<std::size_t>(held) + 1;
  std::vector<double> before(columns, 0), after(columns, 0);
  std::vector<char> took(taken ? n * columns : 0, 0);
  for (std::size_t k = 0; k < n; ++k) {
    const auto load = static_cast<std::size_t>(std::min(items[k].load, held + 1));
    if (load >= columns) continue;
    const double profit = static_cast<double>(items[k].profit);
    const std::size_t count = columns - load;
    const double* without = before.data();
    double* with = after.data();
    std::copy(without, without + load, with);
    for (std::size_t c = 0; c < count; ++c)
      with[c + load] = std::max(without[c + load], without[c] + profit);
    if (taken) {
      char* row = took.data() + k * columns;
      for (std::size_t c = load; c < columns; ++c) row[c] = with[c] > without[c] ? 1 : 0;
    }
    before.swap(after);
  }
  best = before.back() * (1 + static_cast<long double>(n + 4) * 0x1p-52L);
  if (!taken) return true;
  taken->assign(n, 0);
  for (std::size_t k = n, c = columns - 1; k-- > 0;) {
    if (!took[k * columns + c]) continue;
    (*taken)[k] = 1;
    c -= static_cast<std::size_t>(items[k].load);
  }
  return true;
}

/// By falling profit for a unit of load.
template <class Items>
void sort_by_worth(Items& items) {
  std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
    const long double first = a.profit * b.load, second = b.profit * a.load;
    return first != second ? first > second : a.demand < b.demand;
  });
}

/// Most profit within `room`. May change the items' order. `taken`: of each item, if asked for.
template <class Items>
long double knapsack(Items& items, double room, bool undivided, std::vector<double>* taken) {
  const std::size_t n = items.size();
  if (long double best = 0; undivided && whole_knapsack(items, room, taken, best)) return best;
  sort_by_worth(items);
  if (taken) taken->assign(n, 0);
  const auto continuous = [&](std::size_t from, double left, std::vector<double>* take) {
    long double profit = 0;
    for (std::size_t k = from; k < n; ++k) {
      const double part = items[k].load <= left ? 1 : left / items[k].load;
      profit += part * items[k].profit;
      left -= part * items[k].load;
      if (take) (*take)[k] = part;
      if (part < 1) break;
    }
    return profit;
  };
  if (!undivided) return continuous(0, room, taken);
  // Depth first: take the next item that fits, then leave it out (Horowitz & Sahni 1974).
  constexpr int most_steps = 20'000;
  int steps = 0;
  long double best = 0;
  std::vector<double> now(n, 0), kept(n, 0);
  const std::function<void(std::size_t, double, long double)> search =
      [&](std::size_t k, double left, long double profit) {
        if (profit > best) {
          best = profit;
          kept = now;
        }
        for (; k < n && steps < most_steps; ++k) {
          ++steps;
          if (profit + continuous(k, left, nullptr) <= best) return;
          if (items[k].load > left) continue;
          now[k] = 1;
          search(k + 1, left - items[k].load, profit + items[k].profit);
          now[k] = 0;
        }
      };
  search(0, room, 0);
  if (steps >= most_steps) return continuous(0, room, taken);
  if (taken) *taken = kept;
  return best;
}

}  // namespace

struct PricedProblem::Sum {
  const Multipliers& m;
  const Decided& decided;
  double scale;  // of all costs
  bool want_served;
  std::vector<double> price;        // of each demand, capped
  std::vector<double> clique_sum;   // of each site
  std::vector<double> won, gained;  // market: pull and share of the sites that must be open
  PricedBound bound;
  long double size = 0;  // of all that was added up

  void add(long double value) {
    bound.value += value;
    size += std::abs(value);
  }
};

PricedProblem::PricedProblem(const SitingProblem& problem, double apart)
    : problem_(problem),
      r_(problem.requirements()),
      options_(r_.sizes.empty() ? 2 : 1 + static_cast<Index>(r_.sizes.size())) {
  require(r_.sizes.size() <= most_sizes, "too many sizes for a proof");
  const Kind kind = problem.kind();
  cover_ = kind == Kind::mclp || kind == Kind::lscp;
  whole_ = problem.whole_objective();
  const double miss = kind == Kind::mclp || kind == Kind::market_share
                          ? 1
                          : problem.unserved_distance().value_or(no_limit);
  std::vector<std::vector<Pair>> of_site(problem.candidates());
  for (const DemandIndex i : problem.each_demand()) {
    const double weight = problem.weight(i);
    weight_.push_back(weight <= 0 ? 0 : kind == Kind::lscp ? 1 : weight);
    miss_.push_back(miss);
    if (weight <= 0) continue;
    bool reached = kind != Kind::mclp && kind != Kind::market_share;
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    for (std::size_t k = 0; k < sites.size() && !(cover_ && distances[k] > problem.standard());
         ++k) {
      const double d = r_.market ? market_distance_pull(sites[k], distances[k])
                       : cover_  ? 0
                                 : distances[k];
      of_site[sites[k]].push_back({i, d});
      reached = reached || problem.rule(sites[k]) != SiteRule::forbidden;
    }
    if (!reached) weight_.back() = 0;  // costs the same whatever is open
  }
  offset_.push_back(0);
  for (const auto& list : of_site) {
    pairs_.insert(pairs_.end(), list.begin(), list.end());
    offset_.push_back(static_cast<std::int64_t>(pairs_.size()));
  }
  if (r_.market) {
    for (const DemandIndex i : problem.each_demand()) {
      double pull = 0;
      for (std::size_t k = 0; k < r_.market->rivals.sites(i).size(); ++k) {
        const RivalIndex rival = r_.market->rivals.sites(i)[k];
        pull += r_.market->pull(
            r_.market->rival_attraction.empty() ? 1 : r_.market->rival_attraction[rival],
            r_.market->rivals.distances(i)[k]);
      }
      rivals_.push_back(pull);
    }
  }
  const double least =
      kind == Kind::p_dispersion ? std::nextafter(apart, no_limit) : r_.spacing.value_or(0);
  if (kind != Kind::p_dispersion && !r_.spacing) return;
  for (const auto& [a, b] : close_pairs(r_.between, least)) {
    if (new_site(a) || new_site(b)) conflicts_.emplace_back(a, b);
  }
}

double PricedProblem::market_distance_pull(CandidateIndex site, double distance) const {
  return r_.market->pull(r_.market->attraction.empty() ? 1 : r_.market->attraction[site], distance);
}

bool PricedProblem::undivided() const { return !r_.sizes.empty() && r_.single_source; }

bool PricedProblem::excludes(CandidateIndex a, CandidateIndex b) const {
  return std::binary_search(conflicts_.begin(), conflicts_.end(),
                            std::pair(std::min(a, b), std::max(a, b)));
}

bool PricedProblem::in_reach(DemandIndex demand, CandidateIndex site) const {
  const auto begin = pairs_.begin() + offset_[site], end = pairs_.begin() + offset_[site + 1];
  const auto at = std::lower_bound(begin, end, demand,
                                   [](const Pair& pair, DemandIndex i) { return pair.demand < i; });
  return at != end && at->demand == demand;
}

Decided PricedProblem::start() const {
  Decided decided;
  const std::uint32_t all = (1u << options_) - 1;
  decided.options.assign(problem_.candidates(), all);
  const auto must = [&](CandidateIndex j) {
    return problem_.rule(j) == SiteRule::existing || problem_.rule(j) == SiteRule::required;
  };
  for (const CandidateIndex j : problem_.each_candidate()) {
    auto& options = decided.options[j];
    if (problem_.rule(j) == SiteRule::forbidden) options = 1;
    if (must(j)) options = all & ~1u;
    if (problem_.rule(j) == SiteRule::existing && !r_.sizes.empty())
      options = 2u << *r_.existing_size;
  }
  for (const auto& [a, b] : conflicts_) {
    if (must(a)) decided.options[b] &= 1;
    if (must(b)) decided.options[a] &= 1;
  }
  if (undivided()) decided.server.assign(problem_.demands(), CandidateIndex::none());
  return decided;
}

void PricedProblem::price_demands(Sum& sum) const {
  std::vector<double> fine(weight_.size(), 0);
  for (std::size_t g = 0; g < r_.floors.size(); ++g) {
    const double price = sum.m.floors.empty() ? 0 : std::max(0.0, sum.m.floors[g]);
    double all = 0, reached = 0;
    for (const DemandIndex i : r_.floors[g].demands) {
      all += problem_.weight(i);
      reached += weight_[i];
      fine[i] += price;
    }
    const double least = r_.floors[g].share * all * (1 - 1e-12);
    sum.add(price * (static_cast<long double>(least) - reached));
  }
  sum.price.assign(weight_.size(), 0);
  for (const DemandIndex i : problem_.each_demand()) {
    if (weight_[i] == 0 || sum.m.prices.empty()) continue;
    if (!sum.decided.server.empty() && sum.decided.server[i] >= 0) continue;  // counted at its site
    const double miss = miss_[i] == no_limit ? no_limit : sum.scale * miss_[i] + fine[i];
    sum.price[i] = std::min(std::max(0.0, sum.m.prices[i]), miss);
    sum.add(static_cast<long double>(weight_[i]) * sum.price[i]);
  }
}

/// A share is concave in our pull, so that a tangent (of slope `price`) is above it; and sites gain
/// less together than each alone. Both bounds are lines in what sites open, and so is any mean of
/// them.
void PricedProblem::market_sum(Sum& sum) const {
  std::vector<double> most(weight_.size(), 0);
  sum.won.assign(weight_.size(), 0);
  sum.gained.assign(weight_.size(), 0);
  for (const CandidateIndex j : problem_.each_candidate()) {
    const std::uint32_t options = sum.decided.options[j];
    for (auto k = offset_[j]; k < offset_[j + 1]; ++k) {
      if ((options & 1) == 0) sum.won[pairs_[k].demand] += pairs_[k].distance;
      if ((options & 2) != 0) most[pairs_[k].demand] += pairs_[k].distance;
    }
  }
  sum.price.assign(weight_.size(), 0);
  for (std::size_t i = 0; i < weight_.size() && sum.scale > 0; ++i) {
    if (weight_[i] == 0) continue;
    const double price = sum.m.prices.empty() ? 0 : std::max(0.0, sum.m.prices[i]);
    const double gains = sum.m.gains.empty() ? 0 : std::clamp(sum.m.gains[i], 0.0, 1.0);
    sum.gained[i] = gains;
    sum.price[i] = (1 - gains) * price;
    const double won = share(sum.won[i], rivals_[i]);
    sum.add(
        static_cast<long double>(weight_[i]) *
        (1 - (1 - gains) * above_tangent(price, rivals_[i], sum.won[i], most[i]) - gains * won));
  }
}

std::vector<PricedProblem::Item> PricedProblem::items_of(CandidateIndex j, const Sum& sum) const {
  std::vector<Item> items;
  for (auto k = offset_[j]; k < offset_[j + 1]; ++k) {
    const auto& [i, d] = pairs_[k];
    long double unit = 0;
    if (r_.market) {
      unit = static_cast<long double>(sum.price[i]) * d;
      if ((sum.decided.options[j] & 1) != 0 && sum.gained[i] > 0) {
        unit += sum.gained[i] * static_cast<long double>(share(sum.won[i] + d, rivals_[i]) -
                                                         share(sum.won[i], rivals_[i]));
      }
    } else {
      unit = static_cast<long double>(sum.price[i]) - sum.scale * d;
    }
    if (unit <= 0) continue;
    if (!sum.decided.server.empty()) {
      if (sum.decided.server[i] >= 0) continue;
      if (std::binary_search(sum.decided.barred.begin(), sum.decided.barred.end(), std::pair(i, j)))
        continue;
    }
    items.push_back({i, weight_[i] * unit, problem_.load(i)});
  }
  return items;
}

void PricedProblem::price_site(CandidateIndex j, Sum& sum) const {
  const double scale = sum.scale, money = std::max(0.0, sum.m.money);
  long double base = sum.clique_sum[j];
  if (new_site(j)) {
    if (problem_.kind() == Kind::lscp) base += scale;
    base += money * static_cast<long double>(problem_.site_cost(j));
    if (problem_.wanted_sites()) base -= sum.m.site;
  }
  double taken = 0;  // of the room, by demand that is decided to go here
  bool serves = false;
  for (auto k = offset_[j]; k < offset_[j + 1] && !sum.decided.server.empty(); ++k) {
    if (sum.decided.server[pairs_[k].demand] != j) continue;
    serves = true;
    taken += problem_.load(pairs_[k].demand);
    base += static_cast<long double>(scale) * weight_[pairs_[k].demand] * pairs_[k].distance;
  }
  const std::uint32_t options = sum.decided.options[j];
  if (options == 1 && !serves) {  // closed
    sum.bound.reduced[static_cast<std::size_t>(j) * static_cast<std::size_t>(options_)] = 0;
    return;
  }
  auto items = items_of(j, sum);
  if (r_.sizes.size() > 1) sort_by_worth(items);  // shares of two sizes are in one order
  long double* reduced =
      &sum.bound.reduced[static_cast<std::size_t>(j) * static_cast<std::size_t>(options_)];
  if ((options & 1) != 0 && !serves) reduced[0] = 0;
  std::vector<double> shares, best_shares;
  long double least = reduced[0], largest = std::abs(base);
  for (Index o = 1; o < options_; ++o) {
    if ((options >> o & 1) == 0) continue;
    long double value = base, profit = 0;
    if (r_.sizes.empty()) {
      for (const Item& item : items) profit += item.profit;
      if (sum.want_served) shares.assign(items.size(), 1);
    } else {
      const SiteSize& size = r_.sizes[o - 1];
      if (new_site(j)) value += money * static_cast<long double>(size.cost);
      const double room = eased(size.capacity) - taken;
      if (room < 0) continue;
      profit = knapsack(items, room, undivided(), sum.want_served ? &shares : nullptr);
    }
    reduced[o] = value - profit;
    largest = std::max(largest, std::abs(value) + profit);
    if (reduced[o] >= least) continue;
    least = reduced[o];
    sum.bound.chosen[j] = o;
    best_shares.swap(shares);
  }
  sum.size += largest;
  if (least == never) {
    sum.bound.impossible = true;
    return;
  }
  sum.bound.value += least;
  if (!sum.want_served || sum.bound.chosen[j] == 0) return;
  for (std::size_t k = 0; k < items.size(); ++k)
    sum.bound.served[items[k].demand] += best_shares[k];
}

PricedBound PricedProblem::bound(const Multipliers& m,
                                 const std::vector<std::vector<CandidateIndex>>& cliques,
                                 const Decided& decided, Costs costs, Want want) const {
  Sum sum{m,
          decided,
          costs == Costs::counted ? 1.0 : 0.0,
          want == Want::served,
          {},
          std::vector<double>(problem_.candidates(), 0),
          {},
          {},
          {}};
  if (r_.market) {
    market_sum(sum);
  } else {
    price_demands(sum);
  }
  if (const auto p = problem_.wanted_sites()) sum.add(static_cast<long double>(m.site) * *p);
  if (r_.budget) sum.add(-std::max(0.0, m.money) * static_cast<long double>(eased(*r_.budget)));
  for (const auto& [number, price] : m.cliques) {
    sum.add(-std::max(0.0, price));
    for (const CandidateIndex j : cliques[number]) sum.clique_sum[j] += std::max(0.0, price);
  }
  sum.bound.reduced.assign(
      static_cast<std::size_t>(problem_.candidates()) * static_cast<std::size_t>(options_), never);
  sum.bound.chosen.assign(problem_.candidates(), 0);
  if (sum.want_served) sum.bound.served.assign(weight_.size(), 0);
  std::int64_t left = 0;  // pairs until the clock is looked at
  for (const CandidateIndex j : problem_.each_candidate()) {
    left -= offset_[j + 1] - offset_[j] + 1;
    if (stop_ && (undivided() || left < 0)) {
      left = 100'000;
      if (stop_()) throw Interrupted();
    }
    price_site(j, sum);
  }
  // Shares of a market are doubles; all else is added up in long doubles.
  const long double unit = r_.market ? 0x1p-50L : 0x1p-60L;
  sum.bound.margin =
      sum.size * unit *
      static_cast<long double>(weight_.size() + sum.clique_sum.size() + m.cliques.size() + 16);
  return std::move(sum.bound);
}

}  // namespace jintu::siting::proof
