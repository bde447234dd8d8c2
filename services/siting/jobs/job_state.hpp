// A job of siting as it is told, and its problem as it is kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

enum class JobStatus { queued, running, proven, stopped, infeasible, failed, cancelled };
std::string_view to_string(JobStatus status) noexcept;
/// Of a job that ended with this answer.
JobStatus status_of(const SitingSolution& solution) noexcept;

/// A job at one moment.
struct JobState {
  std::string id, title;
  JobStatus status = JobStatus::queued;
  std::chrono::system_clock::time_point asked;
  std::uint64_t step = 1;             ///< grows with every change
  std::string_view phase = "queued";  ///< queued, walks, search, done
  std::optional<double> best, bound, gap;
  bool checked = false;  ///< of proven and infeasible: our own checker accepted the proof
  double elapsed_s = 0;  ///< since it began to run
  std::int64_t nodes = 0;
  struct Moment {
    double seconds;
    std::optional<double> best, bound;
  };
  std::vector<Moment> history;  ///< at most 400, thinned as they grow
  struct FrontMoment {
    double objective, other;
    bool proven;
  };
  std::vector<FrontMoment>
      front;  ///< of a problem that asks for one: what was found so far, then the front itself
  std::optional<Error> error;  ///< of failed
};

/// A problem as jobs keep it: as a text it takes a tenth of the memory.
std::string problem_text(const Json& problem);

}  // namespace jintu::siting
