#include "geo/siting/solvers/center_walks.hpp"

#include <algorithm>
#include <cmath>

#include "geo/siting/lagrange/model.hpp"
#include "geo/siting/question/out_of_time.hpp"

namespace jintu::siting {

std::vector<CandidateIndex> filled(const SitingProblem& problem, std::vector<CandidateIndex> open) {
  std::vector<char> in(problem.candidates(), 0);
  for (const CandidateIndex j : open) in[j] = 1;
  for (const CandidateIndex j : problem.each_candidate()) {
    if (static_cast<Index>(open.size()) >= problem.open_count()) break;
    if (in[j] || problem.rule(j) == SiteRule::forbidden) continue;
    open.push_back(j);
  }
  std::sort(open.begin(), open.end());
  return open;
}

std::vector<CandidateIndex> fixed_sites(const SitingProblem& problem) {
  std::vector<CandidateIndex> open;
  for (const CandidateIndex j : problem.each_candidate()) {
    const SiteRule rule = problem.rule(j);
    if (rule == SiteRule::existing || rule == SiteRule::required) open.push_back(j);
  }
  return open;
}

CenterWalks::CenterWalks(const SitingProblem& problem) : problem_(problem) {
  for (const DemandIndex i : problem_.each_demand()) {
    if (problem_.weight(i) <= 0) continue;
    demand_.push_back(i);
    const auto sites = problem_.distances().sites(i);
    std::size_t first = 0;
    while (first < sites.size() && problem_.rule(sites[first]) == SiteRule::forbidden) ++first;
    if (first == sites.size()) continue;  // refused when the problem was checked
    least_worst_ = std::max(least_worst_, problem_.distances().distances(i)[first]);
    farthest_ = std::max(farthest_, problem_.distances().distances(i).back());
  }
}

std::vector<CandidateIndex> CenterWalks::spread_out(std::vector<DemandIndex>& seeds,
                                                    const std::function<bool()>& stop) const {
  Lookout lookout(stop);
  const DistanceTable& table = problem_.distances();
  std::vector<std::int64_t> offset(static_cast<std::size_t>(problem_.candidates()) + 1, 0);
  for (const DemandIndex i : demand_) {
    lookout.worked(static_cast<std::int64_t>(table.sites(i).size()));
    for (const CandidateIndex j : table.sites(i)) ++offset[j + 1];
  }
  for (const CandidateIndex j : problem_.each_candidate()) offset[j + 1] += offset[j];
  std::vector<std::pair<Index, double>> column(static_cast<std::size_t>(offset.back()));
  auto at = offset;
  for (std::size_t k = 0; k < demand_.size(); ++k) {
    const auto sites = table.sites(demand_[k]);
    const auto distances = table.distances(demand_[k]);
    lookout.worked(2 * static_cast<std::int64_t>(sites.size()));
    for (std::size_t n = 0; n < sites.size(); ++n)
      column[at[sites[n]]++] = {static_cast<Index>(k), distances[n]};
  }
  std::vector<double> walk(demand_.size(), infinite);
  std::vector<char> in(problem_.candidates(), 0);
  std::vector<CandidateIndex> open;
  const auto add = [&](CandidateIndex j) {
    lookout.worked(offset[j + 1] - offset[j]);
    in[j] = 1;
    open.push_back(j);
    for (auto k = offset[j]; k < offset[j + 1]; ++k)
      walk[column[k].first] = std::min(walk[column[k].first], column[k].second);
  };
  for (const CandidateIndex j : fixed_sites(problem_)) add(j);
  while (static_cast<Index>(open.size()) < problem_.open_count()) {
    const auto far = std::max_element(walk.begin(), walk.end());
    const DemandIndex demand = demand_[static_cast<std::size_t>(far - walk.begin())];
    seeds.push_back(demand);
    CandidateIndex next{-1};
    for (const CandidateIndex j : table.sites(demand)) {
      if (!in[j] && problem_.rule(j) != SiteRule::forbidden) {
        next = j;
        break;
      }
    }
    if (next < 0 || *far <= 0) break;
    add(next);
  }
  if (!walk.empty()) {
    const auto far = std::max_element(walk.begin(), walk.end());
    seeds.push_back(demand_[static_cast<std::size_t>(far - walk.begin())]);
  }
  return open;
}

std::vector<double> CenterWalks::of(const std::vector<CandidateIndex>& open) const {
  std::vector<char> in(problem_.candidates(), 0);
  for (const CandidateIndex j : open) in[j] = 1;
  std::vector<double> result;
  for (const DemandIndex i : demand_) {
    const auto sites = problem_.distances().sites(i);
    std::size_t k = 0;
    while (k < sites.size() && !in[sites[k]]) ++k;
    result.push_back(k < sites.size() ? problem_.distances().distances(i)[k] : infinite);
  }
  return result;
}

double CenterWalks::next_above(double value) const {
  double next = infinite;
  for (const DemandIndex i : demand_) {
    const auto d = problem_.distances().distances(i);
    const auto at = std::upper_bound(d.begin(), d.end(), value);
    if (at != d.end()) next = std::min(next, *at);
  }
  return next;
}

double CenterWalks::next_below(double value) const {
  double next = -1;
  for (const DemandIndex i : demand_) {
    const auto d = problem_.distances().distances(i);
    const auto at = std::lower_bound(d.begin(), d.end(), value);
    if (at != d.begin()) next = std::max(next, *(at - 1));
  }
  return next;
}

double CenterWalks::middle(double low, double high) const {
  const double below = next_below(low + (std::min(high, farthest_ * 2 + 1) - low) / 2);
  return below >= low ? below : next_above(std::nextafter(low, -infinite));
}

std::vector<DemandIndex> CenterWalks::packing(double radius,
                                              const std::vector<DemandIndex>& seeds) const {
  std::vector<char> taken(problem_.candidates(), 0);
  std::vector<DemandIndex> apart;
  const auto try_one = [&](DemandIndex i) {
    const auto sites = problem_.distances().sites(i);
    const auto d = problem_.distances().distances(i);
    const auto end =
        static_cast<std::size_t>(std::upper_bound(d.begin(), d.end(), radius) - d.begin());
    for (std::size_t k = 0; k < end; ++k) {
      const SiteRule rule = problem_.rule(sites[k]);
      if (rule == SiteRule::existing || (taken[sites[k]] && rule != SiteRule::forbidden)) return;
    }
    for (std::size_t k = 0; k < end; ++k) taken[sites[k]] = 1;
    apart.push_back(i);
  };
  for (const DemandIndex i : seeds) try_one(i);
  std::vector<std::pair<std::int64_t, DemandIndex>> order;
  for (const DemandIndex i : demand_) {
    const auto d = problem_.distances().distances(i);
    order.emplace_back(std::upper_bound(d.begin(), d.end(), radius) - d.begin(), i);
  }
  std::sort(order.begin(), order.end());
  for (const auto& entry : order) try_one(entry.second);
  return apart;
}

DemandIndex CenterWalks::lonely(double radius) const {
  for (const DemandIndex i : demand_) {
    const auto sites = problem_.distances().sites(i);
    const auto d = problem_.distances().distances(i);
    bool near = false;
    for (std::size_t k = 0; k < d.size() && d[k] < radius; ++k)
      near = near || problem_.rule(sites[k]) != SiteRule::forbidden;
    if (!near) return i;
  }
  return DemandIndex::none();
}

}  // namespace jintu::siting
