// The checker: plan, objective and bound recomputed from the problem alone. It includes nothing of
// the solvers. Whoever trusts this file, check_tree.cpp, check_branches.cpp with priced_bound.cpp,
// check_requirements.cpp and problem.hpp need not trust the rest.
#include <algorithm>
#include <cmath>

#include "geo/siting/certificate.hpp"
#include "geo/siting/check_branches.hpp"
#include "geo/siting/check_requirements.hpp"
#include "geo/siting/check_tree.hpp"

namespace jintu::siting {

namespace {

using proof::no_limit;
using proof::refuse;
using proof::Refused;
using proof::require;

bool near(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
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
  for (const Index j : solution.open) {
    require(j >= 0 && j < problem.candidates(), "the plan opens a candidate that does not exist");
    require(open[j]++ == 0, "the plan opens a candidate twice");
    require(problem.rule(j) != SiteRule::forbidden, "the plan opens a forbidden candidate");
    fresh += problem.rule(j) != SiteRule::existing;
  }
  for (Index j = 0; j < problem.candidates(); ++j) {
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
  const DistanceTable& between = problem.requirements().between;
  double least = between.cutoff();
  for (Index a = 0; a < problem.candidates(); ++a) {
    for (std::size_t k = 0; open[a] && k < between.sites(a).size(); ++k) {
      const Index b = between.sites(a)[k];
      const bool old =
          problem.rule(a) == SiteRule::existing && problem.rule(b) == SiteRule::existing;
      if (b != a && open[b] && !old) least = std::min(least, between.distances(a)[k]);
    }
  }
  return least;
}

void check_plan_or_throw(const SitingProblem& problem, const SitingSolution& solution) {
  require(solution.kind == problem.kind(), "the solution is of another kind of problem");
  std::vector<char> open(problem.candidates(), 0);
  check_sites(problem, solution, open);
  require(static_cast<Index>(solution.assignment.size()) == problem.demands(),
          "assignment: wrong number of demand points");
  const std::string broken = broken_requirement(problem, solution);
  if (!broken.empty()) refuse(broken);
  if (!problem.requirements().sizes.empty())
    return;  // the flows are checked, and the objective by them
  long double sum = 0, covered = 0, twice = 0;
  double worst = 0;
  for (Index i = 0; i < problem.demands(); ++i) {
    double nearest = no_limit, given = no_limit;
    int count = 0;
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      const double d = problem.distances().distances(i)[k];
      if (!open[sites[k]] || (covering(problem.kind()) && d > problem.standard())) continue;
      ++count;
      nearest = std::min(nearest, d);
      if (sites[k] == solution.assignment[i]) given = d;
    }
    require(given == nearest, "a demand point is not assigned to its nearest open site");
    require(count > 0 || solution.assignment[i] == -1,
            "a demand point is assigned to a site out of its reach");
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
  double objective = 0;
  switch (problem.kind()) {
    case Kind::p_median:
      objective = static_cast<double>(sum);
      break;
    case Kind::p_center:
      objective = worst;
      break;
    case Kind::lscp:
      objective = solution.sites;
      break;
    case Kind::lscp_backup:
      objective = static_cast<double>(twice);
      break;
    case Kind::mclp:
      objective = static_cast<double>(covered);
      break;
    case Kind::p_dispersion:
      objective = separation(problem, open);
      break;
    case Kind::market_share:
      objective = share_of_market(problem, solution.open);
      break;
  }
  require(near(objective, solution.objective), "the objective is wrong");
}

/// What the solution says of its own bound.
void check_status(const SitingSolution& s) {
  require(std::isfinite(s.bound), "the bound is not a number");
  const double open_gap = maximises(s.kind) ? s.bound - s.objective : s.objective - s.bound;
  const double scale = std::max(1.0, std::abs(s.objective));
  require(open_gap >= -1e-9 * scale, "the bound is on the wrong side of the objective");
  require(s.tolerance >= 0 && s.tolerance <= 1e-6 * scale, "the tolerance is too large");
  if (s.status == Status::optimal) {
    require(open_gap <= s.tolerance + 1e-9 * scale, "called optimal, but the gap is open");
  }
}

double farthest_permitted(const SitingProblem& problem) {
  double farthest = 0;
  for (Index i = 0; i < problem.demands(); ++i) {
    if (problem.weight(i) <= 0) continue;
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (problem.rule(sites[k]) == SiteRule::forbidden) continue;
      farthest = std::max(farthest, problem.distances().distances(i)[k]);
    }
  }
  return farthest;
}

/// That the tree, if it holds, proves what the solution says.
void check_claim(const SitingProblem& problem, const SitingSolution& s, const ProofTree& tree) {
  const bool counts = tree.subject == ProofSubject::site_count;
  if (s.status == Status::infeasible) {
    require(problem.kind() == Kind::p_median || problem.kind() == Kind::p_center,
            "this kind cannot be infeasible");
    require(!problem.unserved_distance().has_value(), "infeasible, though nobody must be served");
    require(counts && !tree.strict && tree.claim > problem.p(),
            "the proof does not show that p sites are too few");
    require(tree.radius >= farthest_permitted(problem), "the proof leaves out pairs");
    return;
  }
  switch (problem.kind()) {
    case Kind::p_median:
      require(!counts && tree.claim >= s.bound - 1e-9 * std::max(1.0, std::abs(s.bound)),
              "the proof's claim is not the bound");
      return;
    case Kind::mclp:
      require(!counts && tree.claim >= problem.total_weight() - s.bound -
                                           1e-9 * std::max(1.0, problem.total_weight()),
              "the proof's claim is not the bound");
      return;
    case Kind::p_center:
      require(counts && tree.claim > problem.p() && tree.radius >= s.bound &&
                  (tree.strict || tree.radius > s.bound),
              "the proof is not about shorter distances than the bound");
      return;
    case Kind::lscp:
      require(counts && tree.radius == problem.standard() && !tree.strict &&
                  std::ceil(tree.claim) >= s.bound && s.bound == s.sites_bound,
              "the proof's claim is not the bound");
      return;
    case Kind::lscp_backup:
      refuse("LSCP-B has no certificates yet");
    case Kind::p_dispersion:
    case Kind::market_share:
      refuse("a proof of another kind of problem");
  }
}

bool proven_by_branches(const SitingProblem& problem) {
  return !problem.requirements().none() || problem.kind() == Kind::p_dispersion ||
         problem.kind() == Kind::market_share;
}

/// That the branch proof, if it holds, proves what the solution says. Returns what it proves.
std::optional<double> check_branch_claim(const SitingProblem& problem, const SitingSolution& s,
                                         const BranchProof& proof) {
  const double stated = s.certified_bound.value_or(s.bound);
  if (s.status == Status::infeasible) {
    require(problem.kind() != Kind::p_dispersion && problem.kind() != Kind::market_share,
            "this kind cannot be infeasible");
    require(proof.impossible, "the proof does not show that there is no plan");
    return std::nullopt;
  }
  require(std::isfinite(stated), "the bound is not a number");
  const double rounding = 1e-9 * std::max(1.0, std::abs(stated));
  const double better = maximises(s.kind) ? s.bound - stated : stated - s.bound;
  require(better <= rounding, "the certified bound is better than the bound");
  if (problem.kind() == Kind::p_dispersion) {
    require(proof.impossible, "the proof does not show that no plan is better");
    return stated;
  }
  require(!proof.impossible, "the proof says that there is no plan");
  if (problem.kind() == Kind::lscp) {
    require(std::ceil(proof.claim) >= stated, "the proof's claim is not the bound");
    require(s.sites_bound == s.bound, "the bound is not that of sites");
  } else if (maximises(s.kind)) {
    require(problem.total_weight() - proof.claim <= stated + rounding,
            "the proof's claim is not the bound");
  } else {
    require(proof.claim >= stated - rounding, "the proof's claim is not the bound");
  }
  return stated;
}

std::int64_t check_branch_proof(const SitingProblem& problem, const SitingSolution& s,
                                const BranchProof& proof, std::optional<double>& bound) {
  bound = check_branch_claim(problem, s, proof);
  const bool dispersion = problem.kind() == Kind::p_dispersion;
  if (dispersion && *bound >= problem.requirements().between.cutoff())
    return 0;  // no separation counts for more
  return proof::check_branches(problem, proof, dispersion ? *bound : 0);
}

template <class Work>
CheckResult result_of(Work&& work) {
  CheckResult result;
  try {
    result.nodes = work();
    result.valid = true;
  } catch (const Refused& refused) {
    result.reason = refused.reason;
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

CheckResult check_certificate(const SitingProblem& problem, const SitingSolution& solution,
                              const Certificate& certificate) {
  std::optional<double> bound;
  CheckResult result = result_of([&] {
    require(certificate.problem_digest == digest(problem), "the certificate is of another problem");
    require(!problem.requirements().front, "there are no certificates of fronts");
    if (solution.status == Status::infeasible) {
      require(solution.kind == problem.kind() && solution.open.empty(),
              "infeasible, but with a plan");
    } else {
      check_plan_or_throw(problem, solution);
      check_status(solution);
    }
    if (proven_by_branches(problem)) {
      require(certificate.branches && certificate.trees.empty(), "expected one proof by branches");
      return check_branch_proof(problem, solution, *certificate.branches, bound);
    }
    require(certificate.trees.size() == 1 && !certificate.branches, "expected one proof");
    require(!solution.certified_bound,
            "a certified bound beside the bound belongs to problems with requirements");
    const ProofTree& tree = certificate.trees[0];
    check_claim(problem, solution, tree);
    if (solution.status != Status::infeasible) bound = solution.bound;
    return proof::check_tree(problem, tree);
  });
  if (result.valid) result.bound = bound;
  return result;
}

}  // namespace jintu::siting
