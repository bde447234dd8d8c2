// Jobs that solve a problem several times over: their answer grows by rows.
#pragma once

#include <cstddef>
#include <functional>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "services/siting/question/job_options.hpp"
#include "services/siting/question/problem_file.hpp"

namespace jintu::siting {

struct Series {
  Json answer;           ///< as it is given out
  bool proven = true;    ///< each row
  std::size_t rows = 0;  ///< so far
};

using OnRow = std::function<void(const Series&)>;
/// `options.time_limit_s` is for each row. Calls `on_row` after each; ends early, with the rows so
/// far, when it is stopped.
using SeriesWork =
    std::function<Series(const ProblemFile&, const JobOptions&, const Progress&, const OnRow&)>;

}  // namespace jintu::siting
