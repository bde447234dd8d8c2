#include "geo/siting/solvers/impossible.hpp"

#include <algorithm>

#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/question/limits.hpp"

namespace jintu::siting {

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
    Formulation without(problem, counting, nullptr, context.stop);
    std::fill(without.program().cost.begin(), without.program().cost.end(), 0.0);
    if (!solve_mip(without.program(), {.stop = context.stop}).x.empty())
      names += (names.empty() ? "" : ", ") + name;
  }
  return "无解：这些要求不能同时满足 infeasible: the requirements cannot be met together" +
         (names.empty() ? "; leaving out any one of them alone does not help"
                        : "; a plan would be possible without any one of: " + names);
}

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

std::optional<BranchProof> too_little_room(const SitingProblem& problem, std::string& reason) {
  const Requirements& r = problem.requirements();
  if (r.sizes.empty() || problem.kind() != Kind::p_median || problem.unserved_distance())
    return std::nullopt;
  double largest = 0, all = 0, heaviest = 0;
  for (const SiteSize& size : r.sizes) largest = std::max(largest, size.capacity);
  const double standing = r.existing_size ? r.sizes[*r.existing_size].capacity : 0;
  DemandIndex heavy{-1};
  for (const DemandIndex i : problem.each_demand()) {
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
             short_number(widest) + "; a larger size, or leaving that point out, helps";
    m.prices[heavy] = 1;
    return proof;
  }
  const Index fresh = problem.wanted_sites().value_or(static_cast<Index>(
      std::count(problem.draft().rules.begin(), problem.draft().rules.end(), SiteRule::free) +
      std::count(problem.draft().rules.begin(), problem.draft().rules.end(), SiteRule::required)));
  const double room = fresh * largest + problem.existing_count() * standing;
  if (!more(all, room)) return std::nullopt;
  reason = "无解：容量不足 infeasible: the loads add up to " + short_number(all) +
           ", and the sites hold no more than " + short_number(room) +
           "; larger sizes, a larger p or unserved_distance_m help";
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) > 0) m.prices[i] = problem.load(i) / problem.weight(i);
  }
  if (problem.wanted_sites()) m.site = -largest * (1 + 1e-12);
  return proof;
}

}  // namespace jintu::siting
