// p-median, MCLP and LSCP with spacing, sizes, money or floors: the plan by CBC, the proof by a
// tree of our own.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/siting/bound.hpp"
#include "geo/siting/check_requirements.hpp"
#include "geo/siting/formulation.hpp"
#include "geo/siting/prove_branches.hpp"
#include "geo/siting/solvers.hpp"

namespace jintu::siting {

namespace {

/// Which requirements, left out alone, would let a plan be.
std::string why_infeasible(const SitingProblem& problem, const SearchContext& context) {
  const Requirements& r = problem.requirements();
  std::vector<std::pair<std::string, Counting>> trials;
  const auto trial = [&](std::string name) -> Counting& {
    return trials.emplace_back(std::move(name), Counting{}).second;
  };
  if (r.spacing) trial("最小间距 min_spacing").spacing = false;
  if (r.budget) trial("预算 budget").budget = false;
  if (!r.sizes.empty()) trial("容量 capacity").capacity = false;
  for (std::size_t g = 0; g < r.floors.size(); ++g)
    trial("公平 equity of " + r.floors[g].id).without_floor = static_cast<Index>(g);
  std::string names;
  for (const auto& [name, counting] : trials) {
    Formulation without(problem, counting, nullptr);
    std::fill(without.program().cost.begin(), without.program().cost.end(), 0.0);
    if (!solve_mip(without.program(), context.stop).x.empty())
      names += (names.empty() ? "" : ", ") + name;
  }
  return "无解：这些要求不能同时满足 infeasible: the requirements cannot be met together" +
         (names.empty() ? "; leaving out any one of them alone does not help"
                        : "; a plan would be possible without any one of: " + names);
}

/// A bound without the requirements is one with them.
double relaxed_bound(const SitingProblem& problem, const SearchContext& context) {
  if (!problem.wanted_sites() || problem.kind() == Kind::lscp) return -infinite;
  const bool cover = problem.kind() == Kind::mclp;
  const Model model = cover ? coverage_model(problem, problem.standard()) : median_model(problem);
  const Subproblem sub = subproblem(model, model.start);
  if (sub.impossible) return -infinite;
  PriceSearch search;
  search.iterations = 200;
  search.target =
      cover ? 0
            : 1.05 * improve_prices(sub, first_prices(model, {}), {1}, context.stop).bound.value;
  const double bound =
      improve_prices(sub, first_prices(model, {}), search, context.stop).bound.value;
  return cover ? bound - problem.total_weight() : bound;
}

}  // namespace

SitingSolution evaluate_sized_plan(const SitingProblem& problem, const std::vector<Index>& open) {
  SitingSolution s;
  s.kind = problem.kind();
  Formulation formulation(problem, {}, &open);
  for (const Index j : open) s.sites += problem.rule(j) != SiteRule::existing;
  s.open = open;
  const MipResult result = solve_mip(formulation.program(), nullptr);
  if (result.x.empty()) {
    s.objective = infinite;
    s.assignment.assign(problem.demands(), -1);
    s.reason = "此方案不合要求 no sizes and flows let these sites keep the requirements";
    return s;
  }
  formulation.take_flows(result.x, s);
  s.status = Status::feasible;
  return s;
}

std::vector<Index> cheapest_plan(const SitingProblem& problem, double weight,
                                 const SearchContext& context, bool& proven) {
  Formulation formulation(problem, {}, nullptr);
  formulation.prefer_cheap(weight);
  const MipResult result = solve_mip(formulation.program(), context.stop);
  proven = result.complete;
  return result.x.empty() ? std::vector<Index>() : formulation.open_sites(result.x);
}

namespace {

const char* const of_cbc = "界由 CBC 按浮点容差给出 the bound is COIN CBC's, within its tolerances";

/// That no plan keeps the requirements.
void prove_impossible(const SitingProblem& problem, const Formulation& formulation,
                      const SearchContext& context, Solved& solved) {
  ProofGoal goal;
  goal.impossible = true;
  solved.certificate->branches = prove_branches(problem, formulation, goal, context.stop);
  if (solved.certificate->branches) return;
  solved.certificate.reset();
  add_reason(solved.solution, "无证书 no certificate: that there is no plan rests on COIN CBC");
}

void prove_bound(const SitingProblem& problem, const Formulation& formulation,
                 const SearchContext& context, Solved& solved) {
  SitingSolution& s = solved.solution;
  const bool cover = problem.kind() == Kind::mclp;
  const double scale = std::max(1.0, std::abs(s.objective));
  if (problem.requirements().sizes.size() > proof::most_sizes)
    return keep_branches(problem, std::nullopt, solved);
  const proof::PricedProblem priced(problem, 0);
  const double cost = cover ? problem.total_weight() - s.objective : s.objective;
  ProofGoal goal;
  goal.claim = priced.whole_costs() ? std::round(cost) : cost - 5e-7 * scale;
  goal.most_nodes = context.options.node_limit;
  keep_branches(problem, prove_branches(problem, formulation, goal, context.stop), solved);
}

}  // namespace

void keep_branches(const SitingProblem& problem, std::optional<BranchProof> proof, Solved& solved) {
  SitingSolution& s = solved.solution;
  if (!proof) {
    solved.certificate.reset();
    add_reason(
        s, std::string("无证书：") + of_cbc +
               "; no certificate: no proof was found in time (or there are more than 30 sizes)");
    return;
  }
  const bool maximise = maximises(problem.kind());
  const double proven = maximise ? problem.total_weight() - proof->claim : proof->claim;
  const double short_by = maximise ? proven - s.bound : s.bound - proven;
  const double tolerance = 1e-6 * std::max(1.0, std::abs(s.objective));
  if (short_by <= 0) {
    if (s.status == Status::feasible)
      s.bound = maximise ? std::max(proven, s.objective) : std::min(proven, s.objective);
    if (s.status == Status::feasible && std::abs(s.objective - s.bound) <= tolerance) {
      s.status = Status::optimal;
      s.tolerance = tolerance;
    }
  } else if (s.status == Status::optimal && std::abs(s.objective - proven) <= s.tolerance) {
    s.bound = proven;
  } else if (short_by > 1e-9 * std::max(1.0, std::abs(s.bound))) {
    s.certified_bound = proven;
    add_reason(s, std::string("证书只证到 certified_bound：") + of_cbc +
                      "; the certificate proves certified_bound");
  }
  solved.certificate->branches = std::move(proof);
}

std::function<bool()> stop_before_proof(const SearchContext& context, const Solved& solved) {
  if (!solved.certificate) return context.stop;
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(0.6 * context.options.time_limit);
  return [&context, end] { return context.stop() || Clock::now() >= end; };
}

void add_reason(SitingSolution& s, const std::string& reason) {
  s.reason += (s.reason.empty() ? "" : "; ") + reason;
}

void solve_constrained(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  SitingSolution& s = solved.solution;
  Formulation formulation(problem, {}, nullptr);
  const bool maximise = maximises(problem.kind());
  const double relaxed = relaxed_bound(problem, context);
  const MipResult result = solve_mip(formulation.program(), stop_before_proof(context, solved));
  if (result.x.empty()) {
    s.status = result.complete ? Status::infeasible : Status::unknown;
    s.nodes = result.nodes;
    if (!result.complete) return solved.certificate.reset();
    s.reason = why_infeasible(problem, context);
    if (solved.certificate) prove_impossible(problem, formulation, context, solved);
    return;
  }
  const auto open = formulation.open_sites(result.x);
  if (problem.requirements().sizes.empty()) {
    s = evaluate_plan(problem, open);
  } else {
    s.open = open;
    for (const Index j : open) s.sites += problem.rule(j) != SiteRule::existing;
    formulation.take_flows(result.x, s);
  }
  if (const std::string broken = broken_requirement(problem, s); !broken.empty()) {
    throw Error(ErrorCode::internal, "CBC's plan breaks a requirement: " + broken);
  }
  s.nodes = result.nodes;
  s.status = result.complete ? Status::optimal : Status::feasible;
  const double cost = maximise ? -s.objective : s.objective;
  const double bound =
      result.complete ? cost
                      : std::min(cost, std::max(result.bound + formulation.constant(), relaxed));
  s.bound = maximise ? -bound : bound;
  if (problem.kind() == Kind::lscp) {
    s.bound = s.sites_bound = static_cast<Index>(std::ceil(std::max(0.0, bound) - 1e-6));
    if (s.bound >= s.objective) s.status = Status::optimal;
  }
  if (s.status == Status::optimal) s.tolerance = 1e-6 * std::max(1.0, std::abs(s.objective));
  if (solved.certificate) {
    prove_bound(problem, formulation, context, solved);
  } else {
    s.reason = of_cbc;
  }
  if (context.news) context.news(s.objective, s.bound);
}

}  // namespace jintu::siting
