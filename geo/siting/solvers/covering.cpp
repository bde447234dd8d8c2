// LSCP and LSCP-B; and the question that p-center and infeasible plans ask: do k sites cover all?
#include <algorithm>
#include <cmath>

#include "geo/siting/lagrange/cover_search.hpp"
#include "geo/siting/question/limits.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

/// The rows of each site.
struct Columns {
  explicit Columns(const Model& model) : rows(model.sites) {
    for (const RowIndex r : each<RowIndex>(model.rows())) {
      for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) rows[model.site[k]].push_back(r);
    }
  }
  std::vector<std::vector<RowIndex>> rows;
};

/// Opens what covers most that is left until all is covered, then closes what is not needed.
/// Empty when some row has no site that may open.
std::vector<CandidateIndex> greedy_cover(const Model& model, const Columns& columns,
                                         const Sides& sides,
                                         const std::vector<CandidateIndex>& first) {
  std::vector<Index> times(model.rows(), 0);
  std::vector<CandidateIndex> plan;
  std::vector<char> in(model.sites, 0);
  Index left = model.rows();
  const auto add = [&](CandidateIndex j) {
    if (in[j]) return;
    in[j] = 1;
    plan.push_back(j);
    for (const RowIndex r : columns.rows[j]) left -= times[r]++ == 0;
  };
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) {
    if (sides[j] == Side::open) add(j);
  }
  for (const CandidateIndex j : first) add(j);
  // Lazy greedy: a site's count only falls, so the top of the heap is right once it is current.
  // Its number is kept negative: of equal counts the first comes first.
  std::vector<std::pair<Index, Index>> heap;
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) {
    if (sides[j] == Side::free && !in[j]) heap.emplace_back(columns.rows[j].size(), -j);
  }
  std::make_heap(heap.begin(), heap.end());
  while (left > 0 && !heap.empty()) {
    std::pop_heap(heap.begin(), heap.end());
    auto [count, negative] = heap.back();
    heap.pop_back();
    const CandidateIndex site{-negative};
    const auto& rows = columns.rows[site];
    const auto now = static_cast<Index>(
        std::count_if(rows.begin(), rows.end(), [&](RowIndex r) { return times[r] == 0; }));
    if (now == 0) continue;
    if (now == count) {
      add(site);
    } else {
      heap.emplace_back(now, negative);
      std::push_heap(heap.begin(), heap.end());
    }
  }
  if (left > 0) return {};
  for (std::size_t k = plan.size(); k-- > 0;) {
    const CandidateIndex j = plan[k];
    const auto& rows = columns.rows[j];
    if (model.start[j] == Side::open ||
        !std::all_of(rows.begin(), rows.end(), [&](RowIndex r) { return times[r] > 1; })) {
      continue;
    }
    for (const RowIndex r : rows) --times[r];
    plan.erase(plan.begin() + static_cast<std::ptrdiff_t>(k));
  }
  std::sort(plan.begin(), plan.end());
  return plan;
}

Index existing_in(const Model& model) {
  Index count = 0;
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) count += model.site_cost[j] == 0;
  return count;
}

}  // namespace

std::vector<CandidateIndex> find_cover(const Model& model, Index opens,
                                       const std::vector<CandidateIndex>& start, std::int64_t work,
                                       const SearchContext& context) {
  if (opens == 0 || context.stop()) return {};
  return CoverSearch(model, context.options.seed).find(opens, start, work, context.stop);
}

TreeResult least_cover(const Model& model, double known, double enough,
                       const SearchContext& context) {
  const Columns columns(model);
  const Index existing = existing_in(model);
  const auto pairs = static_cast<std::int64_t>(model.site.size());
  std::vector<CandidateIndex> best = greedy_cover(model, columns, model.start, {});
  double cost = best.empty() && model.rows() > 0 ? infinite : plan_cost(model, best);
  const double least = static_cast<double>(
      std::count(model.start.begin(), model.start.end(), Side::open) - existing);
  while (!best.empty() && cost > std::max(enough, least)) {
    // One fewer, or just enough when that is far off.
    const double wanted = cost > known ? std::max(enough, least) : cost - 1;
    const auto found = find_cover(model, static_cast<Index>(wanted) + existing, best,
                                  4 * pairs + 200'000, context);
    if (found.empty()) break;
    best = found;
    cost = plan_cost(model, best);
  }
  if (cost >= known) best.clear();
  cost = std::min(cost, known);

  TreeLimits limits;
  limits.stop = context.stop;
  limits.nodes = context.options.node_limit;
  limits.keep_proof = context.options.certificate;
  limits.most_prices = context.options.most_proof_prices;
  limits.enough = enough;
  TreeEvents events;
  std::int64_t calls = 0;
  events.find_plan = [&](const std::vector<CandidateIndex>& picked, const Sides& sides, int) {
    auto plan = greedy_cover(model, columns, sides, picked);
    if (calls++ % 8 != 0 || plan.empty()) return plan;
    const double now = plan_cost(model, plan);
    const double wanted = std::max(std::isfinite(enough) ? enough : now - 1, least);
    if (now <= wanted) return plan;
    const auto better =
        find_cover(model, static_cast<Index>(wanted) + existing, plan, pairs + 100'000, context);
    return better.empty() ? plan : better;
  };
  events.news = context.news;
  TreeResult result = search_tree(model, cost, first_prices(model, best), limits, events);
  if (result.open.empty()) result.open = best;
  return result;
}

namespace {

/// Everyone of `who` within `standard`, by the same sites.
SitingProblem cover_of(const SitingProblem& problem, const std::vector<DemandIndex>& who,
                       double standard) {
  SitingDraft draft;
  draft.kind = Kind::lscp;
  draft.weights.assign(problem.demands(), 0.0);
  for (const DemandIndex i : who) draft.weights[i] = 1;
  draft.rules = problem.draft().rules;
  draft.distances = problem.distances();
  draft.standard = standard;
  return SitingProblem::checked(std::move(draft));
}

/// Complete without a plan: p of the problem's sites do not cover the model's rows.
TreeResult too_many(const SitingProblem& problem, const Model& model, std::int64_t nodes,
                    bool certificate, const SearchContext& context) {
  SolveOptions quick = context.options;
  quick.relative_gap = 0;
  quick.node_limit = nodes;
  quick.certificate = certificate;
  return least_cover(model, problem.p() + 1.0, problem.p(), {quick, context.stop, nullptr});
}

/// Demand points of which no two share a candidate, and with fewest choices; and all that no
/// existing site serves.
struct Scattered {
  std::vector<DemandIndex> apart, all;
};

Scattered scattered(const SitingProblem& problem, double standard) {
  // Demand with the fewest choices first; those that share no candidate need a site each.
  std::vector<DemandIndex> order;
  std::vector<std::vector<CandidateIndex>> reach(problem.demands());
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0) continue;
    const auto sites = problem.distances().sites(i);
    bool served = false;
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (problem.distances().distances(i)[k] > standard) break;
      if (problem.rule(sites[k]) == SiteRule::forbidden) continue;
      served = served || problem.rule(sites[k]) == SiteRule::existing;
      reach[i].push_back(sites[k]);
    }
    if (!served) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](DemandIndex a, DemandIndex b) { return reach[a].size() < reach[b].size(); });
  std::vector<char> taken(problem.candidates(), 0);
  std::vector<DemandIndex> apart;
  for (const DemandIndex i : order) {
    if (std::any_of(reach[i].begin(), reach[i].end(),
                    [&](CandidateIndex j) { return taken[j] != 0; }))
      continue;
    for (const CandidateIndex j : reach[i]) taken[j] = 1;
    apart.push_back(i);
  }
  return {std::move(apart), std::move(order)};
}

}  // namespace

void explain_too_few_sites(const SitingProblem& problem, double standard, const Model& model,
                           TreeResult& everyone, const SearchContext& context, Solved& solved) {
  SitingSolution& solution = solved.solution;
  auto [apart, order] = scattered(problem, standard);
  const double within = std::min({standard, problem.distances().cutoff(), limits::distance.most});
  const bool pairwise = static_cast<Index>(apart.size()) > problem.p();
  if (pairwise) {
    apart.resize(static_cast<std::size_t>(problem.p()) + 1);
    solution.conflict = std::move(apart);
  } else {
    // Deletion filter: what can be left out and still be too much is left out.
    solution.conflict = std::move(order);
    for (std::size_t k = solution.conflict.size(); k-- > 0 && !context.stop();) {
      if (solution.conflict.size() == 1) break;
      auto fewer = solution.conflict;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(k));
      const SitingProblem smaller = cover_of(problem, fewer, within);
      const auto result = too_many(problem, set_cover_model(smaller, within), 200, false, context);
      if (result.complete && result.open.empty()) solution.conflict = std::move(fewer);
    }
  }
  std::sort(solution.conflict.begin(), solution.conflict.end());
  if (solved.certificate) {
    const SitingProblem smaller = cover_of(problem, solution.conflict, within);
    const Model few = set_cover_model(smaller, within);
    TreeResult result = too_many(problem, few, 10'000, true, context);
    if (result.complete && result.open.empty()) {
      keep_proof(smaller, few, result, context, solved);
      if (solved.certificate) solved.certificate->trees.back().only = solution.conflict;
    } else {  // what is shown is that everyone together is too much
      solution.conflict.clear();
      for (const DemandIndex i : problem.each_demand()) {
        if (problem.weight(i) > 0) solution.conflict.push_back(i);
      }
      keep_proof(problem, model, everyone, context, solved);
    }
  }
  const std::string sites = std::to_string(problem.p());
  const std::string count = std::to_string(solution.conflict.size());
  std::string names;
  for (std::size_t k = 0; k < solution.conflict.size() && k < 20; ++k) {
    names += (k == 0 ? "" : ", ") + problem.demand_name(solution.conflict[k]);
  }
  if (solution.conflict.size() > 20) names += ", …";
  solution.reason =
      pairwise
          ? "无解：" + sites + " 个设施不够，以下需求点两两没有共同的候选点 infeasible: " + sites +
                " sites are too few, no two of these " + count +
                " demand points can share a site: " + names
          : "无解：" + sites + " 个设施不能同时服务以下需求点 infeasible: no " + sites +
                " permitted sites serve these " + count + " demand points together: " + names;
}

namespace {

void solve_backup(const SitingProblem& problem, const SearchContext& context,
                  const std::vector<CandidateIndex>& cover, Solved& solved) {
  SitingSolution& s = solved.solution;
  const Model model = backup_model(problem, problem.standard(), s.sites + problem.existing_count());
  TreeResult result = minimise(model, context, cover, -1, problem.total_weight());
  const Index sites = s.sites, sites_bound = s.sites_bound;
  const bool fewest = s.sites == s.sites_bound;
  if (fewest) keep_proof(problem, model, result, context, solved);
  take_result(problem, result, solved);
  s.bound = problem.total_weight() - result.bound;
  s.sites = sites;
  s.sites_bound = sites_bound;
  if (!fewest) {
    s.status = Status::feasible;
    s.bound = problem.total_weight();  // with more sites, more might be covered twice
  }
}

}  // namespace

void solve_covering(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  SitingSolution& s = solved.solution;
  const Model model = set_cover_model(problem, problem.standard());
  const bool backup = problem.kind() == Kind::lscp_backup;
  const SearchContext first{context.options, context.stop, backup ? nullptr : context.news};
  TreeResult result = least_cover(model, infinite, -infinite, first);
  keep_proof(problem, model, result, context, solved);
  take_result(problem, result, solved);
  s.sites_bound = static_cast<Index>(std::ceil(std::max(0.0, result.bound) - 1e-9));
  s.bound = s.sites_bound;
  if (backup && !s.open.empty()) solve_backup(problem, context, result.open, solved);
}

}  // namespace jintu::siting
