#include "services/siting/jobs/robustness.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "geo/base/error.hpp"
#include "geo/siting/solvers/solve.hpp"
#include "services/siting/question/id_index.hpp"

namespace jintu::siting {

namespace {

/// 0 to 1. Of the library's distributions each makes its own numbers.
double even(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

bool weighs_demand(const std::string& kind) {
  for (const Kind k : {Kind::p_median, Kind::mclp, Kind::market_share})
    if (kind == to_string(k)) return true;
  return false;
}

std::vector<CandidateIndex> indices_of(const SitingProblem& problem,
                                       const std::vector<std::string>& ids) {
  const IdIndex index(problem.candidate_ids());
  std::vector<CandidateIndex> open;
  for (const std::string& id : ids) {
    const auto at = index.find(id);
    if (!at)
      throw Error(ErrorCode::bad_input,
                  "sites: 不是候选点 is no candidate of the problem: " + id.substr(0, 80));
    open.push_back(CandidateIndex{*at});
  }
  return open;
}

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// How much worse than `best` a plan is, as a share of it; never better by rounding.
Json share(double mine, double best, double sign) {
  if (!std::isfinite(mine) || !std::isfinite(best)) return nullptr;
  const double worse = std::max(0.0, sign * (mine - best));
  if (worse == 0) return 0.0;
  return best == 0 ? Json(nullptr) : Json(worse / std::abs(best));
}

Json chosen_json(const std::map<std::string, int>& chosen) {
  std::vector<std::pair<std::string, int>> list(chosen.begin(), chosen.end());
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  Json json = Json::array();
  for (const auto& [id, times] : list) json.push_back({{"id", id}, {"times", times}});
  return json;
}

}  // namespace

RobustnessAsk robustness_ask(Fields& fields) {
  RobustnessAsk ask;
  ask.sites = fields.find_ids("sites");
  if (ask.sites.empty()) fields.refuse("sites: expected the ids of the plan's open sites");
  const double draws = fields.find_number("draws").value_or(ask.draws);
  if (!(draws >= 1 && draws <= most_draws && draws == std::floor(draws)))
    fields.refuse("draws: expected a whole number from 1 to " + std::to_string(most_draws));
  ask.draws = static_cast<int>(draws);
  ask.spread = fields.find_number("spread").value_or(ask.spread);
  if (!(ask.spread > 0 && ask.spread < 1)) fields.refuse("spread: expected above 0, below 1");
  return ask;
}

void check_robustness(const Json& problem, const RobustnessAsk& ask, const JobOptions& options) {
  const auto at = problem.is_object() ? problem.find("kind") : problem.end();
  const std::string kind =
      problem.is_object() && at != problem.end() && at->is_string() ? at->get<std::string>() : "";
  if (!weighs_demand(kind))
    throw Error(ErrorCode::bad_input,
                "kind: 此目标不看需求多少 the plan of " + kind +
                    " does not depend on how much demand there is; expected p_median, mclp or "
                    "market_share");
  if (ask.draws * options.time_limit_s > most_robustness_seconds)
    throw Error(ErrorCode::bad_input,
                "draws: 次数乘时限超过一小时 draws times options.time_limit_s: expected at most " +
                    std::to_string(static_cast<int>(most_robustness_seconds)) + " seconds");
}

Series robustness(const ProblemFile& file, const RobustnessAsk& ask, const JobOptions& options,
                  const Progress& progress, const OnRow& on_row) {
  const std::vector<CandidateIndex> open = indices_of(file.problem, ask.sites);
  SolveOptions solve_options;
  solve_options.time_limit = options.time_limit_s;
  solve_options.relative_gap = options.gap;
  solve_options.seed = options.seed;
  const double sign = maximises(file.problem.kind()) ? -1 : 1;
  std::mt19937_64 random(options.seed);
  std::map<std::string, int> chosen;
  Series series;
  series.answer = {{"kind", "robustness"}, {"draws", ask.draws},    {"spread", ask.spread},
                   {"seed", options.seed}, {"rows", Json::array()}, {"chosen", Json::array()}};
  for (int k = 0; k < ask.draws && !progress.stop.stop_requested(); ++k) {
    SitingDraft draft = file.problem.draft();
    draft.requirements.front.reset();
    for (double& weight : draft.weights) weight *= 1 + ask.spread * (2 * even(random) - 1);
    const SitingProblem problem = SitingProblem::checked(std::move(draft));
    const SitingSolution mine =
        evaluate_plan(problem, open, [&] { return progress.stop.stop_requested(); });
    if (!mine.has_plan() && !progress.stop.stop_requested())
      throw Error(ErrorCode::conflict, "sites: 此方案不成立 such a plan is none: " + mine.reason);
    SitingSolution best;
    try {
      best = solve(problem, solve_options, progress);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::cancelled) throw;
      break;
    }
    const double found = best.has_plan() ? best.objective : std::nan("");
    for (const CandidateIndex j : best.open) ++chosen[problem.candidate_name(j)];
    series.answer["rows"].push_back(
        {{"best", finite(found)},
         {"bound", best.has_plan() ? finite(best.bound) : Json(nullptr)},
         {"mine", finite(mine.objective)},
         {"regret", share(mine.objective, found, sign)},
         {"regret_most", best.has_plan() ? share(mine.objective, best.bound, sign) : Json(nullptr)},
         {"status", std::string(to_string(best.status))}});
    series.answer["chosen"] = chosen_json(chosen);
    series.proven = series.proven && best.proven();
    ++series.rows;
    on_row(series);
  }
  if (series.rows < static_cast<std::size_t>(ask.draws)) series.proven = false;
  return series;
}

}  // namespace jintu::siting
