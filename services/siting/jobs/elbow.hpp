// How the answer changes with the number of sites, or with the standard: the elbow curve.
#pragma once

#include <vector>

#include "geo/base/json.hpp"
#include "services/siting/jobs/series.hpp"
#include "services/siting/question/fields.hpp"

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

/// `file` is `widest_problem` as read. Rows {"p" or "standard_m", "best", "bound", "sites",
/// "status"}, in the order asked for.
Series elbow(const ProblemFile& file, const ElbowAsk& ask, const JobOptions& options,
             const Progress& progress, const OnRow& on_row);

}  // namespace jintu::siting
