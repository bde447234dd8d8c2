#include "geo/siting/solvers/sized_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace jintu::siting {

namespace {

/// Room for a sum's rounding, as everywhere.
constexpr double slack = 1e-9;

}  // namespace

SizedSearch::SizedSearch(const SitingProblem& problem, std::uint64_t seed)
    : problem_(problem), r_(problem.requirements()), random_(seed) {
  const bool cover = problem.kind() == Kind::mclp;
  const auto sites = static_cast<std::size_t>(problem.candidates());
  pairs_.resize(static_cast<std::size_t>(problem.demands()));
  cost_to_.resize(sites);
  excludes_.resize(sites);
  room_.assign(sites, 0);
  for (const DemandIndex i : problem.each_demand()) {
    const double weight = problem.weight(i);
    const auto unserved = problem.unserved_distance();
    miss_.push_back(cover ? weight : unserved ? weight * *unserved : infinite);
    if (weight <= 0) {
      miss_.back() = 0;
      continue;
    }
    const auto list = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    for (std::size_t k = 0; k < list.size(); ++k) {
      if (cover && distances[k] > problem.standard()) break;
      if (problem.rule(list[k]) == SiteRule::forbidden) continue;
      const double cost = cover ? 0 : weight * distances[k];
      pairs_[i].push_back({list[k], cost});
      dearest_ = std::max(dearest_, cost);
      cost_to_[list[k]].emplace_back(i, cost);
    }
  }
  if (r_.spacing) {
    for (const auto& [a, b] : close_pairs(r_.between, *r_.spacing)) {
      if (problem.rule(a) == SiteRule::existing && problem.rule(b) == SiteRule::existing) continue;
      excludes_[a].push_back(b);
      excludes_[b].push_back(a);
    }
  }
  by_capacity_.resize(r_.sizes.size());
  std::iota(by_capacity_.begin(), by_capacity_.end(), 0);
  std::stable_sort(by_capacity_.begin(), by_capacity_.end(),
                   [&](Index a, Index b) { return r_.sizes[a].capacity < r_.sizes[b].capacity; });
  // Where p is free: as many as the budget pays for in the size that holds most for its price.
  double least = infinite;
  for (const CandidateIndex j : problem.each_candidate())
    least = std::min(least, problem.site_cost(j));
  double each = 0, most_for_money = -1;
  for (const SiteSize& size : r_.sizes) {
    const double price = size.cost + least;
    const double holds = size.capacity / std::max(price, 1e-9);
    if (holds <= most_for_money) continue;
    most_for_money = holds;
    each = price;
  }
  Index may_open = 0;
  for (const CandidateIndex j : problem.each_candidate()) {
    may_open += problem.rule(j) == SiteRule::free || problem.rule(j) == SiteRule::required;
  }
  const double affordable = r_.budget && each > 0 ? std::floor(*r_.budget / each) : may_open;
  sites_ =
      problem.wanted_sites().value_or(static_cast<Index>(std::min<double>(may_open, affordable)));
}

double SizedSearch::money_of(CandidateIndex site) const {
  return problem_.rule(site) == SiteRule::existing ? 0 : problem_.site_cost(site);
}

bool SizedSearch::clashes(const std::vector<char>& in, CandidateIndex site) const {
  return std::any_of(excludes_[site].begin(), excludes_[site].end(),
                     [&](CandidateIndex other) { return in[other] != 0; });
}

double SizedSearch::pair_cost(DemandIndex demand, CandidateIndex site) const {
  const auto& list = cost_to_[site];
  const auto at =
      std::lower_bound(list.begin(), list.end(), demand,
                       [](const auto& entry, DemandIndex i) { return entry.first < i; });
  return at != list.end() && at->first == demand ? at->second : infinite;
}

/// With just as many new sites as a plan has, no two too near each other if that can be helped.
std::vector<CandidateIndex> SizedSearch::completed(const std::vector<CandidateIndex>& open) {
  std::vector<char> in(static_cast<std::size_t>(problem_.candidates()), 0);
  std::vector<CandidateIndex> plan;
  Index fresh = 0;
  const auto add = [&](CandidateIndex j) {
    in[j] = 1;
    plan.push_back(j);
    fresh += problem_.rule(j) != SiteRule::existing;
  };
  for (const CandidateIndex j : problem_.each_candidate()) {
    const SiteRule rule = problem_.rule(j);
    if (rule == SiteRule::existing || rule == SiteRule::required) add(j);
  }
  const auto try_one = [&](CandidateIndex j) {
    if (fresh >= sites_ || in[j] || problem_.rule(j) != SiteRule::free || clashes(in, j)) return;
    add(j);
  };
  for (const CandidateIndex j : open) try_one(j);
  std::vector<CandidateIndex> rest(static_cast<std::size_t>(problem_.candidates()));
  std::iota(rest.begin(), rest.end(), CandidateIndex{});
  std::shuffle(rest.begin(), rest.end(), random_);
  for (const CandidateIndex j : rest) try_one(j);
  std::sort(plan.begin(), plan.end());
  return plan;
}

/// The largest that the budget pays for: all in one size, then larger ones as far as money goes.
bool SizedSearch::choose_sizes(Plan& plan) {
  const Index largest = by_capacity_.back();
  plan.size.assign(plan.open.size(), largest);
  double spent = 0;
  std::size_t fresh = 0;
  for (std::size_t k = 0; k < plan.open.size(); ++k) {
    if (problem_.rule(plan.open[k]) == SiteRule::existing) {
      plan.size[k] = r_.existing_size.value_or(largest);
      continue;
    }
    spent += money_of(plan.open[k]);
    ++fresh;
  }
  if (!r_.budget) return true;
  const double left = *r_.budget - spent;
  std::size_t all = by_capacity_.size();
  while (all > 0 && r_.sizes[by_capacity_[all - 1]].cost * static_cast<double>(fresh) > left) --all;
  if (all == 0) return false;
  double money = left - r_.sizes[by_capacity_[all - 1]].cost * static_cast<double>(fresh);
  std::vector<std::size_t> order(plan.open.size());
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random_);
  for (const std::size_t k : order) {
    if (problem_.rule(plan.open[k]) == SiteRule::existing) continue;
    std::size_t take = all - 1;
    for (std::size_t t = all; t < by_capacity_.size(); ++t) {
      const double more = r_.sizes[by_capacity_[t]].cost - r_.sizes[by_capacity_[all - 1]].cost;
      if (more <= money) take = t;
    }
    money -= r_.sizes[by_capacity_[take]].cost - r_.sizes[by_capacity_[all - 1]].cost;
    plan.size[k] = by_capacity_[take];
  }
  return true;
}

/// Whoever must be served and is not costs more than any walk.
double SizedSearch::cost_of(const Plan& plan, bool& allowed) const {
  double cost = 0;
  allowed = true;
  for (const DemandIndex i : problem_.each_demand()) {
    const CandidateIndex j = plan.server[i];
    const bool left_out = j < 0 && miss_[i] == infinite;
    allowed = allowed && !left_out;
    cost += j >= 0 ? pair_cost(i, j) : left_out ? dearest_ * (1 + problem_.load(i)) : miss_[i];
  }
  Index fresh = 0;
  for (const CandidateIndex j : plan.open) fresh += problem_.rule(j) != SiteRule::existing;
  allowed = allowed && (!problem_.wanted_sites() || fresh == *problem_.wanted_sites());
  return cost;
}

/// Who would lose most by the second choice is served first, large ones before small ones.
void SizedSearch::assign(Plan& plan) {
  const auto demands = static_cast<std::size_t>(problem_.demands());
  std::vector<char> in(static_cast<std::size_t>(problem_.candidates()), 0);
  for (std::size_t k = 0; k < plan.open.size(); ++k) {
    in[plan.open[k]] = 1;
    room_[plan.open[k]] = r_.sizes[plan.size[k]].capacity;
  }
  plan.server.assign(demands, CandidateIndex::none());
  std::vector<std::vector<Pair>> choices(demands);
  std::vector<std::pair<double, DemandIndex>> order;
  for (const DemandIndex i : problem_.each_demand()) {
    for (const Pair& pair : pairs_[i]) {
      if (in[pair.site]) choices[i].push_back(pair);
    }
    if (choices[i].empty()) continue;
    const double second = choices[i].size() > 1 ? choices[i][1].cost : std::min(miss_[i], 1e18);
    order.emplace_back(-(second - choices[i][0].cost) - 1e-3 * problem_.load(i), i);
  }
  std::sort(order.begin(), order.end());
  for (const auto& entry : order) {
    const DemandIndex i = entry.second;
    for (const Pair& pair : choices[i]) {
      if (pair.cost >= miss_[i] && problem_.kind() != Kind::mclp) break;
      if (room_[pair.site] + slack < problem_.load(i)) continue;
      room_[pair.site] -= problem_.load(i);
      plan.server[i] = pair.site;
      break;
    }
  }
  serve_those_left(plan);
}

/// Whoever found no room takes the place of others that have another choice.
void SizedSearch::serve_those_left(Plan& plan) {
  std::vector<DemandIndex> left;
  for (const DemandIndex i : problem_.each_demand()) {
    if (plan.server[i] < 0 && problem_.weight(i) > 0 && !pairs_[i].empty()) left.push_back(i);
  }
  std::sort(left.begin(), left.end(),
            [&](DemandIndex a, DemandIndex b) { return problem_.load(a) > problem_.load(b); });
  std::vector<char> in(static_cast<std::size_t>(problem_.candidates()), 0);
  for (const CandidateIndex j : plan.open) in[j] = 1;
  for (const DemandIndex i : left) {
    bool served = false;
    for (const Pair& pair : pairs_[i]) {
      if (served) break;
      if (!in[pair.site]) continue;
      const double wanted = problem_.load(i) - room_[pair.site];
      for (const auto& [other, cost] : cost_to_[pair.site]) {
        if (plan.server[other] != pair.site || problem_.load(other) + slack < wanted) continue;
        for (const Pair& there : pairs_[other]) {
          if (!in[there.site] || there.site == pair.site ||
              room_[there.site] + slack < problem_.load(other))
            continue;
          room_[there.site] -= problem_.load(other);
          room_[pair.site] += problem_.load(other) - problem_.load(i);
          plan.server[other] = there.site;
          plan.server[i] = pair.site;
          served = true;
          break;
        }
        if (served) break;
      }
    }
  }
}

/// Each demand point to a cheaper site with room, or in exchange with another, while that gains.
void SizedSearch::shift_and_exchange(Plan& plan, const std::function<bool()>& stop) {
  std::vector<char> in(static_cast<std::size_t>(problem_.candidates()), 0);
  for (const CandidateIndex j : plan.open) in[j] = 1;
  const auto now = [&](DemandIndex i) {
    const double cost = plan.server[i] >= 0 ? pair_cost(i, plan.server[i]) : miss_[i];
    return std::min(cost, 1e18);
  };
  for (bool gained = true; gained && !(stop && stop());) {
    gained = false;
    for (const DemandIndex i : problem_.each_demand()) {
      if (problem_.weight(i) <= 0) continue;
      const double cost = now(i);
      for (const Pair& pair : pairs_[i]) {
        if (pair.cost >= cost - slack) break;
        if (!in[pair.site] || pair.site == plan.server[i]) continue;
        const CandidateIndex from = plan.server[i];
        if (room_[pair.site] + slack >= problem_.load(i)) {
          if (from >= 0) room_[from] += problem_.load(i);
          room_[pair.site] -= problem_.load(i);
          plan.server[i] = pair.site;
          gained = true;
          break;
        }
        // In exchange with one that is served there, at no greater loss.
        DemandIndex with{-1};
        double best = cost - pair.cost - slack;
        for (const auto& [other, there] : cost_to_[pair.site]) {
          if (plan.server[other] != pair.site || from < 0) continue;
          const double load = problem_.load(other);
          if (room_[pair.site] + load + slack < problem_.load(i) ||
              room_[from] + problem_.load(i) + slack < load)
            continue;
          const double loss = pair_cost(other, from) - there;
          if (!(loss < best)) continue;
          best = loss;
          with = other;
        }
        if (with < 0) continue;
        room_[pair.site] += problem_.load(with) - problem_.load(i);
        room_[from] += problem_.load(i) - problem_.load(with);
        plan.server[i] = pair.site;
        plan.server[with] = from;
        gained = true;
        break;
      }
    }
  }
}

/// Each new site moves to where those whom it serves walk least. Whether any did.
bool SizedSearch::to_middles(Plan& plan) {
  if (problem_.kind() == Kind::mclp) return false;
  std::vector<char> in(static_cast<std::size_t>(problem_.candidates()), 0);
  for (const CandidateIndex j : plan.open) in[j] = 1;
  std::vector<std::vector<DemandIndex>> served(static_cast<std::size_t>(problem_.candidates()));
  for (const DemandIndex i : problem_.each_demand()) {
    if (plan.server[i] >= 0) served[plan.server[i]].push_back(i);
  }
  bool moved = false;
  std::vector<double> sum(static_cast<std::size_t>(problem_.candidates()), 0);
  std::vector<Index> count(static_cast<std::size_t>(problem_.candidates()), 0);
  for (CandidateIndex& j : plan.open) {
    if (problem_.rule(j) != SiteRule::free || served[j].empty()) continue;
    std::vector<CandidateIndex> touched;
    for (const DemandIndex i : served[j]) {
      for (const Pair& pair : pairs_[i]) {
        if (count[pair.site]++ == 0) touched.push_back(pair.site);
        sum[pair.site] += pair.cost;
      }
    }
    CandidateIndex best = j;
    in[j] = 0;
    for (const CandidateIndex k : touched) {
      const bool all = count[k] == static_cast<Index>(served[j].size());
      const double extra = (r_.budget ? std::max(0.0, money_of(k) - money_of(j)) : 0);
      if (all && !in[k] && problem_.rule(k) == SiteRule::free && extra <= 0 &&
          sum[k] < sum[best] - slack && !clashes(in, k))
        best = k;
    }
    in[best] = 1;
    moved = moved || best != j;
    for (const DemandIndex i : served[j]) plan.server[i] = best;
    j = best;
    for (const CandidateIndex k : touched) {
      sum[k] = 0;
      count[k] = 0;
    }
  }
  return moved;
}

/// Sizes, who goes where, and middles, until nothing changes. `plan.cost` is what comes out.
void SizedSearch::settle(Plan& plan, const std::function<bool()>& stop) {
  plan.cost = infinite;
  for (int round = 0; round < 20; ++round) {
    if (!choose_sizes(plan)) return;
    assign(plan);
    shift_and_exchange(plan, stop);
    bool allowed = false;
    const double cost = cost_of(plan, allowed);
    const bool better = cost < plan.cost;
    plan.cost = std::min(plan.cost, cost);
    if (allowed && cost < best_.cost) {
      best_ = plan;
      best_.cost = cost;
    }
    if ((round > 0 && !better) || (stop && stop())) return;
    if (!to_middles(plan)) return;
    std::vector<std::pair<CandidateIndex, Index>> sorted;
    for (std::size_t k = 0; k < plan.open.size(); ++k)
      sorted.emplace_back(plan.open[k], plan.size[k]);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 0; k < sorted.size(); ++k) plan.open[k] = sorted[k].first;
  }
}

/// The plan with one site, or seldom two, exchanged for others near the place of one of them.
SizedSearch::Plan SizedSearch::exchanged(const Plan& plan) {
  std::vector<CandidateIndex> open = plan.open;
  const int exchanges = random_() % 4 == 0 ? 2 : 1;
  for (int k = 0; k < exchanges && !open.empty(); ++k) {
    const std::size_t out = random_() % open.size();
    const CandidateIndex gone = open[out];
    if (problem_.rule(gone) != SiteRule::free) continue;
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(out));
    // In: a candidate near a demand point that is served, from there or from anywhere.
    const auto& from = random_() % 2 == 0 || cost_to_[gone].empty()
                           ? pairs_[random_() % pairs_.size()]
                           : pairs_[cost_to_[gone][random_() % cost_to_[gone].size()].first];
    if (from.empty()) continue;
    const CandidateIndex in = from[random_() % std::min<std::size_t>(from.size(), 12)].site;
    if (in != gone) open.insert(open.begin(), in);
  }
  Plan next;
  next.open = completed(open);
  return next;
}

void SizedSearch::improve(const std::vector<CandidateIndex>& open, int rounds,
                          const std::function<bool()>& stop) {
  if (stop && stop()) return;
  Plan now;
  now.open = completed(open);
  settle(now, stop);
  for (int idle = 0; idle < rounds && !(stop && stop()); ++idle) {
    const double before = best_.cost;
    Plan next = exchanged(now);
    settle(next, stop);
    // A little worse is taken too: most good plans are not one exchange from each other.
    if (next.cost <= now.cost + 0.003 * std::abs(now.cost)) now = std::move(next);
    if (best_.cost < before - slack) {
      idle = 0;
      now = best_;
    } else if (idle % 200 == 199) {
      now = best_;
    }
  }
}

SitingSolution SizedSearch::best() const {
  SitingSolution s;
  s.kind = problem_.kind();
  s.status = Status::feasible;
  s.open = best_.open;
  s.sizes = best_.size;
  s.assignment = best_.server;
  for (std::size_t k = 0; k < s.open.size(); ++k) {
    if (problem_.rule(s.open[k]) == SiteRule::existing) continue;
    ++s.sites;
    s.cost += problem_.site_cost(s.open[k]) + r_.sizes[s.sizes[k]].cost;
  }
  for (const DemandIndex i : problem_.each_demand()) {
    if (s.assignment[i] >= 0) s.flows.push_back({i, s.assignment[i], 1});
  }
  s.objective = problem_.kind() == Kind::mclp ? problem_.total_weight() - best_.cost : best_.cost;
  return s;
}

}  // namespace jintu::siting
