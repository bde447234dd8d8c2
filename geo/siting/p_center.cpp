// p-center: a search over the distances that can be the answer, each a question of covering.
#include <algorithm>

#include "geo/siting/solvers.hpp"

namespace jintu::siting {

namespace {

/// The distances that can be the worst walk: from the farthest nearest candidate on, ascending.
std::vector<double> possible_radii(const SitingProblem& problem) {
  double least = 0;
  std::vector<double> radii;
  for (Index i = 0; i < problem.demands(); ++i) {
    if (problem.weight(i) <= 0) continue;
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    bool first = true;
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (problem.rule(sites[k]) == SiteRule::forbidden) continue;
      if (first) least = std::max(least, distances[k]);
      first = false;
      radii.push_back(distances[k]);
    }
    if (radii.size() > 20'000'000) {  // keep memory in bounds
      std::sort(radii.begin(), radii.end());
      radii.erase(std::unique(radii.begin(), radii.end()), radii.end());
    }
  }
  std::sort(radii.begin(), radii.end());
  radii.erase(std::unique(radii.begin(), radii.end()), radii.end());
  radii.erase(radii.begin(), std::lower_bound(radii.begin(), radii.end(), least));
  return radii;
}

double worst_of(const SitingProblem& problem, const std::vector<Index>& open) {
  return evaluate_plan(problem, open).objective;
}

/// Fills a cover up to the number of sites that a plan has.
std::vector<Index> filled(const SitingProblem& problem, std::vector<Index> open) {
  std::vector<char> in(problem.candidates(), 0);
  for (const Index j : open) in[j] = 1;
  for (Index j = 0; j < problem.candidates(); ++j) {
    if (static_cast<Index>(open.size()) >= problem.open_count()) break;
    if (in[j] || problem.rule(j) == SiteRule::forbidden) continue;
    open.push_back(j);
  }
  std::sort(open.begin(), open.end());
  return open;
}

constexpr std::int64_t few_nodes = 100;

struct Search {
  const SitingProblem& problem;
  const SearchContext& context;
  Solved& solved;
  std::vector<double> radii;
  std::size_t low = 0;   // radii before it are proven too short
  std::size_t high = 0;  // radii[high] is reached by `best`; size(): nothing is yet
  std::vector<Index> best;
  TreeResult proof;  // of radii[low − 1]
  Model proof_model;
  bool stopped = false;

  void offer(const std::vector<Index>& open) {
    if (open.empty()) return;
    best = filled(problem, open);
    const double worst = worst_of(problem, best);
    high = static_cast<std::size_t>(std::lower_bound(radii.begin(), radii.end(), worst) -
                                    radii.begin());
    tell();
  }
  void tell() const {
    if (context.news) context.news(high < radii.size() ? radii[high] : infinite, radii[low]);
  }

  /// Quick answers only: a cover found is a plan, nothing found is no proof.
  void search_without_proof() {
    std::size_t guess_low = low;
    while (guess_low < high && !context.stop()) {
      const std::size_t middle = guess_low + (high - guess_low) / 2;
      const Model model = set_cover_model(problem, radii[middle]);
      const auto pairs = static_cast<std::int64_t>(model.site.size());
      const auto found = find_cover(model, problem.open_count(), best, pairs + 100'000, context);
      if (found.empty()) {
        guess_low = middle + 1;
      } else {
        offer(found);
      }
    }
  }

  /// Decides whether `radii[at]` is enough, within so many nodes. False: still open.
  bool decide(std::size_t at, std::int64_t nodes) {
    Model model = set_cover_model(problem, radii[at]);
    SolveOptions options = context.options;
    options.node_limit = std::min(nodes, options.node_limit);
    const SearchContext silent{options, context.stop, nullptr};
    TreeResult result = least_cover(model, problem.p() + 1.0, problem.p(), silent);
    solved.solution.nodes += result.nodes;
    solved.solution.iterations += result.iterations;
    if (!result.open.empty()) {
      offer(result.open);
    } else if (result.complete) {
      low = at + 1;
      proof = std::move(result);
      proof_model = std::move(model);
      if (low < radii.size()) tell();
    } else {
      return false;
    }
    return true;
  }

  /// Most radii below the hard ones are soon proven too short: a bound worth having if time ends.
  void raise_bound() {
    std::size_t end = high;
    while (low < end && !context.stop()) {
      const std::size_t middle = low + (end - low) / 2;
      if (!decide(middle, few_nodes)) end = middle;
      end = std::min(end, high);
    }
  }
};

}  // namespace

void solve_p_center(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  Search search{problem, context, solved, possible_radii(problem), 0, 0, {}, {}, {}, false};
  search.high = search.radii.size();
  search.search_without_proof();
  // Upwards from below the best plan: most often it is the best, and one proof is enough.
  bool raised = false;
  while (search.low < search.high && !search.stopped) {
    const bool first = search.low == 0 || search.high == search.radii.size();
    const std::size_t at = first || search.best.empty()
                               ? search.high - 1
                               : search.low + (search.high - search.low) / 2;
    if (search.decide(at, raised ? context.options.node_limit : few_nodes)) continue;
    if (raised) search.stopped = true;
    search.raise_bound();
    raised = true;
  }
  SitingSolution& s = solved.solution;
  if (search.best.empty() && !search.stopped) {
    s.status = Status::infeasible;
    explain_too_few_sites(problem, problem.distances().cutoff(), search.proof_model, search.proof,
                          context, solved);
    return;
  }
  if (!search.best.empty()) {
    TreeResult result;
    result.open = search.best;
    result.cost = worst_of(problem, search.best);
    result.bound = search.radii[search.low];
    result.complete = !search.stopped;
    take_result(problem, result, solved);
    s.bound = result.bound;
  }
  if (context.options.certificate && search.proof_model.sites > 0) {
    keep_proof(problem, search.proof_model, search.proof, context, solved);
    if (!solved.certificate) return;
    auto& tree = solved.certificate->trees.back();
    tree.strict = search.low < search.radii.size();
    tree.radius = tree.strict ? search.radii[search.low] : search.radii.back();
  } else if (context.options.certificate && search.low < search.radii.size()) {
    // The farthest nearest candidate is the bound: below it one demand point has nobody.
    const double radius = search.radii[search.low];
    ProofTree tree;
    tree.subject = ProofSubject::site_count;
    tree.radius = radius;
    tree.strict = true;
    tree.claim = problem.p() + 1.0;
    tree.nodes.emplace_back().end = ProofEnd::impossible;
    for (Index i = 0; i < problem.demands(); ++i) {
      if (problem.weight(i) <= 0) continue;
      const auto sites = problem.distances().sites(i);
      const auto distances = problem.distances().distances(i);
      bool near = false;
      for (std::size_t k = 0; k < sites.size() && distances[k] < radius; ++k) {
        near = near || problem.rule(sites[k]) != SiteRule::forbidden;
      }
      if (!near) tree.nodes[0].demand = i;
    }
    solved.certificate->trees.push_back(std::move(tree));
  }
}

}  // namespace jintu::siting
