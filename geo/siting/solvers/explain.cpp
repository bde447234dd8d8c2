#include "geo/siting/solvers/explain.hpp"

#include <algorithm>

namespace jintu::siting {

namespace {

bool covers(Kind kind) {
  return kind == Kind::mclp || kind == Kind::lscp || kind == Kind::lscp_backup;
}

/// The nearest two open sites of a demand point (within the standard, when that counts).
struct NearestTwo {
  CandidateIndex site{-1};
  double first = 0;
  std::optional<double> second;
};

NearestTwo nearest_two(const SitingProblem& problem, const std::vector<char>& open,
                       DemandIndex demand) {
  NearestTwo found;
  const auto sites = problem.distances().sites(demand);
  const auto distances = problem.distances().distances(demand);
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (covers(problem.kind()) && distances[k] > problem.standard()) break;
    if (!open[sites[k]]) continue;
    if (found.site >= 0) {
      found.second = distances[k];
      break;
    }
    found.site = sites[k];
    found.first = distances[k];
  }
  return found;
}

void add_flows(const SitingProblem& problem, const SitingSolution& solution,
               const std::vector<std::size_t>& place, std::vector<SiteWorth>& worths) {
  for (const Flow& flow : solution.flows) {
    SiteWorth& worth = worths[place[flow.site]];
    const auto sites = problem.distances().sites(flow.demand);
    const auto at = std::find(sites.begin(), sites.end(), flow.site) - sites.begin();
    const double d = problem.distances().distances(flow.demand)[static_cast<std::size_t>(at)];
    const double weight = problem.weight(flow.demand) * flow.share;
    ++worth.points;
    worth.weight += weight;
    worth.mean_distance += weight * d;
    worth.worst_distance = std::max(worth.worst_distance, d);
  }
  for (SiteWorth& worth : worths) {
    if (worth.weight > 0) worth.mean_distance /= worth.weight;
  }
}

}  // namespace

std::vector<SiteWorth> site_worths(const SitingProblem& problem, const SitingSolution& solution) {
  std::vector<char> open(problem.candidates(), 0);
  std::vector<std::size_t> place(problem.candidates(), 0);
  std::vector<SiteWorth> worths;
  for (const CandidateIndex j : solution.open) {
    open[j] = 1;
    place[j] = worths.size();
    worths.push_back({j, 0, 0, 0, 0, std::nullopt});
    const bool told = problem.kind() != Kind::p_center && problem.kind() != Kind::p_dispersion &&
                      problem.kind() != Kind::market_share;
    if (told && solution.sizes.empty()) worths.back().loss = 0;
  }
  if (!solution.sizes.empty()) {
    add_flows(problem, solution, place, worths);
    return worths;
  }
  for (const DemandIndex i : problem.each_demand()) {
    const double weight = problem.weight(i);
    if (weight <= 0) continue;
    const auto two = nearest_two(problem, open, i);
    if (two.site < 0) continue;
    SiteWorth& worth = worths[place[two.site]];
    ++worth.points;
    worth.weight += weight;
    worth.mean_distance += weight * two.first;
    worth.worst_distance = std::max(worth.worst_distance, two.first);
    if (!worth.loss) continue;
    if (covers(problem.kind())) {
      if (!two.second) *worth.loss += weight;
    } else if (const auto next = two.second ? two.second : problem.unserved_distance()) {
      *worth.loss += weight * (*next - two.first);
    } else {
      worth.loss.reset();
    }
  }
  for (SiteWorth& worth : worths) {
    if (worth.weight > 0) worth.mean_distance /= worth.weight;
  }
  return worths;
}

std::vector<Uncovered> uncovered(const SitingProblem& problem, const SitingSolution& solution) {
  std::vector<Uncovered> list;
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0 || solution.assignment[i] >= 0) continue;
    Uncovered entry{i, CandidateIndex::none(), 0};
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    for (std::size_t k = 0; k < sites.size() && distances[k] <= problem.standard(); ++k) {
      if (problem.rule(sites[k]) == SiteRule::forbidden) continue;
      entry.nearest = sites[k];
      entry.distance = distances[k];
      break;
    }
    list.push_back(entry);
  }
  return list;
}

}  // namespace jintu::siting
