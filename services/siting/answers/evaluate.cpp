#include "services/siting/answers/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/base/error.hpp"
#include "geo/siting/solvers/moved_plan.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/id_index.hpp"

namespace jintu::siting {

namespace {

constexpr std::size_t most_moves = 200;

struct Move {
  CandidateIndex candidate;
  Position to;
};

struct OwnPlan {
  std::vector<CandidateIndex> open;
  std::vector<Move> moves;
};

OwnPlan plan_of(const SitingProblem& problem, const Json& json) {
  Fields fields(json, "evaluate");
  const IdIndex index(static_cast<std::size_t>(problem.candidates()),
                      [&](std::size_t j) { return problem.candidate_name(CandidateIndex{j}); });
  const auto candidate = [&](const Fields& at, const char* name, const std::string& id) {
    const auto found = index.find(id);
    if (!found) at.refuse(std::string(name) + ": there is no candidate \"" + id + "\"");
    return CandidateIndex{*found};
  };
  OwnPlan plan;
  fields.need("sites");
  for (const auto& id : fields.find_ids("sites"))
    plan.open.push_back(candidate(fields, "sites", id));
  std::sort(plan.open.begin(), plan.open.end());
  if (const Json* moves = fields.find("move")) {
    if (!moves->is_array() || moves->size() > most_moves)
      fields.refuse("move: expected a list of at most " + std::to_string(most_moves));
    for (std::size_t k = 0; k < moves->size(); ++k) {
      Fields move((*moves)[k], "evaluate: move[" + std::to_string(k) + "]");
      const CandidateIndex j = candidate(move, "candidate", move.id("candidate"));
      const Position to{move.number("lon"), move.number("lat")};
      if (!(std::abs(to.lon) <= 180 && std::abs(to.lat) <= 90))
        move.refuse("lon, lat: expected degrees");
      move.done();
      plan.moves.push_back({j, to});
    }
  }
  fields.done();
  return plan;
}

std::vector<MovedSite> measured(const JobResult& result, const OwnPlan& plan) {
  const ProblemFile& file = result.problem;
  const SiteDistances& between = file.problem.requirements().between;
  std::vector<Position> at;
  if (!plan.moves.empty() && between.demands() > 0 && !file.candidates.empty()) {
    for (const CandidateIndex j : plan.open) at.push_back(file.candidates[j]);
    for (const Move& move : plan.moves) {
      const auto place = std::lower_bound(plan.open.begin(), plan.open.end(), move.candidate);
      if (place != plan.open.end() && *place == move.candidate)
        at[static_cast<std::size_t>(place - plan.open.begin())] = move.to;
    }
  }
  std::vector<MovedSite> moved;
  for (const Move& move : plan.moves) {
    moved.push_back({move.candidate, result.fresh->reach(file, move.to), {}});
    if (!at.empty()) moved.back().apart = result.fresh->apart(file, move.to, at, between.cutoff());
  }
  return moved;
}

struct Walk {
  double distance, weight;
};

/// Infinite when the site is beyond the cut-off.
double walk(const SitingProblem& problem, DemandIndex demand, CandidateIndex site) {
  const auto sites = problem.distances().sites(demand);
  const auto at = std::find(sites.begin(), sites.end(), site);
  if (at == sites.end()) return std::numeric_limits<double>::infinity();
  return problem.distances().distances(demand)[static_cast<std::size_t>(at - sites.begin())];
}

/// The distance within which this share of the weight walks.
double percentile(const std::vector<Walk>& sorted, double served, double share) {
  double sum = 0;
  for (const Walk& one : sorted) {
    sum += one.weight;
    if (sum >= share * served) return one.distance;
  }
  return sorted.back().distance;
}

Json number_or_null(bool known, double value) { return known ? Json(value) : Json(nullptr); }

}  // namespace

Json evaluate(const JobResult& result, const Json& json) {
  const OwnPlan plan = plan_of(result.problem.problem, json);
  const SitingProblem problem =
      problem_of_plan(result.problem.problem, plan.open, measured(result, plan));
  std::vector<CandidateIndex> all(plan.open.size());
  for (std::size_t k = 0; k < all.size(); ++k) all[k] = CandidateIndex{k};
  const SitingSolution s = evaluate_plan(problem, std::move(all));
  Json assignment = Json::array(), walks = Json::array();
  std::vector<Walk> served;
  double sum = 0, weight = 0, unserved = 0;
  for (const DemandIndex i : problem.each_demand()) {
    const CandidateIndex site = s.assignment[i];
    const double distance =
        site < 0 ? std::numeric_limits<double>::infinity() : walk(problem, i, site);
    const bool reached = std::isfinite(distance);
    assignment.push_back(site < 0 ? Json(nullptr) : Json(problem.candidate_name(site)));
    walks.push_back(number_or_null(reached, distance));
    if (problem.weight(i) <= 0) continue;
    if (!reached) {
      unserved += problem.weight(i);
      continue;
    }
    served.push_back({distance, problem.weight(i)});
    sum += distance * problem.weight(i);
    weight += problem.weight(i);
  }
  std::sort(served.begin(), served.end(),
            [](const Walk& a, const Walk& b) { return a.distance < b.distance; });
  const bool any = !served.empty();
  Json answer{{"objective", number_or_null(std::isfinite(s.objective), s.objective)},
              {"sites", s.sites},
              {"mean_m", number_or_null(any, any ? sum / weight : 0)},
              {"p90_m", number_or_null(any, any ? percentile(served, weight, 0.9) : 0)},
              {"max_m", number_or_null(any, any ? served.back().distance : 0)},
              {"served_weight", weight},
              {"unserved_weight", unserved},
              {"assignment", std::move(assignment)},
              {"walk_m", std::move(walks)}};
  if (s.cost > 0) answer["cost"] = s.cost;
  if (!s.reason.empty()) answer["reason"] = s.reason;
  return answer;
}

}  // namespace jintu::siting
