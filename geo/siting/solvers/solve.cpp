#include "geo/siting/solvers/solve.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/siting/question/check_requirements.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

using Clock = std::chrono::steady_clock;

/// A proof that was found at the last moment is still looked at.
constexpr double check_grace_s = 0.25;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double relative(double objective, double bound) {
  if (!std::isfinite(objective) || !std::isfinite(bound)) return infinite;
  const double difference = std::abs(objective - bound);
  if (difference == 0) return 0;
  return objective == 0 ? infinite : difference / std::abs(objective);
}

std::string why_stopped(const SitingProblem& problem, const SolveOptions& options,
                        const Progress& progress, double seconds, double gap) {
  if (progress.stop.stop_requested()) return "已中断 interrupted";
  if (seconds >= options.time_limit) return "到时 time limit";
  if (options.relative_gap > 0 && gap <= options.relative_gap) return "已达所求差距 gap reached";
  if (!problem.requirements().none()) return "到工作量上限 limit of work of search and proof";
  return "到节点上限 node limit";
}

}  // namespace

void solve_plain(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  if (!problem.requirements().none()) return solve_constrained(problem, context, solved);
  switch (problem.kind()) {
    case Kind::p_median:
      return solve_p_median(problem, context, solved);
    case Kind::p_center:
      return solve_p_center(problem, context, solved);
    case Kind::lscp:
    case Kind::lscp_backup:
      return solve_covering(problem, context, solved);
    case Kind::mclp:
      return solve_mclp(problem, context, solved);
    case Kind::p_dispersion:
      return solve_p_dispersion(problem, context, solved);
    case Kind::market_share:
      return solve_market_share(problem, context, solved);
  }
}

namespace {

/// Proofs that nobody asked for are kept to be checked only while they are this short.
constexpr std::int64_t few_prices = 10'000'000;

/// Whether the search itself leaves a proof behind, so that keeping it costs no search.
bool leaves_proof(const SitingProblem& problem) { return !proven_by_branches(problem); }

/// Status and tolerance by what plan and bound are.
void settle(const SitingProblem& problem, SitingSolution& s) {
  if (!s.has_plan()) {
    SitingSolution none;
    none.status = s.status;
    none.kind = problem.kind();
    none.nodes = s.nodes;
    none.iterations = s.iterations;
    none.reason = std::move(s.reason);
    none.conflict = std::move(s.conflict);
    s = std::move(none);
    return;
  }
  const double sign = maximises(problem.kind()) ? -1 : 1;
  const double tolerance = tolerance_of(problem, s.objective);
  // By rounding alone a bound may come out better than a plan.
  if (sign * (s.bound - s.objective) > 0 && sign * (s.bound - s.objective) <= 2 * tolerance)
    s.bound = s.objective;
  const bool fewest = problem.kind() != Kind::lscp_backup || s.sites == s.sites_bound;
  const bool meets = fewest && sign * (s.objective - s.bound) <= tolerance;
  s.status = meets ? Status::optimal : Status::feasible;
  s.tolerance = meets ? std::abs(s.objective - s.bound) : 0;
}

/// What is true of every plan without any proof.
double plain_bound(const SitingProblem& problem) {
  if (problem.kind() == Kind::p_dispersion) return infinite;
  return maximises(problem.kind()) ? problem.weight_in_reach() : 0;
}

/// An answer whose proof our own checker refuses, or had no time for, is not called proven.
void distrust(const SitingProblem& problem, const CheckResult& result, Solved& solved) {
  SitingSolution& s = solved.solution;
  solved.certificate.reset();
  const std::string why =
      result.stopped ? "到时未及复核 time was over before our own checker had looked at the proof"
                     : "证明未过复核 the search calls it proven, but our own checker refuses the "
                       "proof: " +
                           result.reason;
  solved.no_certificate = why;
  if (s.has_plan()) {
    s.bound = plain_bound(problem);
    s.sites_bound = 0;
    settle(problem, s);
  } else {
    s.status = Status::unknown;
    s.conflict.clear();
    s.reason.clear();
  }
  s.reason += (s.reason.empty() ? "" : "; ") + why;
}

}  // namespace

void solve_and_check(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  const bool asked = context.options.certificate;
  SolveOptions options = context.options;
  if (!asked && leaves_proof(problem)) {
    options.certificate = true;
    options.most_proof_prices = std::min(options.most_proof_prices, few_prices);
  }
  if (options.certificate) solved.certificate.emplace();
  const SearchContext own{options, context.stop, context.news, context.stop_check};
  solve_plain(problem, own, solved);
  SitingSolution& s = solved.solution;
  s.kind = problem.kind();
  settle(problem, s);
  const bool nothing_shown = s.has_plan() ? !std::isfinite(s.bound) : !s.proven();
  if (nothing_shown) solved.certificate.reset();
  if (solved.certificate && s.proven()) {
    const auto result = check_proof(problem, s, *solved.certificate, context.stop_check);
    solved.checked = result.valid;
    if (!result.valid) distrust(problem, result, solved);
  }
  if (!asked) solved.certificate.reset();
  if (solved.certificate) solved.certificate->problem_digest = digest(problem);
}

namespace {

/// Whether plans are told apart by their objective alone.
bool is_one_goal(const SitingProblem& problem) {
  return !problem.requirements().front && problem.kind() != Kind::lscp_backup;
}

/// `options.start` as a plan, where it is one.
std::optional<SitingSolution> known_plan(const SitingProblem& problem,
                                         const SolveOptions& options) {
  const auto& r = problem.requirements();
  if (options.start.empty() || !r.sizes.empty() || !is_one_goal(problem)) return std::nullopt;
  std::vector<char> open(problem.candidates(), 0);
  for (const CandidateIndex j : options.start) {
    if (j < 0 || j >= problem.candidates() || open[j]) return std::nullopt;
    open[j] = 1;
  }
  for (const CandidateIndex j : problem.each_candidate()) {
    const SiteRule rule = problem.rule(j);
    const bool must = rule == SiteRule::required || rule == SiteRule::existing;
    if (open[j] ? rule == SiteRule::forbidden : must) return std::nullopt;
  }
  SitingSolution plan = evaluate_plan(problem, options.start);
  if (!plan.has_plan() || (problem.wanted_sites() && plan.sites != *problem.wanted_sites()))
    return std::nullopt;
  return plan;
}

/// The plan that was known, where the search found none so good.
void keep_known(const SitingProblem& problem, const SitingSolution& known, SitingSolution& s) {
  const double sign = maximises(problem.kind()) ? -1 : 1;
  if (s.proven() || (s.has_plan() && sign * (known.objective - s.objective) >= 0)) return;
  const double bound = s.has_plan() ? s.bound : plain_bound(problem);
  const SitingSolution found = std::exchange(s, known);
  s.bound = bound;
  s.sites_bound = found.sites_bound;
  s.nodes = found.nodes;
  s.iterations = found.iterations;
  s.reason = found.reason;
  settle(problem, s);
}

/// Of two bounds the one that says more.
double better_bound(const SitingProblem& problem, double a, double b) {
  return maximises(problem.kind()) ? std::min(a, b) : std::max(a, b);
}

void keep_known_bound(const SitingProblem& problem, double known, SitingSolution& s) {
  if (s.proven() || !s.has_plan() || !is_one_goal(problem)) return;
  const double bound = better_bound(problem, s.bound, known);
  if (bound == s.bound) return;
  s.bound = bound;
  if (problem.kind() == Kind::lscp) s.sites_bound = static_cast<Index>(bound);
  settle(problem, s);
  add_reason(s, "界是此前求解所得 the bound is that of an earlier search");
}

}  // namespace

Solved solve_with_certificate(const SitingProblem& problem, const SolveOptions& asked,
                              const Progress& progress) {
  const auto begin = Clock::now();
  const auto known = known_plan(problem, asked);
  SolveOptions options = asked;
  if (!known) options.start.clear();
  if (!(options.time_limit > 0 && options.time_limit <= 1e9))
    throw Error(ErrorCode::bad_input, "time limit: expected seconds above 0, at most 1e9");
  if (!(options.relative_gap >= 0)) throw Error(ErrorCode::bad_input, "gap: expected 0 or more");
  SearchContext context{
      options, [&] { return progress.stop.stop_requested() || since(begin) >= options.time_limit; },
      nullptr,
      [&] {
        return progress.stop.stop_requested() || since(begin) >= options.time_limit + check_grace_s;
      }};
  double last_objective = infinite, last_bound = infinite;
  if (options.on_news) {
    const double sign = maximises(problem.kind()) ? -1 : 1;
    context.news = [&, sign](double objective, double bound) {
      if (known && !(sign * (objective - known->objective) < 0)) objective = known->objective;
      if (options.known_bound && is_one_goal(problem))
        bound = better_bound(problem, bound, *options.known_bound);
      if (objective == last_objective && bound == last_bound) return;
      last_objective = objective;
      last_bound = bound;
      options.on_news({objective, bound, relative(objective, bound), since(begin)});
    };
  }
  Solved solved;
  if (problem.requirements().front) {
    solve_front(problem, context, solved);
  } else {
    solve_and_check(problem, context, solved);
  }
  SitingSolution& s = solved.solution;
  if (known) keep_known(problem, *known, s);
  if (options.known_bound) keep_known_bound(problem, *options.known_bound, s);
  if (options.certificate && !solved.certificate && s.proven()) {
    const auto& why = solved.no_certificate;
    s.reason += (s.reason.empty() ? "" : "; ") + std::string("无证书 no certificate") +
                (why.empty() ? "" : ": " + why);
  }
  s.kind = problem.kind();
  s.seed = options.seed;
  s.seconds = since(begin);
  if (!s.proven()) {
    if (progress.stop.stop_requested() && s.open.empty()) progress.check();
    const std::string why = why_stopped(problem, options, progress, s.seconds, s.gap());
    s.reason += (s.reason.empty() ? "" : "; ") + why;
  }
  return solved;
}

SitingSolution solve(const SitingProblem& problem, const SolveOptions& options,
                     const Progress& progress) {
  return solve_with_certificate(problem, options, progress).solution;
}

void take_result(const SitingProblem& problem, const TreeResult& result, Solved& solved) {
  SitingSolution& s = solved.solution;
  const auto nodes = s.nodes + result.nodes;
  const auto iterations = s.iterations + result.iterations;
  if (!result.open.empty()) {
    const auto reason = s.reason;
    s = evaluate_plan(problem, result.open);
    s.reason = reason;
    const bool met = result.cost - result.bound <= 0;
    s.status = result.complete || met ? Status::optimal : Status::feasible;
  } else if (result.complete) {
    s.status = Status::infeasible;
  }
  s.nodes = nodes;
  s.iterations = iterations;
}

SitingSolution evaluate_plan(const SitingProblem& problem, std::vector<CandidateIndex> open,
                             const std::function<bool()>& stop) {
  SitingSolution s;
  s.kind = problem.kind();
  std::sort(open.begin(), open.end());
  s.open = std::move(open);
  std::vector<char> is_open(problem.candidates(), 0);
  for (const CandidateIndex j : s.open) {
    if (j < 0 || j >= problem.candidates()) {
      throw Error(ErrorCode::bad_input, "plan: candidate " + std::to_string(j) + " does not exist");
    }
    if (is_open[j]) {
      throw Error(ErrorCode::bad_input,
                  "plan: candidate " + problem.candidate_name(j) + " is listed twice");
    }
    is_open[j] = 1;
    s.sites += problem.rule(j) != SiteRule::existing;
    if (problem.rule(j) != SiteRule::existing) s.cost += problem.site_cost(j);
  }
  if (!problem.requirements().sizes.empty()) return evaluate_sized_plan(problem, s.open, stop);
  s.status = Status::feasible;
  s.assignment.assign(problem.demands(), CandidateIndex::none());
  const bool covering = problem.kind() == Kind::lscp || problem.kind() == Kind::lscp_backup ||
                        problem.kind() == Kind::mclp;
  double sum = 0, worst = 0, covered = 0, twice = 0;
  for (const DemandIndex i : problem.each_demand()) {
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    const double weight = problem.weight(i);
    int found = 0;
    for (std::size_t k = 0; k < sites.size() && found < 2; ++k) {
      if (covering && distances[k] > problem.standard()) break;
      if (!is_open[sites[k]]) continue;
      if (++found == 2) break;
      s.assignment[i] = sites[k];
      sum += weight * distances[k];
      if (weight > 0) worst = std::max(worst, distances[k]);
    }
    if (found > 0) covered += weight;
    if (found > 1) twice += weight;
    if (found == 0 && weight > 0 && problem.kind() != Kind::mclp &&
        problem.kind() != Kind::market_share) {
      if (problem.unserved_distance()) {
        sum += weight * *problem.unserved_distance();
      } else {
        s.conflict.push_back(i);
      }
    }
  }
  switch (problem.kind()) {
    case Kind::p_median:
      s.objective = sum;
      break;
    case Kind::p_center:
      s.objective = worst;
      break;
    case Kind::lscp:
      s.objective = s.sites;
      break;
    case Kind::lscp_backup:
      s.objective = twice;
      break;
    case Kind::mclp:
      s.objective = covered;
      break;
    case Kind::p_dispersion:
      s.objective = least_separation(problem, s.open);
      break;
    case Kind::market_share:
      s.objective = share_of_market(problem, s.open);
      break;
  }
  if (const std::string broken = broken_requirement(problem, s); !broken.empty()) {
    s.status = Status::unknown;
    s.reason = "此方案不合要求 the plan breaks a requirement: " + broken;
  }
  if (!s.conflict.empty()) {
    s.status = Status::unknown;
    s.objective = infinite;
    s.reason = "有需求点无人服务 " + std::to_string(s.conflict.size()) +
               " demand point(s) without an open site in reach, the first: " +
               problem.demand_name(s.conflict.front());
  }
  return s;
}

}  // namespace jintu::siting
