#include "geo/siting/certificate/check_front.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace jintu::siting::proof {

namespace {

Index permitted(const SitingProblem& problem) {
  Index count = 0;
  for (const CandidateIndex j : problem.each_candidate())
    count += problem.rule(j) == SiteRule::free || problem.rule(j) == SiteRule::required;
  return count;
}

Index required(const SitingProblem& problem) {
  Index count = 0;
  for (const CandidateIndex j : problem.each_candidate())
    count += problem.rule(j) == SiteRule::required;
  return count;
}

/// Pairs nearer than `below` only; nothing when someone then has nobody.
std::optional<SitingProblem> with_shorter_walks(const SitingProblem& problem, double below) {
  SitingDraft draft = problem.draft();
  draft.requirements.front.reset();
  DistanceTable table(problem.candidates(), problem.distances().cutoff());
  for (const DemandIndex i : problem.each_demand()) {
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    std::vector<Neighbour> row;
    bool served = problem.weight(i) <= 0;
    for (std::size_t k = 0; k < sites.size() && distances[k] < below; ++k) {
      row.push_back({sites[k], distances[k]});
      served = served || problem.rule(sites[k]) != SiteRule::forbidden;
    }
    if (!served) return std::nullopt;
    table.add_row(std::move(row));
  }
  draft.distances = std::move(table);
  return SitingProblem::unchecked(std::move(draft));
}

std::optional<SitingProblem> with_fewer_sites(const SitingProblem& problem,
                                              std::optional<double> below) {
  SitingDraft draft = problem.draft();
  draft.requirements.front.reset();
  draft.p = below ? static_cast<Index>(*below) - 1 : permitted(problem);
  if (*draft.p < required(problem)) return std::nullopt;
  return SitingProblem::unchecked(std::move(draft));
}

std::optional<SitingProblem> with_less_money(const SitingProblem& problem,
                                             std::optional<double> below) {
  SitingDraft draft = problem.draft();
  draft.requirements.front.reset();
  double all = 0, dearest = 0, cheapest = draft.requirements.sizes.empty() ? 0 : no_limit;
  bool whole = true;
  for (const SiteSize& size : draft.requirements.sizes) {
    dearest = std::max(dearest, size.cost);
    cheapest = std::min(cheapest, size.cost);
    whole = whole && size.cost == std::floor(size.cost);
  }
  double least = 0;
  for (const CandidateIndex j : problem.each_candidate()) {
    all += problem.site_cost(j) + dearest;
    whole = whole && problem.site_cost(j) == std::floor(problem.site_cost(j));
    if (problem.rule(j) == SiteRule::required) least += problem.site_cost(j) + cheapest;
  }
  double budget = std::min(all, draft.requirements.budget.value_or(no_limit));
  if (below) budget = whole ? std::round(*below) - 1 : *below - 1e-6 * std::max(1.0, *below);
  if (budget < 0 || least > budget) return std::nullopt;
  draft.requirements.budget = budget;
  return SitingProblem::unchecked(std::move(draft));
}

bool by_walks(const SitingProblem& problem) {
  return *problem.requirements().front == Front::worst_walk;
}

/// Of each demand point its nearest open site (within the standard).
IndexedVector<DemandIndex, CandidateIndex> nearest_of(const SitingProblem& problem,
                                                      const std::vector<char>& open) {
  IndexedVector<DemandIndex, CandidateIndex> nearest(problem.demands(), CandidateIndex::none());
  for (const DemandIndex i : problem.each_demand()) {
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size() && nearest[i] < 0; ++k) {
      if (problem.kind() == Kind::mclp && problem.distances().distances(i)[k] > problem.standard())
        break;
      if (open[sites[k]]) nearest[i] = sites[k];
    }
  }
  return nearest;
}

std::int64_t held(const CheckResult& result) {
  if (result.stopped) throw Stopped{};
  if (!result.valid) refuse("of the front: " + result.reason);
  return result.nodes;
}

/// That `point` is the best plan of `part`. It may have fewer sites than plans have there: any
/// others then open too, and cover no more, or the proof would not hold.
std::int64_t check_point(const SitingProblem& part, const FrontPoint& point,
                         const Certificate& certificate, const Stop& stop) {
  SitingSolution s;
  s.kind = part.kind();
  s.status = Status::optimal;
  s.objective = point.objective;
  std::vector<char> open(part.candidates(), 0);
  for (const CandidateIndex j : point.open) open[j] = 1;
  Index fresh = 0;
  for (const CandidateIndex j : part.each_candidate())
    fresh += open[j] && part.rule(j) != SiteRule::existing;
  for (const CandidateIndex j : part.each_candidate()) {
    if (!part.wanted_sites() || fresh >= *part.wanted_sites()) break;
    if (open[j] || part.rule(j) != SiteRule::free) continue;
    open[j] = 1;
    ++fresh;
  }
  for (const CandidateIndex j : part.each_candidate()) {
    if (!open[j]) continue;
    s.open.push_back(j);
    s.cost += part.rule(j) != SiteRule::existing ? part.site_cost(j) : 0;
  }
  s.sites = fresh;
  s.assignment = nearest_of(part, open);
  require(certificate.branches || certificate.trees.size() == 1,
          "the proof of a point of the front is missing");
  const double claim =
      certificate.branches ? certificate.branches->claim : certificate.trees[0].claim;
  const bool most = maximises(part.kind());
  s.bound =
      most ? std::max(part.weight_in_reach() - claim, s.objective) : std::min(claim, s.objective);
  s.tolerance = std::abs(s.objective - s.bound);
  return held(check_proof(part, s, certificate, stop));
}

/// That `part` has no plan.
std::int64_t check_end(const SitingProblem& part, const Certificate& certificate,
                       const Stop& stop) {
  SitingSolution s;
  s.kind = part.kind();
  s.status = Status::infeasible;
  if (certificate.trees.size() == 1) {
    s.conflict = certificate.trees[0].only;
    for (const DemandIndex i : part.each_demand()) {
      if (certificate.trees[0].only.empty() && part.weight(i) > 0) s.conflict.push_back(i);
    }
  }
  return held(check_proof(part, s, certificate, stop));
}

}  // namespace

bool front_counts_sites(const SitingProblem& problem) {
  const Requirements& r = problem.requirements();
  return !by_walks(problem) && !r.budget && r.site_cost.empty() && r.sizes.empty();
}

bool plainly_best(const SitingProblem& problem, const FrontPoint& point,
                  std::optional<double> below) {
  if (problem.kind() == Kind::mclp && point.objective >= problem.weight_in_reach() * (1 - 1e-12))
    return true;
  return front_counts_sites(problem) && below && *below <= 1;
}

std::optional<SitingProblem> front_problem(const SitingProblem& problem,
                                           std::optional<double> below) {
  if (front_counts_sites(problem)) return with_fewer_sites(problem, below);
  if (!by_walks(problem)) return with_less_money(problem, below);
  return with_shorter_walks(problem, below.value_or(no_limit));
}

std::int64_t check_front_proof(const SitingProblem& problem, const SitingSolution& solution,
                               const Certificate& certificate, const Stop& stop) {
  const auto& front = solution.front;
  require(solution.status == Status::optimal, "a front that is not whole has no certificate");
  require(certificate.trees.empty() && !certificate.branches &&
              certificate.front.size() == front.size() + 1,
          "expected a proof for each point of the front, and of its end");
  const Requirements& r = problem.requirements();
  require(r.sizes.empty(), "fronts with sizes have no certificates");
  require(!front_counts_sites(problem) || r.none(), "such a front has no certificate");
  std::int64_t nodes = 0;
  std::optional<double> below;
  for (std::size_t k = 0; k < front.size(); ++k) {
    require(front[k].proven, "a point of the front is not called proven");
    if (!plainly_best(problem, front[k], below)) {
      const auto part = front_problem(problem, below);
      require(part.has_value(), "a point of the front is beyond its end");
      nodes += check_point(*part, front[k], certificate.front[k], stop);
    }
    below = front[k].other;
  }
  if (*below <= 0) return nodes;  // there is no less than nothing
  if (const auto part = front_problem(problem, below))
    nodes += check_end(*part, certificate.front.back(), stop);
  return nodes;
}

}  // namespace jintu::siting::proof
