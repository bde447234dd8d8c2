#include "geo/siting/solvers/moved_plan.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "geo/base/error.hpp"

namespace jintu::siting {

namespace {

/// Of each candidate its place in the plan, or −1; −2 − place when it stands elsewhere.
std::vector<Index> places_of(const SitingProblem& problem, std::span<const Index> open,
                             std::span<const MovedSite> moved) {
  std::vector<Index> place(problem.candidates(), -1);
  for (std::size_t k = 0; k < open.size(); ++k) {
    const Index j = open[k];
    if (j < 0 || j >= problem.candidates())
      throw Error(ErrorCode::bad_input, "plan: candidate " + std::to_string(j) + " does not exist");
    if (place[j] >= 0)
      throw Error(ErrorCode::bad_input,
                  "plan: candidate " + problem.candidate_name(j) + " is listed twice");
    place[j] = static_cast<Index>(k);
  }
  for (const MovedSite& site : moved) {
    if (place[site.candidate] == -1)
      throw Error(ErrorCode::bad_input, "move: " + problem.candidate_name(site.candidate) +
                                            " 不在方案里 is not among the sites of the plan");
    if (place[site.candidate] < -1)
      throw Error(ErrorCode::bad_input,
                  "move: " + problem.candidate_name(site.candidate) + " is moved twice");
    place[site.candidate] = -2 - place[site.candidate];
  }
  return place;
}

template <class T>
std::vector<T> picked(const std::vector<T>& all, std::span<const Index> open) {
  std::vector<T> some;
  if (all.empty()) return some;
  for (const Index j : open) some.push_back(all[j]);
  return some;
}

/// Whether more than the nearest two sites of a demand point count.
bool needs_all_sites(const SitingProblem& problem) {
  return !problem.requirements().sizes.empty() || problem.requirements().market.has_value();
}

DistanceTable reach_of(const SitingProblem& problem, std::span<const Index> open,
                       std::span<const MovedSite> moved, const std::vector<Index>& place) {
  std::vector<std::vector<Neighbour>> fresh(moved.empty() ? 0 : problem.demands());
  for (const MovedSite& site : moved)
    for (const auto& [demand, distance] : site.reach)
      fresh[demand].push_back({-2 - place[site.candidate], distance});
  DistanceTable table(static_cast<Index>(open.size()), problem.distances().cutoff());
  const std::size_t enough = needs_all_sites(problem) ? open.size() : 2;
  for (Index i = 0; i < problem.demands(); ++i) {
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    std::vector<Neighbour> row = moved.empty() ? std::vector<Neighbour>() : std::move(fresh[i]);
    std::size_t found = 0;  // the lists begin with the nearest
    for (std::size_t k = 0; k < sites.size() && found < enough; ++k) {
      if (place[sites[k]] < 0) continue;
      row.push_back({place[sites[k]], distances[k]});
      ++found;
    }
    table.add_row(std::move(row));
  }
  return table;
}

DistanceTable between_of(const SitingProblem& problem, std::span<const Index> open,
                         std::span<const MovedSite> moved, const std::vector<Index>& place) {
  const DistanceTable& all = problem.requirements().between;
  const auto count = static_cast<Index>(open.size());
  if (all.demands() == 0) return DistanceTable(count);
  std::vector<std::vector<Neighbour>> rows(open.size());
  for (std::size_t a = 0; a < open.size(); ++a) {
    if (place[open[a]] < 0) continue;
    const auto sites = all.sites(open[a]);
    const auto distances = all.distances(open[a]);
    for (std::size_t k = 0; k < sites.size(); ++k)
      if (place[sites[k]] >= 0) rows[a].push_back({place[sites[k]], distances[k]});
  }
  for (const MovedSite& site : moved) {
    const Index self = -2 - place[site.candidate];
    for (Index b = 0; b < count && !site.apart.empty(); ++b)
      if (b != self && std::isfinite(site.apart[b])) rows[self].push_back({b, site.apart[b]});
  }
  DistanceTable table(count, all.cutoff());
  for (auto& row : rows) table.add_row(std::move(row));
  return table;
}

}  // namespace

SitingProblem problem_of_plan(const SitingProblem& problem, std::span<const Index> open,
                              std::span<const MovedSite> moved) {
  const auto place = places_of(problem, open, moved);
  const SitingDraft& all = problem.draft();
  SitingDraft draft;
  draft.kind = all.kind;
  draft.weights = all.weights;
  draft.demand_ids = all.demand_ids;
  draft.p = all.p;
  draft.standard = all.standard;
  draft.unserved_distance = all.unserved_distance;
  draft.rules = picked(all.rules, open);
  for (const Index j : open) draft.candidate_ids.push_back(problem.candidate_name(j));
  draft.distances = reach_of(problem, open, moved, place);
  const Requirements& r = all.requirements;
  draft.requirements.spacing = r.spacing;
  draft.requirements.sizes = r.sizes;
  draft.requirements.existing_size = r.existing_size;
  draft.requirements.load = r.load;
  draft.requirements.single_source = r.single_source;
  draft.requirements.site_cost = picked(r.site_cost, open);
  draft.requirements.budget = r.budget;
  draft.requirements.floors = r.floors;
  draft.requirements.between = between_of(problem, open, moved, place);
  draft.requirements.market = r.market;
  if (draft.requirements.market)
    draft.requirements.market->attraction = picked(r.market->attraction, open);
  return SitingProblem::unchecked(std::move(draft));
}

}  // namespace jintu::siting
