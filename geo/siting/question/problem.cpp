#include "geo/siting/question/problem.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/siting/question/check_requirements.hpp"
#include "geo/siting/question/limits.hpp"

namespace jintu::siting {

namespace {

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::bad_input, what); }

bool needs_p(Kind kind) {
  return kind == Kind::p_median || kind == Kind::p_center || kind == Kind::mclp ||
         kind == Kind::p_dispersion || kind == Kind::market_share;
}
bool needs_standard(Kind kind) {
  return kind == Kind::lscp || kind == Kind::lscp_backup || kind == Kind::mclp;
}

void check_shape(const SitingDraft& d) {
  if (d.kind != Kind::p_dispersion && (d.distances.demands() == 0 || d.weights.empty()))
    refuse("没有需求点 no demand points");
  if (d.distances.candidates() == 0) refuse("没有候选点 no candidate sites");
  const auto rows = static_cast<std::size_t>(d.distances.demands());
  const auto columns = static_cast<std::size_t>(d.distances.candidates());
  const auto same = [](const char* what, std::size_t got, std::size_t want) {
    if (got != want) {
      refuse(std::string(what) + ": expected " + std::to_string(want) + ", got " +
             std::to_string(got));
    }
  };
  same("weights", d.weights.size(), rows);
  same("rules of candidates", d.rules.size(), columns);
  if (!d.demand_ids.empty()) same("demand ids", d.demand_ids.size(), rows);
  if (!d.candidate_ids.empty()) same("candidate ids", d.candidate_ids.size(), columns);
}

void check_fields(const SitingDraft& d) {
  const std::string kind(to_string(d.kind));
  const bool budget_decides =
      (d.requirements.budget || d.requirements.front == Front::cost) && !d.p;
  if (!budget_decides && needs_p(d.kind) != d.p.has_value()) {
    refuse(kind + (d.p ? " takes no p: the number of sites is its answer" : " needs p"));
  }
  if (needs_standard(d.kind) != d.standard.has_value()) {
    refuse(kind + (d.standard ? " takes no standard" : " needs a standard (cover distance)"));
  }
  if (d.standard) check_range(*d.standard, limits::distance, "standard");
  if (d.standard && *d.standard > d.distances.cutoff()) {
    refuse("standard " + short_number(*d.standard) + " is beyond the distances' cut-off " +
           short_number(d.distances.cutoff()) +
           ": pairs within it are missing; a longer distance.cutoff_m or a shorter standard_m "
           "helps");
  }
  if (d.unserved_distance && d.kind != Kind::p_median) {
    refuse("unserved_distance belongs to p_median, not to " + kind);
  }
}

double farthest_listed(const SitingDraft& d) {
  double farthest = 0;
  for (const DemandIndex i : each<DemandIndex>(d.distances.demands())) {
    const auto row = d.distances.distances(i);
    if (!row.empty()) farthest = std::max(farthest, row.back());
  }
  return farthest;
}

void check_unserved(const SitingDraft& d) {
  if (!d.unserved_distance) return;
  check_range(*d.unserved_distance, limits::distance, "unserved_distance");
  const double farthest = farthest_listed(d);
  if (*d.unserved_distance < farthest) {
    refuse("unserved_distance: expected at least the farthest listed distance, " +
           short_number(farthest) + ", got " + short_number(*d.unserved_distance) +
           "; a longer unserved_distance_m or a shorter distance.cutoff_m helps");
  }
}

/// Whether a permitted candidate reaches the demand point (within the standard).
bool reached(const SitingDraft& d, DemandIndex demand) {
  const auto sites = d.distances.sites(demand);
  const auto distances = d.distances.distances(demand);
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (d.standard && distances[k] > *d.standard) return false;
    if (d.rules[sites[k]] != SiteRule::forbidden) return true;
  }
  return false;
}

/// Demand points with weight that no permitted candidate reaches (within the standard).
std::vector<DemandIndex> unreachable(const SitingDraft& d) {
  std::vector<DemandIndex> result;
  for (const DemandIndex i : each<DemandIndex>(d.distances.demands())) {
    if (d.weights[i] > 0 && !reached(d, i)) result.push_back(i);
  }
  return result;
}

bool whole(double value) { return value == std::floor(value); }

/// Weights whole, for p_median distances too, and their sums so far below 2⁵³ that a half is told
/// from a whole.
bool whole_numbers(const SitingDraft& d) {
  const bool walks = d.kind == Kind::p_median || d.kind == Kind::p_center;
  double largest = d.unserved_distance.value_or(0);
  if (!whole(largest)) return false;
  double total = 0;
  for (const DemandIndex i : each<DemandIndex>(d.distances.demands())) {
    if (!whole(d.weights[i])) return false;
    if (walks || reached(d, i)) total += d.weights[i];
    if (!walks) continue;
    for (const double distance : d.distances.distances(i)) {
      if (!whole(distance)) return false;
      largest = std::max(largest, distance);
    }
  }
  return total * std::max(largest, 1.0) <= 0x1p50;
}

}  // namespace

std::string_view to_string(Kind kind) noexcept {
  switch (kind) {
    case Kind::p_median:
      return "p_median";
    case Kind::p_center:
      return "p_center";
    case Kind::lscp:
      return "lscp";
    case Kind::lscp_backup:
      return "lscp_backup";
    case Kind::mclp:
      return "mclp";
    case Kind::p_dispersion:
      return "p_dispersion";
    case Kind::market_share:
      return "market_share";
  }
  return "";
}

std::string_view to_string(SiteRule rule) noexcept {
  switch (rule) {
    case SiteRule::free:
      return "free";
    case SiteRule::required:
      return "required";
    case SiteRule::existing:
      return "existing";
    case SiteRule::forbidden:
      return "forbidden";
  }
  return "";
}

std::string_view to_string(Status status) noexcept {
  switch (status) {
    case Status::optimal:
      return "optimal";
    case Status::feasible:
      return "feasible";
    case Status::infeasible:
      return "infeasible";
    case Status::unknown:
      return "unknown";
  }
  return "";
}

bool maximises(Kind kind) noexcept {
  return kind == Kind::mclp || kind == Kind::lscp_backup || kind == Kind::p_dispersion ||
         kind == Kind::market_share;
}

IndexedVector<CandidateIndex, SiteRule> site_rules(Index candidates,
                                                   const std::vector<CandidateIndex>& required,
                                                   const std::vector<CandidateIndex>& existing,
                                                   const std::vector<CandidateIndex>& forbidden) {
  IndexedVector<CandidateIndex, SiteRule> rules(candidates, SiteRule::free);
  const auto mark = [&](const std::vector<CandidateIndex>& list, SiteRule rule) {
    for (const CandidateIndex j : list) {
      const std::string name = "candidate " + std::to_string(j);
      if (j < 0 || j >= candidates) {
        refuse(std::string(to_string(rule)) + ": " + name + " does not exist");
      }
      if (rules[j] != SiteRule::free && rules[j] != rule) {
        refuse("相互矛盾 " + name + " is both " + std::string(to_string(rules[j])) + " and " +
               std::string(to_string(rule)));
      }
      rules[j] = rule;
    }
  };
  mark(required, SiteRule::required);
  mark(existing, SiteRule::existing);
  mark(forbidden, SiteRule::forbidden);
  return rules;
}

SitingProblem SitingProblem::unchecked(SitingDraft draft) {
  SitingProblem problem(std::move(draft));
  for (const double weight : problem.d_.weights) problem.total_weight_ += weight;
  problem.existing_ = static_cast<Index>(
      std::count(problem.d_.rules.begin(), problem.d_.rules.end(), SiteRule::existing));
  problem.integral_ = whole_numbers(problem.d_);
  problem.count_reached();
  return problem;
}

SitingProblem SitingProblem::checked(SitingDraft draft) {
  if (draft.rules.empty()) draft.rules.resize(draft.distances.candidates(), SiteRule::free);
  check_shape(draft);
  check_fields(draft);
  SitingProblem problem(std::move(draft));
  const SitingDraft& d = problem.d_;
  for (const DemandIndex i : problem.each_demand()) {
    if (!limits::weight.holds(d.weights[i])) {
      check_range(d.weights[i], limits::weight,
                  "需求权重 weight of demand " + problem.demand_name(i));
    }
    problem.total_weight_ += d.weights[i];
  }
  if (d.kind != Kind::p_dispersion && problem.total_weight_ == 0)
    refuse("没有需求 no demand: every weight is 0");
  check_total(problem.total_weight_, limits::total_weight, "权重 weights of all demand points");
  check_unserved(d);
  check_total(problem.total_weight_ * std::max(farthest_listed(d), d.unserved_distance.value_or(0)),
              limits::total_walk, "权重 × 距离 all weight × the farthest distance");

  const auto count = [&](SiteRule rule) {
    return static_cast<Index>(std::count(d.rules.begin(), d.rules.end(), rule));
  };
  problem.existing_ = count(SiteRule::existing);
  if (d.p) {
    const Index required = count(SiteRule::required);
    const Index permitted = required + count(SiteRule::free);
    if (*d.p < 0) refuse("p: expected 0 or more");
    if (*d.p > permitted) {
      refuse("候选点不足 p = " + std::to_string(*d.p) + " is more than the " +
             std::to_string(permitted) +
             " candidates that may be opened; a smaller p, more candidates or fewer of them "
             "forbidden helps");
    }
    if (*d.p < required) {
      refuse("p = " + std::to_string(*d.p) + " is fewer than the " + std::to_string(required) +
             " required sites; a larger p or fewer required sites helps");
    }
    if (problem.open_count() == 0) refuse("p is 0 and there are no existing sites");
  }
  check_requirements(problem);
  if (d.kind != Kind::mclp && d.kind != Kind::market_share && !d.unserved_distance) {
    const auto lost = unreachable(d);
    if (!lost.empty()) {
      std::string names;
      for (std::size_t k = 0; k < lost.size() && k < 10; ++k) {
        names += (k == 0 ? "" : ", ") + problem.demand_name(lost[k]);
      }
      refuse("需求点不可达 " + std::to_string(lost.size()) +
             " demand point(s) that no permitted candidate reaches" +
             (d.standard ? " within the standard: " : ": ") + names +
             (lost.size() > 10 ? ", …" : "") +
             (d.standard ? "; a longer standard or leaving them out helps"
              : d.kind == Kind::p_median
                  ? "; an unserved distance, a longer cut-off or leaving them out helps"
                  : "; a longer cut-off or leaving them out helps"));
    }
  }
  problem.integral_ = whole_numbers(d);
  problem.count_reached();
  return problem;
}

void SitingProblem::count_reached() {
  weight_in_reach_ = 0;
  for (const DemandIndex i : each<DemandIndex>(demands())) {
    if (reached(d_, i)) weight_in_reach_ += d_.weights[i];
  }
}

bool SitingProblem::whole_objective() const {
  switch (kind()) {
    case Kind::lscp:
      return true;
    case Kind::p_median:
    case Kind::mclp:
    case Kind::lscp_backup:
      return integral_ && (d_.requirements.sizes.empty() || d_.requirements.single_source);
    case Kind::p_center:
    case Kind::p_dispersion:
    case Kind::market_share:
      return false;
  }
  return false;
}

std::string SitingProblem::demand_name(DemandIndex demand) const {
  return d_.demand_ids.empty() ? std::to_string(demand) : d_.demand_ids[demand];
}

std::string SitingProblem::candidate_name(CandidateIndex candidate) const {
  return d_.candidate_ids.empty() ? std::to_string(candidate) : d_.candidate_ids[candidate];
}

double SitingSolution::gap() const {
  if (status == Status::optimal) return 0;
  if (!has_plan()) return std::numeric_limits<double>::infinity();
  const double difference = std::abs(objective - bound);
  if (difference == 0) return 0;
  return objective == 0 ? std::numeric_limits<double>::infinity()
                        : difference / std::abs(objective);
}

}  // namespace jintu::siting
