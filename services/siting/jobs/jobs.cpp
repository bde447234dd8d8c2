#include "services/siting/jobs/jobs.hpp"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <stop_token>
#include <thread>

#include "geo/base/background.hpp"
#include "geo/base/error.hpp"
#include "geo/base/log.hpp"
#include "services/siting/jobs/job_memory.hpp"

namespace jintu::siting {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t most_moments = 400;
constexpr auto least_pause = std::chrono::milliseconds(100);  // between two steps of one search

double seconds_since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

std::optional<double> known(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

struct Jobs::Impl {
  struct Job {
    JobState state;
    std::shared_ptr<const std::string> problem;
    std::size_t result_bytes = 0;
    JobOptions options;
    std::stop_source stop;
    Clock::time_point began, told;
    std::shared_ptr<const JobResult> result;
    std::shared_ptr<const JobResult> before;  ///< whose search this one goes on with
    SeriesWork series;                        ///< what a series does; empty for other jobs
    std::shared_ptr<const Series> rows;       ///< of a series, so far
  };
  using JobPtr = std::shared_ptr<Job>;

  Impl(JobsOptions o, City& c) : options(o), city(c) {
    for (int k = 0; k < options.max_running; ++k)
      threads.emplace_back([this] {
        work_in_background();  // answers to people come first
        while (!run_guarded()) {
        }
      });
  }
  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
      for (const auto& entry : jobs) entry.second->stop.request_stop();
    }
    wake.notify_all();
    for (auto& thread : threads) thread.join();
  }

  JobPtr find(const std::string& id) const {
    const auto at = jobs.find(id);
    if (at == jobs.end())
      throw Error(ErrorCode::not_found,
                  "没有此任务 there is no such job, or it is forgotten: " + id.substr(0, 40));
    return at->second;
  }
  static JobState now(const Job& job) {
    JobState state = job.state;
    if (state.status == JobStatus::running) state.elapsed_s = seconds_since(job.began);
    return state;
  }
  /// Not under the lock: who listens may ask.
  void tell() {
    const std::lock_guard lock(listener_mutex);
    if (listener) listener();
  }

  void news(Job& job, const SolveNews& news) {
    {
      const std::lock_guard lock(mutex);
      JobState& s = job.state;
      s.best = known(news.objective);
      s.bound = known(news.bound);
      s.gap = known(news.gap);
      if (!s.best) s.gap.reset();
      s.history.push_back({seconds_since(job.began), s.best, s.bound});
      if (s.history.size() > most_moments) {
        for (std::size_t k = 1; 2 * k < s.history.size(); ++k) s.history[k] = s.history[2 * k];
        s.history.resize((s.history.size() + 1) / 2);
      }
      if (Clock::now() - job.told < least_pause) return;
      job.told = Clock::now();
      ++s.step;
    }
    tell();
  }

  void found(Job& job, const FrontPoint& point) {
    {
      const std::lock_guard lock(mutex);
      job.state.front.push_back({point.objective, point.other, point.proven});
      ++job.state.step;
    }
    tell();
  }

  std::shared_ptr<const JobResult> work(Job& job) {
    Progress progress;
    progress.stop = job.stop.get_token();
    ProblemFile file =
        read_problem(parse_json(*job.problem, "problem"), "problem", "", city.store(), progress,
                     [this](const Progress& p) { return city.network(p); });
    {
      const std::lock_guard lock(mutex);
      job.state.phase = "search";
      ++job.state.step;
    }
    tell();
    if (job.series) {
      do_series(job, file, progress);
      return nullptr;
    }
    SolveOptions solve;
    solve.time_limit = job.options.time_limit_s;
    solve.relative_gap = job.options.gap;
    solve.seed = job.options.seed;
    solve.certificate = job.options.certificate;
    if (job.before) go_on(*job.before, solve);
    job.before.reset();  // what is forgotten meanwhile is not to live on here
    solve.on_news = [&](const SolveNews& what) { news(job, what); };
    solve.on_front = [&](const FrontPoint& point) { found(job, point); };
    Solved solved = solve_with_certificate(file.problem, solve, progress);
    return std::make_shared<const JobResult>(JobResult{std::move(file), std::move(solved)});
  }

  /// From the plan and the bound that were found before. A bound without its proof would make a
  /// certificate that does not show it.
  static void go_on(const JobResult& before, SolveOptions& solve) {
    const SitingSolution& known = before.solved.solution;
    if (!known.has_plan() || !known.sizes.empty()) return;
    solve.start = known.open;
    if (!solve.certificate && std::isfinite(known.bound)) solve.known_bound = known.bound;
  }

  void do_series(Job& job, const ProblemFile& file, const Progress& progress) {
    const auto keep = [&](const Series& series) {
      {
        const std::lock_guard lock(mutex);
        job.rows = std::make_shared<const Series>(series);
        ++job.state.step;
      }
      tell();
    };
    keep(job.series(file, job.options, progress, keep));
  }

  void finish(Job& job, std::shared_ptr<const JobResult> result, std::optional<Error> error) {
    const std::size_t found = result ? bytes_of(*result) : 0;
    const std::lock_guard lock(mutex);
    job.result_bytes = found;
    JobState& s = job.state;
    s.elapsed_s = seconds_since(job.began);
    s.phase = "done";
    ++s.step;
    if (result) {
      const SitingSolution& solution = result->solved.solution;
      s.status = status_of(solution);
      if (s.status == JobStatus::stopped && job.stop.stop_requested())
        s.status = JobStatus::cancelled;
      const bool plan = solution.has_plan();
      s.best = plan ? known(solution.objective) : std::nullopt;
      s.bound = plan ? known(solution.bound) : std::nullopt;
      s.gap = known(solution.gap());
      s.checked = result->solved.checked;
      s.nodes = solution.nodes;
      s.front.clear();
      for (const FrontPoint& point : solution.front)
        s.front.push_back({point.objective, point.other, point.proven});
      s.history.push_back({s.elapsed_s, s.best, s.bound});
      job.result = std::move(result);
    } else if (job.series && !error) {
      s.status = job.rows->proven            ? JobStatus::proven
                 : job.stop.stop_requested() ? JobStatus::cancelled
                                             : JobStatus::stopped;
    } else if (job.stop.stop_requested()) {
      s.status = JobStatus::cancelled;
    } else {
      s.status = JobStatus::failed;
      s.error = std::move(error);
    }
    finished.push_back(s.id);
    forget();
  }

  static std::size_t bytes_of_job(const Job& job) {
    const JobState& s = job.state;
    std::size_t bytes = sizeof job + 500 + job.problem->capacity() + job.result_bytes +
                        s.history.capacity() * sizeof(JobState::Moment) +
                        s.front.capacity() * sizeof(JobState::FrontMoment);
    if (job.rows)
      bytes += job.rows->rows * 1000 + 100 * job.rows->answer.value("chosen", Json::array()).size();
    return bytes;
  }

  /// Under the lock. Networks that several jobs were measured on count once.
  std::size_t counted() const {
    std::size_t bytes = 0;
    std::set<const network::WalkGraph*> graphs;
    for (const auto& entry : jobs) {
      bytes += bytes_of_job(*entry.second);
      const auto* result = entry.second->result.get();
      const auto* graph = result ? result->problem.measuring.graph.get() : nullptr;
      if (graph && graphs.insert(graph).second) bytes += bytes_of_network(*graph);
    }
    return bytes;
  }

  /// Under the lock. The newest stays whatever it weighs.
  void forget() {
    while (finished.size() > options.most_kept ||
           (finished.size() > 1 && counted() > options.memory_bytes)) {
      jobs.erase(finished.front());
      finished.pop_front();
    }
  }

  /// What nobody caught (a failed allocation in between two jobs) must not end the process.
  bool run_guarded() noexcept {
    try {
      run();
      return true;
    } catch (const std::exception& error) {
      log::error("siting job", error.what());
    } catch (...) {
      log::error("siting job", "unknown");
    }
    return false;
  }

  void run() {
    for (;;) {
      JobPtr job;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopping || !queue.empty(); });
        if (stopping) return;
        job = queue.front();
        queue.pop_front();
        job->state.status = JobStatus::running;
        job->state.phase = "walks";
        ++job->state.step;
        job->began = Clock::now();
      }
      tell();
      std::shared_ptr<const JobResult> result;
      std::optional<Error> error;
      try {
        result = work(*job);
      } catch (const Error& e) {
        error = e;
      } catch (const std::bad_alloc&) {
        error = Error(ErrorCode::too_large,
                      "内存不足 the problem does not fit into memory; a shorter cutoff_m helps");
      } catch (const std::exception& e) {
        error = Error(ErrorCode::internal, "内部错误 internal error", e.what());
      } catch (...) {  // COIN's errors are exceptions of no base
        error = Error(ErrorCode::internal, "内部错误 internal error", "thrown by a solver");
      }
      finish(*job, result, std::move(error));
      tell();
      if (result) make_ready(*result);
      result.reset();
      job.reset();
      give_back();
    }
  }

  /// What a search used and freed is kept by the allocator, in the arena of this thread; the next
  /// search may be an hour away.
  static void give_back() { ::malloc_trim(0); }

  /// So that the first site that is dragged is weighed as fast as the next. After the answer is
  /// out.
  static void make_ready(const JobResult& result) {
    try {
      result.fresh->prepare(result.problem);
    } catch (const std::exception&) {  // who asks will be told
    }
  }

  /// Under the lock: of what waits and runs.
  std::size_t pending() const {
    std::size_t bytes = 0;
    for (const auto& entry : jobs)
      if (entry.second->state.phase != "done") bytes += bytes_of_job(*entry.second);
    return bytes;
  }
  JobState add(std::shared_ptr<Job> job);
  std::shared_ptr<const JobResult> to_go_on_with(const std::string& id,
                                                 const std::string& problem) const;

  const JobsOptions options;
  City& city;
  mutable std::mutex mutex;
  std::condition_variable wake;
  std::map<std::string, JobPtr> jobs;
  std::deque<JobPtr> queue;
  std::deque<std::string> finished;  ///< oldest first
  std::uint64_t numbered = 0;
  bool stopping = false;
  std::mutex listener_mutex;
  std::function<void()> listener;
  std::vector<std::thread> threads;
};

Jobs::Jobs(JobsOptions options, City& city) : impl_(std::make_unique<Impl>(options, city)) {}
Jobs::~Jobs() = default;

void Jobs::on_change(std::function<void()> call) {
  const std::lock_guard lock(impl_->listener_mutex);
  impl_->listener = std::move(call);
}

std::shared_ptr<const JobResult> Jobs::Impl::to_go_on_with(const std::string& id,
                                                           const std::string& problem) const {
  const std::lock_guard lock(mutex);
  const auto job = find(id);
  if (job->series || *job->problem != problem)
    throw Error(ErrorCode::conflict,
                "options.from: 那个任务求解的是另一个问题 that job solved another problem");
  if (!job->result || !job->result->solved.solution.has_plan())
    throw Error(ErrorCode::conflict,
                "options.from: 那个任务还没有方案 that job has no plan to go on from");
  return job->result;
}

JobState Jobs::Impl::add(std::shared_ptr<Job> job) {
  JobState state;
  {
    const std::lock_guard lock(mutex);
    if (stopping || queue.size() >= options.max_queued)
      throw Error(ErrorCode::unavailable,
                  "排队任务过多 too many jobs are waiting; try again shortly");
    if (pending() + bytes_of_job(*job) > options.memory_bytes && pending() > 0)
      throw Error(ErrorCode::unavailable,
                  "任务内存已满 the jobs that wait and run fill the memory for jobs ([siting] "
                  "memory_mb); try again shortly");
    job->state.asked = std::chrono::system_clock::now();
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(job->state.asked.time_since_epoch())
            .count();
    char id[64];
    std::snprintf(id, sizeof id, "j%011llx-%llx", static_cast<unsigned long long>(ms),
                  static_cast<unsigned long long>(++numbered));
    job->state.id = id;
    jobs.emplace(id, job);
    queue.push_back(job);
    forget();
    state = job->state;
  }
  wake.notify_one();
  return state;
}

JobState Jobs::submit(std::string title, Json problem, const JobOptions& options) {
  check_before_queue(problem);
  auto job = std::make_shared<Impl::Job>();
  job->problem = std::make_shared<const std::string>(problem_text(problem));
  job->options = options;
  job->state.title = std::move(title);
  if (!options.from.empty()) job->before = impl_->to_go_on_with(options.from, *job->problem);
  return impl_->add(std::move(job));
}

JobState Jobs::submit_series(std::string title, const Json& problem, SeriesWork work,
                             const JobOptions& options) {
  if (!options.from.empty())
    throw Error(ErrorCode::bad_input, "options.from: 只用于单个方案 is for a single plan only");
  check_before_queue(problem);
  auto job = std::make_shared<Impl::Job>();
  job->problem = std::make_shared<const std::string>(problem_text(problem));
  job->series = std::move(work);
  job->options = options;
  job->state.title = std::move(title);
  return impl_->add(std::move(job));
}

JobState Jobs::submit_robustness(std::string title, const Json& problem, RobustnessAsk ask,
                                 const JobOptions& options) {
  check_robustness(problem, ask, options);
  return submit_series(
      std::move(title), problem,
      [ask = std::move(ask)](const ProblemFile& file, const JobOptions& how, const Progress& p,
                             const OnRow& on_row) { return robustness(file, ask, how, p, on_row); },
      options);
}

JobState Jobs::submit_elbow(std::string title, Json problem, ElbowAsk ask,
                            const JobOptions& options) {
  const Json widest = widest_problem(std::move(problem), ask);
  return submit_series(
      std::move(title), widest,
      [ask = std::move(ask)](const ProblemFile& file, const JobOptions& how, const Progress& p,
                             const OnRow& on_row) { return elbow(file, ask, how, p, on_row); },
      options);
}

std::vector<JobState> Jobs::list() const {
  const std::lock_guard lock(impl_->mutex);
  std::vector<JobState> out;
  for (auto it = impl_->jobs.rbegin(); it != impl_->jobs.rend(); ++it) {
    out.push_back(Impl::now(*it->second));
    out.back().history.clear();
    out.back().front.clear();
  }
  return out;
}

JobState Jobs::state(const std::string& id) const {
  const std::lock_guard lock(impl_->mutex);
  return Impl::now(*impl_->find(id));
}

std::size_t Jobs::bytes() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->counted();
}

std::shared_ptr<const std::string> Jobs::problem(const std::string& id) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->find(id)->problem;
}

JobState Jobs::cancel(const std::string& id) {
  JobState state;
  {
    const std::lock_guard lock(impl_->mutex);
    const auto job = impl_->find(id);
    job->stop.request_stop();
    const auto at = std::find(impl_->queue.begin(), impl_->queue.end(), job);
    if (at != impl_->queue.end()) {
      impl_->queue.erase(at);
      job->state.status = JobStatus::cancelled;
      job->state.phase = "done";
      ++job->state.step;
      impl_->finished.push_back(id);
      impl_->forget();
    }
    state = Impl::now(*job);
  }
  impl_->tell();
  return state;
}

std::shared_ptr<const Series> Jobs::series(const std::string& id) const {
  const std::lock_guard lock(impl_->mutex);
  const auto job = impl_->find(id);
  if (!job->series) return nullptr;
  if (job->state.error) throw *job->state.error;
  if (job->rows) return job->rows;
  return std::make_shared<const Series>(Series{{{"rows", Json::array()}}});
}

std::shared_ptr<const JobResult> Jobs::result(const std::string& id) const {
  const std::lock_guard lock(impl_->mutex);
  const auto job = impl_->find(id);
  if (job->result) return job->result;
  if (job->state.error) throw *job->state.error;
  if (job->series)
    throw Error(
        ErrorCode::conflict,
        "这是一串方案，不是一个方案 this job is a series of plans, and has none of its own");
  throw Error(ErrorCode::conflict,
              job->state.phase == "done"
                  ? "任务已取消，没有方案 the job was cancelled before it had a plan"
                  : "尚未算完 the job has not ended yet");
}

}  // namespace jintu::siting
