// How the answer changes with the number of sites, or with the standard: the elbow curve.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/job_options.hpp"
#include "services/siting/question/problem_file.hpp"

namespace jintu::siting {

/// One of the two lists has values.
struct ElbowAsk {
  std::vector<Index> p;
  std::vector<double> standards;  ///< metres

  std::size_t size() const { return p.size() + standards.size(); }
};

inline constexpr std::size_t most_elbow_rows = 30;

/// The members p and standard_m: lists of 1 to `most_elbow_rows` values. Throws Error{bad_input}.
ElbowAsk elbow_ask(Fields& fields);
/// `problem` with the largest value that is asked for, so that it is measured once for all.
/// Throws Error{bad_input} when its kind has no such value.
Json widest_problem(Json problem, const ElbowAsk& ask);

struct ElbowCurve {
  Json rows = Json::array();  ///< {"p" or "standard_m", "best", "bound", "sites", "status"}, in the
                              ///< order asked for
  bool proven = true;         ///< each of them
};
Json to_json(const ElbowCurve& curve);

/// `file` is `widest_problem` as read. `options.time_limit_s` is for each value. Calls `on_row`
/// after each; ends early, with the rows so far, when it is stopped.
ElbowCurve elbow(const ProblemFile& file, const ElbowAsk& ask, const JobOptions& options,
                 const Progress& progress, const std::function<void(const ElbowCurve&)>& on_row);

}  // namespace jintu::siting
