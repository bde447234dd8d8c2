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
#include "services/siting/jobs/job_state.hpp"
#include "services/siting/jobs/robustness.hpp"
#include "services/siting/jobs/series.hpp"
#include "services/siting/question/job_options.hpp"
#include "services/siting/question/problem_file.hpp"

namespace jintu::siting {

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

  /// Throws Error{unavailable} when the queue is full, or the memory; Error{conflict} when the job
  /// that is to be gone on with asked something else, or has no plan; else as `check_before_queue`.
  JobState submit(std::string title, Json problem, const JobOptions& options);
  /// The problem solved several times over. Throws as `submit` does, and as `widest_problem` and
  /// `check_robustness`.
  JobState submit_elbow(std::string title, Json problem, ElbowAsk ask, const JobOptions& options);
  JobState submit_robustness(std::string title, const Json& problem, RobustnessAsk ask,
                             const JobOptions& options);
  std::vector<JobState> list() const;  ///< newest first
  /// These throw Error{not_found}.
  JobState state(const std::string& id) const;
  /// `problem_text` of what was asked.
  std::shared_ptr<const std::string> problem(const std::string& id) const;
  JobState cancel(const std::string& id);
  /// Throws Error{conflict} while there is none yet and for a job that is a
  /// series, or the job's own error.
  std::shared_ptr<const JobResult> result(const std::string& id) const;
  /// What a series has so far; nullptr for other jobs. Throws the job's own error.
  std::shared_ptr<const Series> series(const std::string& id) const;
  /// What the memory limit is held against.
  std::size_t bytes() const;

 private:
  JobState submit_series(std::string title, const Json& problem, SeriesWork work,
                         const JobOptions& options);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::siting
