// p-median, MCLP and LSCP with spacing, sizes, money or floors: the plan by CBC, the proof by a
// tree of our own.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/siting/bound.hpp"
#include "geo/siting/check_requirements.hpp"
#include "geo/siting/formulation.hpp"
#include "geo/siting/limits.hpp"
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
  return cover ? bound - problem.weight_in_reach() : bound;
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

/// That no plan keeps the requirements. Whether it is proven.
bool prove_impossible(const SitingProblem& problem, const Formulation& formulation,
                      const SearchContext& context, Solved& solved) {
  ProofGoal goal;
  goal.impossible = true;
  auto proof = prove_branches(problem, formulation, goal, context.stop);
  const bool proven = proof.has_value();
  if (solved.certificate && proven) solved.certificate->branches = std::move(proof);
  if (!proven) {
    solved.certificate.reset();
    solved.no_certificate = "that there is no plan rests on COIN CBC";
  }
  return proven;
}

void prove_bound(const SitingProblem& problem, const Formulation& formulation,
                 const SearchContext& context, Solved& solved) {
  SitingSolution& s = solved.solution;
  const bool cover = problem.kind() == Kind::mclp;
  if (problem.requirements().sizes.size() > proof::most_sizes)
    return keep_branches(problem, std::nullopt, solved);
  const double cost = cover ? problem.weight_in_reach() - s.objective : s.objective;
  ProofGoal goal;
  goal.claim = problem.whole_objective() ? std::round(cost) : cost - 5e-7 * std::abs(s.objective);
  goal.most_nodes = context.options.node_limit;
  keep_branches(problem, prove_branches(problem, formulation, goal, context.stop), solved);
}

/// Where everyone must be served: the loads that are more than any sites can hold, to the last
/// digit, which CBC's tolerances do not see; with the proof.
std::optional<BranchProof> too_little_room(const SitingProblem& problem, std::string& reason) {
  const Requirements& r = problem.requirements();
  if (r.sizes.empty() || problem.kind() != Kind::p_median || problem.unserved_distance())
    return std::nullopt;
  double largest = 0, all = 0, heaviest = 0;
  for (const SiteSize& size : r.sizes) largest = std::max(largest, size.capacity);
  const double standing = r.existing_size ? r.sizes[*r.existing_size].capacity : 0;
  Index heavy = -1;
  for (Index i = 0; i < problem.demands(); ++i) {
    if (problem.weight(i) <= 0) continue;
    all += problem.load(i);
    if (problem.load(i) <= heaviest) continue;
    heaviest = problem.load(i);
    heavy = i;
  }
  const auto more = [](double load, double room) { return load > room * (1 + 1e-11); };
  BranchProof proof;
  proof.impossible = true;
  Multipliers& m = proof.multipliers.emplace_back();
  m.prices.assign(problem.demands(), 0);
  BranchNode& node = proof.nodes.emplace_back();
  node.end = BranchEnd::impossible;
  node.multipliers = 0;
  const double widest = std::max(largest, problem.existing_count() > 0 ? standing : 0.0);
  if (r.single_source && more(heaviest, widest)) {
    reason = "无解：需求点放不进任何一处 infeasible: demand " + problem.demand_name(heavy) +
             " has a load of " + short_number(heaviest) + ", and no site holds more than " +
             short_number(widest);
    m.prices[heavy] = 1;
    return proof;
  }
  const Index fresh = problem.wanted_sites().value_or(static_cast<Index>(
      std::count(problem.draft().rules.begin(), problem.draft().rules.end(), SiteRule::free) +
      std::count(problem.draft().rules.begin(), problem.draft().rules.end(), SiteRule::required)));
  const double room = fresh * largest + problem.existing_count() * standing;
  if (!more(all, room)) return std::nullopt;
  reason = "无解：容量不足 infeasible: the loads add up to " + short_number(all) +
           ", and the sites hold no more than " + short_number(room);
  for (Index i = 0; i < problem.demands(); ++i) {
    if (problem.weight(i) > 0) m.prices[i] = problem.load(i) / problem.weight(i);
  }
  if (problem.wanted_sites()) m.site = -largest * (1 + 1e-12);
  return proof;
}

/// Room, money and floors a millionth harder to keep, so that what CBC's tolerances blur is kept.
SitingProblem harder(const SitingProblem& problem) {
  constexpr double part = 1e-6;
  SitingDraft draft = problem.draft();
  for (SiteSize& size : draft.requirements.sizes) size.capacity *= 1 - part;
  if (draft.requirements.budget) *draft.requirements.budget *= 1 - part;
  for (CoverageFloor& floor : draft.requirements.floors)
    floor.share = std::min(1.0, floor.share * (1 + part));
  return SitingProblem::unchecked(std::move(draft));
}

SitingSolution plan_of(const SitingProblem& problem, const Formulation& formulation,
                       const std::vector<double>& x) {
  const auto open = formulation.open_sites(x);
  if (problem.requirements().sizes.empty()) return evaluate_plan(problem, open);
  SitingSolution s;
  s.kind = problem.kind();
  s.open = open;
  for (const Index j : open) s.sites += problem.rule(j) != SiteRule::existing;
  formulation.take_flows(x, s);
  return s;
}

/// A plan that keeps the requirements, where CBC's keeps them within its tolerances only: its sites
/// and sizes with flows measured anew, or the best plan of a problem that is a little harder.
/// False: there is none.
bool mend(const SitingProblem& problem, const Formulation& formulation,
          const std::vector<double>& x, const std::function<bool()>& stop, SitingSolution& s) {
  MipProgram fixed = formulation.program();
  fixed.row_tolerance = 1e-9;
  for (int c = 0; c < fixed.columns(); ++c) {
    if (fixed.whole[c]) fixed.lower[c] = fixed.upper[c] = x[c];
  }
  if (const MipResult again = solve_mip(fixed, stop); !again.x.empty()) {
    s = plan_of(problem, formulation, again.x);
    if (broken_requirement(problem, s).empty()) return true;
  }
  const SitingProblem stricter = harder(problem);
  const Formulation tight(stricter, {}, nullptr);
  const MipResult again = solve_mip(tight.program(), stop);
  if (again.x.empty()) return false;
  s = plan_of(stricter, tight, again.x);
  return broken_requirement(problem, s).empty();
}

}  // namespace

void keep_branches(const SitingProblem& problem, std::optional<BranchProof> proof, Solved& solved) {
  SitingSolution& s = solved.solution;
  if (!proof) {
    solved.certificate.reset();
    solved.no_certificate =
        "no proof was found in time (or there are more than 30 sizes); " + std::string(of_cbc);
    return;
  }
  const bool maximise = maximises(problem.kind());
  const double proven = maximise ? problem.weight_in_reach() - proof->claim : proof->claim;
  const double bound = problem.kind() == Kind::lscp ? std::ceil(proven) : proven;
  const double short_by = maximise ? bound - s.bound : s.bound - bound;
  if (short_by > tolerance_of(problem, s.objective)) {
    add_reason(s,
               "COIN CBC 的界未得证书证明 the certificate proves the bound; COIN CBC's, within "
               "its tolerances, is " +
                   short_number(s.bound));
  }
  s.bound = maximise ? std::max(bound, s.objective) : std::min(bound, s.objective);
  if (problem.kind() == Kind::lscp) s.sites_bound = static_cast<Index>(s.bound);
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
  if (auto proof = too_little_room(problem, s.reason)) {
    s.status = Status::infeasible;
    if (solved.certificate) solved.certificate->branches = std::move(proof);
    return;
  }
  Formulation formulation(problem, {}, nullptr);
  const bool maximise = maximises(problem.kind());
  const double relaxed = relaxed_bound(problem, context);
  const auto stop = stop_before_proof(context, solved);
  const MipResult result = solve_mip(formulation.program(), stop);
  if (result.x.empty()) {
    s.status = result.complete ? Status::infeasible : Status::unknown;
    s.nodes = result.nodes;
    if (!result.complete) return solved.certificate.reset();
    s.reason = why_infeasible(problem, context);
    if (solved.certificate) prove_impossible(problem, formulation, context, solved);
    return;
  }
  s = plan_of(problem, formulation, result.x);
  const bool kept = broken_requirement(problem, s).empty();
  if (!kept && !mend(problem, formulation, result.x, stop, s)) {
    s = {};
    s.nodes = result.nodes;
    const bool none = prove_impossible(problem, formulation, context, solved);
    s.status = none ? Status::infeasible : Status::unknown;
    s.reason = none ? why_infeasible(problem, context)
                    : "只差舍入误差 only plans that break a requirement by rounding were found";
    return;
  }
  s.nodes = result.nodes;
  s.status = result.complete ? Status::optimal : Status::feasible;
  const double cost = maximise ? -s.objective : s.objective;
  const double least =
      result.complete && kept
          ? cost
          : std::min(cost, std::max(result.bound + formulation.constant(), relaxed));
  s.bound = maximise ? -least : least;
  if (problem.kind() == Kind::lscp)
    s.bound = s.sites_bound = static_cast<Index>(std::ceil(std::max(0.0, least) - 1e-6));
  if (solved.certificate) {
    prove_bound(problem, formulation, context, solved);
  } else {
    s.reason = of_cbc;
  }
  if (context.news) context.news(s.objective, s.bound);
}

}  // namespace jintu::siting
