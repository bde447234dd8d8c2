#include "geo/siting/solvers/moved_plan.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "geo/base/error.hpp"

namespace jintu::siting {

namespace {

/// Of each candidate its place in the plan, or −1; −2 − place when it stands elsewhere. The place
/// is its number in the problem of the plan.
IndexedVector<CandidateIndex, Index> places_of(const SitingProblem& problem,
                                               std::span<const CandidateIndex> open,
                                               std::span<const MovedSite> moved) {
  IndexedVector<CandidateIndex, Index> place(problem.candidates(), -1);
  for (std::size_t k = 0; k < open.size(); ++k) {
    const CandidateIndex j = open[k];
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
IndexedVector<CandidateIndex, T> picked(const IndexedVector<CandidateIndex, T>& all,
                                        std::span<const CandidateIndex> open) {
  IndexedVector<CandidateIndex, T> some;
  if (all.empty()) return some;
  for (const CandidateIndex j : open) some.push_back(all[j]);
  return some;
}

/// Whether more than the nearest two sites of a demand point count.
bool needs_all_sites(const SitingProblem& problem) {
  return !problem.requirements().sizes.empty() || problem.requirements().market.has_value();
}

DistanceTable reach_of(const SitingProblem& problem, std::span<const CandidateIndex> open,
                       std::span<const MovedSite> moved,
                       const IndexedVector<CandidateIndex, Index>& place) {
  std::vector<std::vector<Neighbour>> fresh(moved.empty() ? 0 : problem.demands());
  for (const MovedSite& site : moved)
    for (const auto& [demand, distance] : site.reach)
      fresh[demand].push_back({CandidateIndex{-2 - place[site.candidate]}, distance});
  DistanceTable table(static_cast<Index>(open.size()), problem.distances().cutoff());
  const std::size_t enough = needs_all_sites(problem) ? open.size() : 2;
  for (const DemandIndex i : problem.each_demand()) {
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    std::vector<Neighbour> row = moved.empty() ? std::vector<Neighbour>() : std::move(fresh[i]);
    std::size_t found = 0;  // the lists begin with the nearest
    for (std::size_t k = 0; k < sites.size() && found < enough; ++k) {
      if (place[sites[k]] < 0) continue;
      row.push_back({CandidateIndex{place[sites[k]]}, distances[k]});
      ++found;
    }
    table.add_row(std::move(row));
  }
  return table;
}

SiteDistances between_of(const SitingProblem& problem, std::span<const CandidateIndex> open,
                         std::span<const MovedSite> moved,
                         const IndexedVector<CandidateIndex, Index>& place) {
  const SiteDistances& all = problem.requirements().between;
  const auto count = static_cast<Index>(open.size());
  if (all.demands() == 0) return SiteDistances(count);
  std::vector<std::vector<Neighbour>> rows(open.size());
  for (std::size_t a = 0; a < open.size(); ++a) {
    if (place[open[a]] < 0) continue;
    const auto sites = all.sites(open[a]);
    const auto distances = all.distances(open[a]);
    for (std::size_t k = 0; k < sites.size(); ++k)
      if (place[sites[k]] >= 0) rows[a].push_back({CandidateIndex{place[sites[k]]}, distances[k]});
  }
  for (const MovedSite& site : moved) {
    const Index self = -2 - place[site.candidate];
    if (site.apart.empty()) continue;
    for (const CandidateIndex b : each<CandidateIndex>(count))
      if (b != self && std::isfinite(site.apart[b])) rows[self].push_back({b, site.apart[b]});
  }
  SiteDistances table(count, all.cutoff());
  for (auto& row : rows) table.add_row(std::move(row));
  return table;
}

}  // namespace

SitingProblem problem_of_plan(const SitingProblem& problem, std::span<const CandidateIndex> open,
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
  for (const CandidateIndex j : open) draft.candidate_ids.push_back(problem.candidate_name(j));
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
