#include "services/siting/jobs/elbow.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/siting/solvers/solve.hpp"

namespace jintu::siting {

namespace {

std::vector<double> values_of(Fields& fields, const char* name) {
  std::vector<double> values;
  const Json* list = fields.find(name);
  if (!list) return values;
  const auto refuse = [&] {
    fields.refuse(std::string(name) + ": expected a list of 1 to " +
                  std::to_string(most_elbow_rows) + " different numbers above 0");
  };
  if (!list->is_array() || list->empty() || list->size() > most_elbow_rows) refuse();
  for (const Json& value : *list) {
    if (!value.is_number() || !(value.get<double>() > 0 && value.get<double>() <= 1e6)) refuse();
    values.push_back(value.get<double>());
    if (std::find(values.begin(), values.end() - 1, values.back()) != values.end() - 1) refuse();
  }
  return values;
}

bool any_of(const std::string& kind, std::initializer_list<Kind> kinds) {
  return std::any_of(kinds.begin(), kinds.end(), [&](Kind k) { return kind == to_string(k); });
}

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// A value that contradicts the rest of the problem is an answer here, not an error.
Json row_of(SitingDraft draft, const SolveOptions& options, const Progress& progress,
            bool& proven) {
  Json row;
  try {
    const SitingSolution s = solve(SitingProblem::checked(std::move(draft)), options, progress);
    proven = s.proven();
    row["best"] = s.has_plan() ? finite(s.objective) : Json(nullptr);
    row["bound"] = s.has_plan() ? finite(s.bound) : Json(nullptr);
    row["sites"] = s.sites;
    row["status"] = std::string(to_string(s.status));
    if (!s.reason.empty()) row["reason"] = s.reason;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_input) throw;
    proven = true;
    row = {{"best", nullptr},
           {"bound", nullptr},
           {"sites", 0},
           {"status", "infeasible"},
           {"reason", error.public_detail()}};
  }
  return row;
}

}  // namespace

ElbowAsk elbow_ask(Fields& fields) {
  ElbowAsk ask;
  for (const double p : values_of(fields, "p")) {
    if (p != std::floor(p)) fields.refuse("p: expected whole numbers");
    ask.p.push_back(static_cast<Index>(p));
  }
  ask.standards = values_of(fields, "standard_m");
  if (ask.p.empty() == ask.standards.empty())
    fields.refuse("expected a list of p, or of standard_m");
  return ask;
}

Json widest_problem(Json problem, const ElbowAsk& ask) {
  if (!problem.is_object()) throw Error(ErrorCode::bad_input, "problem: expected an object");
  const auto at = problem.find("kind");
  const std::string kind = at != problem.end() && at->is_string() ? at->get<std::string>() : "";
  if (!ask.p.empty()) {
    if (any_of(kind, {Kind::lscp, Kind::lscp_backup}))
      throw Error(ErrorCode::bad_input,
                  "p: " + kind + " 没有 p has no p; ask for a list of standard_m");
    problem["p"] = *std::max_element(ask.p.begin(), ask.p.end());
  } else {
    if (!any_of(kind, {Kind::lscp, Kind::lscp_backup, Kind::mclp}))
      throw Error(ErrorCode::bad_input,
                  "standard_m: " + kind + " 没有标准距离 has no standard; ask for a list of p");
    problem["standard_m"] = *std::max_element(ask.standards.begin(), ask.standards.end());
  }
  return problem;
}

Series elbow(const ProblemFile& file, const ElbowAsk& ask, const JobOptions& options,
             const Progress& progress, const OnRow& on_row) {
  SolveOptions solve;
  solve.time_limit = options.time_limit_s;
  solve.relative_gap = options.gap;
  solve.seed = options.seed;
  Series curve{{{"kind", "elbow"}, {"rows", Json::array()}}};
  for (std::size_t k = 0; k < ask.size() && !progress.stop.stop_requested(); ++k) {
    SitingDraft draft = file.problem.draft();
    Json row;
    if (ask.p.empty())
      row["standard_m"] = *(draft.standard = ask.standards[k]);
    else
      row["p"] = *(draft.p = ask.p[k]);
    bool proven = false;
    try {
      row.update(row_of(std::move(draft), solve, progress, proven));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::cancelled) throw;
      break;
    }
    curve.proven = curve.proven && proven;
    curve.answer["rows"].push_back(std::move(row));
    ++curve.rows;
    on_row(curve);
  }
  if (curve.rows < ask.size()) curve.proven = false;
  return curve;
}

}  // namespace jintu::siting
