// Siting problems solved in the background: a bounded queue, threads of its own, progress, cancel.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/siting/solvers/solve.hpp"
#include "services/siting/city/city.hpp"
#include "services/siting/jobs/elbow.hpp"
#include "services/siting/jobs/fresh_distances.hpp"
#include "services/siting/question/job_options.hpp"
#include "services/siting/question/problem_file.hpp"

namespace jintu::siting {

enum class JobStatus { queued, running, proven, stopped, infeasible, failed, cancelled };
std::string_view to_string(JobStatus status) noexcept;

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

/// What a finished job keeps.
struct JobResult {
  ProblemFile problem;
  Solved solved;
  std::shared_ptr<FreshDistances> fresh = std::make_shared<FreshDistances>();
};

struct JobsOptions {
  int max_running = 2;
  std::size_t max_queued = 16;
  /// Of all jobs: what they asked, and what finished ones found. The oldest finished are forgotten;
  /// when what waits and runs fills it, no more is taken.
  std::size_t memory_bytes = std::size_t{512} << 20;
  std::size_t most_kept = 200;  ///< finished jobs
};

/// A problem as jobs keep it: as a text it takes a tenth of the memory.
std::string problem_text(const Json& problem);

/// Any thread.
class Jobs {
 public:
  /// `city` must outlive it.
  Jobs(JobsOptions options, City& city);
  /// Cancels what waits and runs, and waits for the threads.
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// Called after every change, from the thread that made it. An empty function ends it.
  void on_change(std::function<void()> call);

  /// Throws Error{unavailable} when the queue is full, or the memory; else as `check_before_queue`.
  JobState submit(std::string title, Json problem, const JobOptions& options);
  /// The same question for each of several values. Throws as `submit` does, and as
  /// `widest_problem`.
  JobState submit_elbow(std::string title, Json problem, ElbowAsk ask, const JobOptions& options);
  std::vector<JobState> list() const;  ///< newest first
  /// These throw Error{not_found}.
  JobState state(const std::string& id) const;
  /// `problem_text` of what was asked.
  std::shared_ptr<const std::string> problem(const std::string& id) const;
  JobState cancel(const std::string& id);
  /// Throws Error{conflict} while there is none yet and for a job of `submit_elbow`, or the job's
  /// own error.
  std::shared_ptr<const JobResult> result(const std::string& id) const;
  /// The rows so far of a job of `submit_elbow`; nullptr for other jobs. Throws the job's own
  /// error.
  std::shared_ptr<const ElbowCurve> elbow(const std::string& id) const;
  /// What the memory limit is held against.
  std::size_t bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::siting
