// The checker: plan, objective and bound recomputed from the problem alone. It includes nothing of
// the solvers. Whoever trusts this file, check_tree.cpp, check_branches.cpp with priced_bound.cpp,
// check_front.cpp, check_requirements.cpp and problem.hpp need not trust the rest.
#include <algorithm>
#include <cmath>

#include "geo/siting/certificate/certificate.hpp"
#include "geo/siting/certificate/check_branches.hpp"
#include "geo/siting/certificate/check_front.hpp"
#include "geo/siting/certificate/check_tree.hpp"
#include "geo/siting/question/check_requirements.hpp"

namespace jintu::siting {

bool proven_by_branches(const SitingProblem& problem) {
  return !problem.requirements().none() || problem.kind() == Kind::p_dispersion ||
         problem.kind() == Kind::market_share;
}

namespace {

using proof::no_limit;
using proof::refuse;
using proof::Refused;
using proof::require;

/// What is covered or won is a difference to the weight in reach, in whose last digits it is lost.
double floor_of(const SitingProblem& problem) {
  return maximises(problem.kind()) ? 2e-13 * problem.weight_in_reach() : 0;
}

/// What bound and objective may differ by in an optimal answer, beside what is rounded away.
/// Distances that are the objective, and whole numbers, are compared exactly.
double most_tolerance(const SitingProblem& problem, double objective) {
  const Kind kind = problem.kind();
  if (kind == Kind::p_center || kind == Kind::p_dispersion || problem.whole_objective()) return 0;
  // The points of a front of money are proven with a budget, by branches.
  const auto& front = problem.requirements().front;
  const bool money = front && *front == Front::cost && !proof::front_counts_sites(problem);
  const double part = proven_by_branches(problem) || money ? 1e-6 : 2e-9;
  return part * std::abs(objective) + floor_of(problem);
}

/// Of a sum in the order of `value`.
double rounding_of(const SitingProblem& problem, double value) {
  return most_tolerance(problem, value) > 0 ? 1e-9 * std::abs(value) + floor_of(problem) : 0;
}

bool choosing(Kind kind) {
  return kind == Kind::p_median || kind == Kind::p_center || kind == Kind::mclp ||
         kind == Kind::p_dispersion || kind == Kind::market_share;
}
bool covering(Kind kind) {
  return kind == Kind::lscp || kind == Kind::lscp_backup || kind == Kind::mclp;
}

void check_sites(const SitingProblem& problem, const SitingSolution& solution,
                 std::vector<char>& open) {
  const bool may_be_none =
      (problem.requirements().budget || problem.requirements().front) && !problem.wanted_sites();
  require(!solution.open.empty() || may_be_none, "the solution has no plan");
  Index fresh = 0;
  require(std::is_sorted(solution.open.begin(), solution.open.end()),
          "the open sites are not in the candidates' order");
  for (const CandidateIndex j : solution.open) {
    require(j >= 0 && j < problem.candidates(), "the plan opens a candidate that does not exist");
    require(open[j]++ == 0, "the plan opens a candidate twice");
    require(problem.rule(j) != SiteRule::forbidden, "the plan opens a forbidden candidate");
    fresh += problem.rule(j) != SiteRule::existing;
  }
  for (const CandidateIndex j : problem.each_candidate()) {
    const SiteRule rule = problem.rule(j);
    require(open[j] || (rule != SiteRule::required && rule != SiteRule::existing),
            "the plan leaves out a required or existing site");
  }
  require(fresh == solution.sites, "the number of new sites is wrong");
  require(!choosing(problem.kind()) || !problem.wanted_sites() || fresh == problem.p(),
          "the plan does not have p new sites");
}

/// p_dispersion: the least distance of two open sites, existing pairs left out.
double separation(const SitingProblem& problem, const std::vector<char>& open) {
  const SiteDistances& between = problem.requirements().between;
  double least = between.cutoff();
  for (const CandidateIndex a : problem.each_candidate()) {
    for (std::size_t k = 0; open[a] && k < between.sites(a).size(); ++k) {
      const CandidateIndex b = between.sites(a)[k];
      const bool old =
          problem.rule(a) == SiteRule::existing && problem.rule(b) == SiteRule::existing;
      if (b != a && open[b] && !old) least = std::min(least, between.distances(a)[k]);
    }
  }
  return least;
}

/// What a plan is worth, by the distances alone; and that each demand point has its nearest site.
double objective_of(const SitingProblem& problem, const std::vector<CandidateIndex>& sites_open,
                    const IndexedVector<DemandIndex, CandidateIndex>* assignment) {
  std::vector<char> open(problem.candidates(), 0);
  Index fresh = 0;
  for (const CandidateIndex j : sites_open) {
    open[j] = 1;
    fresh += problem.rule(j) != SiteRule::existing;
  }
  long double sum = 0, covered = 0, twice = 0;
  double worst = 0;
  for (const DemandIndex i : problem.each_demand()) {
    double nearest = no_limit, given = no_limit;
    int count = 0;
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      const double d = problem.distances().distances(i)[k];
      if (!open[sites[k]] || (covering(problem.kind()) && d > problem.standard())) continue;
      ++count;
      nearest = std::min(nearest, d);
      if (assignment && sites[k] == (*assignment)[i]) given = d;
    }
    if (assignment) {
      require(given == nearest, "a demand point is not assigned to its nearest open site");
      require(count > 0 || (*assignment)[i] == -1,
              "a demand point is assigned to a site out of its reach");
    }
    const double weight = problem.weight(i);
    if (weight == 0) continue;
    covered += count > 0 ? weight : 0;
    twice += count > 1 ? weight : 0;
    if (problem.kind() == Kind::mclp || problem.kind() == Kind::market_share) continue;
    if (nearest == no_limit && problem.unserved_distance()) nearest = *problem.unserved_distance();
    require(nearest < no_limit, "a demand point has no open site in reach");
    sum += static_cast<long double>(weight) * nearest;
    worst = std::max(worst, nearest);
  }
  switch (problem.kind()) {
    case Kind::p_median:
      return static_cast<double>(sum);
    case Kind::p_center:
      return worst;
    case Kind::lscp:
      return fresh;
    case Kind::lscp_backup:
      return static_cast<double>(twice);
    case Kind::mclp:
      return static_cast<double>(covered);
    case Kind::p_dispersion:
      return separation(problem, open);
    case Kind::market_share:
      return share_of_market(problem, sites_open);
  }
  return no_limit;
}

/// The other objective of a front's plan without sizes.
double other_objective(const SitingProblem& problem, const FrontPoint& point) {
  double cost = 0, worst = 0;
  const Requirements& r = problem.requirements();
  const bool priced = r.budget || !r.site_cost.empty();
  for (const CandidateIndex j : point.open) {
    if (problem.rule(j) != SiteRule::existing) cost += priced ? problem.site_cost(j) : 1;
  }
  if (*r.front == Front::cost) return cost;
  std::vector<char> open(problem.candidates(), 0);
  for (const CandidateIndex j : point.open) open[j] = 1;
  for (const DemandIndex i : problem.each_demand()) {
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size() && problem.weight(i) > 0; ++k) {
      if (!open[sites[k]]) continue;
      worst = std::max(worst, problem.distances().distances(i)[k]);
      break;
    }
  }
  return worst;
}

/// Each plan is what it says, the first is the answer, and none beats another. Plans with sizes are
/// told by their sites alone: of them only the order is looked at.
void check_front_or_throw(const SitingProblem& problem, const SitingSolution& solution) {
  const auto& front = solution.front;
  require(problem.requirements().front.has_value() == !front.empty(),
          "a front is missing, or was not asked for");
  if (front.empty()) return;
  require(front[0].open == solution.open && front[0].objective == solution.objective,
          "the front does not begin with the answer");
  const double sign = maximises(problem.kind()) ? -1 : 1;
  for (std::size_t k = 0; k < front.size(); ++k) {
    const FrontPoint& point = front[k];
    require(std::isfinite(point.objective) && std::isfinite(point.other),
            "a number of the front is missing");
    if (k > 0) {
      require(point.other < front[k - 1].other, "the front is not in order");
      require(sign * point.objective > sign * front[k - 1].objective,
              "a plan of the front beats another");
    }
    if (!problem.requirements().sizes.empty()) continue;
    std::vector<char> open(problem.candidates(), 0);
    SitingSolution plan;
    plan.open = point.open;
    for (const CandidateIndex j : point.open) {
      require(j >= 0 && j < problem.candidates(),
              "the front opens a candidate that does not exist");
      plan.sites += problem.rule(j) != SiteRule::existing;
      plan.cost += problem.rule(j) != SiteRule::existing ? problem.site_cost(j) : 0;
    }
    check_sites(problem, plan, open);
    const double objective = objective_of(problem, point.open, nullptr);
    require(std::abs(objective - point.objective) <= rounding_of(problem, objective),
            "an objective of the front is wrong");
    const double other = other_objective(problem, point);
    require(std::abs(other - point.other) <= 1e-9 * other, "a number of the front is wrong");
    plan.assignment.assign(problem.demands(), CandidateIndex::none());
    for (const DemandIndex i : problem.each_demand()) {
      const auto sites = problem.distances().sites(i);
      for (std::size_t s = 0; s < sites.size() && plan.assignment[i] < 0; ++s) {
        if (covering(problem.kind()) && problem.distances().distances(i)[s] > problem.standard())
          break;
        if (open[sites[s]]) plan.assignment[i] = sites[s];
      }
    }
    if (const std::string broken = broken_requirement(problem, plan); !broken.empty())
      refuse(broken);
  }
}

void check_plan_or_throw(const SitingProblem& problem, const SitingSolution& solution) {
  require(solution.kind == problem.kind(), "the solution is of another kind of problem");
  require(solution.has_plan(), "the solution has no plan");
  require(solution.conflict.empty(), "a conflict beside a plan");
  require(std::isfinite(solution.objective), "the objective is not a number");
  require(std::isfinite(solution.cost), "the cost is not a number");
  std::vector<char> open(problem.candidates(), 0);
  check_sites(problem, solution, open);
  require(static_cast<Index>(solution.assignment.size()) == problem.demands(),
          "assignment: wrong number of demand points");
  const bool sized = !problem.requirements().sizes.empty();
  require(sized || (solution.sizes.empty() && solution.flows.empty()),
          "sizes or flows that were not asked for");
  const std::string broken = broken_requirement(problem, solution);
  if (!broken.empty()) refuse(broken);
  const double objective = sized ? objective_of_flows(problem, solution.flows)
                                 : objective_of(problem, solution.open, &solution.assignment);
  require(std::abs(objective - solution.objective) <= rounding_of(problem, objective),
          "the objective is wrong");
  check_front_or_throw(problem, solution);
}

/// What the solution says of its own bound.
void check_status(const SitingProblem& problem, const SitingSolution& s) {
  require(std::isfinite(s.bound), "the bound is not a number");
  const double open_gap = maximises(s.kind) ? s.bound - s.objective : s.objective - s.bound;
  const double rounding = rounding_of(problem, s.objective);
  require(open_gap >= -rounding, "the bound is on the wrong side of the objective");
  const bool fewest = s.kind != Kind::lscp_backup || s.sites == s.sites_bound;
  const bool meets = fewest && open_gap <= most_tolerance(problem, s.objective) + rounding;
  if (s.status == Status::optimal) {
    require(meets, "called optimal, but the gap is open");
    require(s.tolerance == std::abs(open_gap),
            "the tolerance is not what bound and plan differ by");
  } else {
    require(!meets, "called feasible, but the bound meets the objective");
    require(s.tolerance == 0, "a tolerance belongs to an optimal answer");
  }
  const bool counts = s.kind == Kind::lscp || s.kind == Kind::lscp_backup;
  require(counts || s.sites_bound == 0, "a bound of sites belongs to lscp");
  require(s.kind != Kind::lscp || s.sites_bound == s.bound, "the bound is not that of sites");
}

/// Nothing of a plan where there is none.
void check_nothing(const SitingProblem& problem, const SitingSolution& s) {
  require(s.kind == problem.kind(), "the solution is of another kind of problem");
  require(s.open.empty() && s.assignment.empty() && s.sizes.empty() && s.flows.empty() &&
              s.front.empty() && s.sites == 0 && s.sites_bound == 0 && s.cost == 0 &&
              s.tolerance == 0,
          "infeasible, but with a plan");
  std::vector<char> seen(problem.demands(), 0);
  for (const DemandIndex i : s.conflict) {
    require(i >= 0 && i < problem.demands() && problem.weight(i) > 0 && seen[i]++ == 0,
            "conflict: no such demand point, or it is listed twice");
  }
}

double farthest_permitted(const SitingProblem& problem) {
  double farthest = 0;
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0) continue;
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (problem.rule(sites[k]) == SiteRule::forbidden) continue;
      farthest = std::max(farthest, problem.distances().distances(i)[k]);
    }
  }
  return farthest;
}

/// That the bound is what is proven, and no less; where more than the objective is proven, that.
void check_bound(const SitingProblem& problem, const SitingSolution& s, double proven) {
  const double sign = maximises(s.kind) ? -1 : 1;
  const double bound = sign * std::min(sign * proven, sign * s.objective);
  require(std::abs(bound - s.bound) <= rounding_of(problem, s.bound),
          "the proof's claim is not the bound");
}

/// That the proof is of the points that are named: everyone, or those of whom alone it is.
void check_conflict(const SitingProblem& problem, const SitingSolution& s, const ProofTree& tree) {
  Index everyone = 0;
  for (const DemandIndex i : problem.each_demand()) everyone += problem.weight(i) > 0;
  const bool named = tree.only.empty() ? static_cast<Index>(s.conflict.size()) == everyone
                                       : s.conflict == tree.only;
  require(named && !s.conflict.empty(), "the proof is of other demand points than the conflict");
}

/// That the tree, if it holds, proves what the solution says.
void check_claim(const SitingProblem& problem, const SitingSolution& s, const ProofTree& tree) {
  const bool counts = tree.subject == ProofSubject::site_count;
  if (s.status == Status::infeasible) {
    require(problem.kind() == Kind::p_median || problem.kind() == Kind::p_center,
            "this kind cannot be infeasible");
    require(!problem.unserved_distance().has_value(), "infeasible, though nobody must be served");
    check_conflict(problem, s, tree);
    require(counts && !tree.strict && tree.claim > problem.p(),
            "the proof does not show that p sites are too few");
    require(tree.radius >= farthest_permitted(problem), "the proof leaves out pairs");
    return;
  }
  // Covering some takes no more sites than covering all.
  require(tree.only.empty() || counts, "the proof is of some demand points alone");
  switch (problem.kind()) {
    case Kind::p_median:
      require(!counts, "a proof of something else");
      return check_bound(problem, s, tree.claim);
    case Kind::mclp:
      require(!counts, "a proof of something else");
      return check_bound(problem, s, problem.weight_in_reach() - tree.claim);
    case Kind::p_center:
      require(counts && tree.claim > problem.p() && tree.radius == s.bound && tree.strict,
              "the proof is not about shorter distances than the bound");
      return;
    case Kind::lscp:
      require(counts && tree.radius == problem.standard() && !tree.strict,
              "a proof of something else");
      return check_bound(problem, s, std::ceil(tree.claim));
    case Kind::lscp_backup:
      refuse("a proof of something else");  // see check_backup
    case Kind::p_dispersion:
    case Kind::market_share:
      refuse("a proof of another kind of problem");
  }
}

/// LSCP-B: that so few sites are needed, and then of the plans with just so many that they cover no
/// more twice. Where a plan with fewer sites may be, nothing is known of what is covered twice.
std::int64_t check_backup(const SitingProblem& problem, const SitingSolution& s,
                          const std::vector<ProofTree>& trees, const proof::Stop& stop) {
  const bool fewest = s.sites == s.sites_bound;
  const std::size_t proofs = fewest ? 2 : 1;
  require(trees.size() == proofs, "expected a proof of sites and, of the fewest, one more");
  const ProofTree& sites = trees[0];
  require(sites.subject == ProofSubject::site_count && sites.only.empty() &&
              sites.radius == problem.standard() && !sites.strict,
          "a proof of something else");
  require(s.status != Status::infeasible, "this kind cannot be infeasible");
  require(s.sites_bound == std::ceil(sites.claim) && s.sites_bound <= s.sites,
          "the proof's claim is not the bound of sites");
  std::int64_t nodes = proof::check_tree(problem, sites, 0, stop);
  if (!fewest) {
    require(s.bound == problem.total_weight(), "more is said of the bound than is known");
    return nodes;
  }
  const ProofTree& twice = trees[1];
  require(twice.subject == ProofSubject::cost && twice.only.empty(), "a proof of something else");
  check_bound(problem, s, problem.total_weight() - twice.claim);
  return nodes + proof::check_tree(problem, twice, s.sites + problem.existing_count(), stop);
}

/// That the branch proof, if it holds, proves what the solution says.
void check_branch_claim(const SitingProblem& problem, const SitingSolution& s,
                        const BranchProof& proof) {
  if (s.status == Status::infeasible) {
    require(problem.kind() != Kind::p_dispersion && problem.kind() != Kind::market_share,
            "this kind cannot be infeasible");
    require(s.conflict.empty(), "demand points are named that the proof says nothing of");
    require(proof.impossible, "the proof does not show that there is no plan");
    return;
  }
  if (problem.kind() == Kind::p_dispersion) {
    require(proof.impossible, "the proof does not show that no plan is better");
    require(proof.apart == s.bound, "the proof's claim is not the bound");
    return;
  }
  require(!proof.impossible, "the proof says that there is no plan");
  if (problem.kind() == Kind::lscp) return check_bound(problem, s, std::ceil(proof.claim));
  check_bound(problem, s,
              maximises(s.kind) ? problem.weight_in_reach() - proof.claim : proof.claim);
}

std::int64_t check_branch_proof(const SitingProblem& problem, const SitingSolution& s,
                                const BranchProof& proof, const proof::Stop& stop) {
  check_branch_claim(problem, s, proof);
  const bool dispersion = problem.kind() == Kind::p_dispersion;
  if (dispersion && s.bound >= problem.requirements().between.cutoff())
    return 0;  // no separation counts for more
  return proof::check_branches(problem, proof, dispersion ? s.bound : 0, stop);
}

template <class Work>
CheckResult result_of(Work&& work) {
  CheckResult result;
  try {
    result.nodes = work();
    result.valid = true;
  } catch (const Refused& refused) {
    result.reason = refused.reason;
  } catch (const proof::Stopped&) {
    result.stopped = true;
    result.reason = "到时 stopped before all was checked";
  }
  return result;
}

}  // namespace

CheckResult check_plan(const SitingProblem& problem, const SitingSolution& solution) {
  return result_of([&] {
    check_plan_or_throw(problem, solution);
    return 0;
  });
}

CheckResult check_proof(const SitingProblem& problem, const SitingSolution& solution,
                        const Certificate& certificate, const std::function<bool()>& stop) {
  const bool infeasible = solution.status == Status::infeasible;
  CheckResult result = result_of([&] {
    if (infeasible) {
      check_nothing(problem, solution);
    } else {
      check_plan_or_throw(problem, solution);
      check_status(problem, solution);
    }
    if (problem.requirements().front) {
      require(!infeasible, "there are no certificates of fronts without a plan");
      return proof::check_front_proof(problem, solution, certificate, stop);
    }
    require(certificate.front.empty(), "a proof of another kind of problem");
    if (proven_by_branches(problem)) {
      require(certificate.branches && certificate.trees.empty(), "expected one proof by branches");
      return check_branch_proof(problem, solution, *certificate.branches, stop);
    }
    require(!certificate.branches, "a proof of another kind of problem");
    if (problem.kind() == Kind::lscp_backup)
      return check_backup(problem, solution, certificate.trees, stop);
    require(certificate.trees.size() == 1, "expected one proof");
    const ProofTree& tree = certificate.trees[0];
    check_claim(problem, solution, tree);
    const bool choice = tree.subject == ProofSubject::cost;
    return proof::check_tree(problem, tree, choice ? problem.open_count() : 0, stop);
  });
  if (result.valid && !infeasible) result.bound = solution.bound;
  return result;
}

CheckResult check_certificate(const SitingProblem& problem, const SitingSolution& solution,
                              const Certificate& certificate, const std::function<bool()>& stop) {
  if (certificate.problem_digest != digest(problem)) {
    CheckResult result;
    result.reason = "the certificate is of another problem";
    return result;
  }
  return check_proof(problem, solution, certificate, stop);
}

double tolerance_of(const SitingProblem& problem, double objective) {
  return most_tolerance(problem, objective) + rounding_of(problem, objective);
}

}  // namespace jintu::siting
