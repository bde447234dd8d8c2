// Threads for one kind of work that is not a mere read of memory, behind one bounded queue.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

#include "geo/base/progress.hpp"

namespace jintu::http {

struct WorkPoolOptions {
  std::string_view name;  ///< a literal, for metrics
  int threads = 1;
  std::size_t most_queued = 64;                 ///< beyond: refused at once
  std::chrono::milliseconds most_wait{10'000};  ///< in the queue; beyond: dropped
  std::chrono::milliseconds most_run{30'000};   ///< then the work is asked to stop
  bool background = false;                      ///< its threads give way to others
};

/// Why work was never begun.
enum class Dropped { waited_too_long, stopping };

struct Work {
  /// Looks at the progress now and then where it takes long, and may end with Error{cancelled}.
  std::function<void(const Progress&)> run;
  /// Called instead of `run`, on any thread.
  std::function<void(Dropped)> drop;
};

/// Any thread.
class WorkPool {
 public:
  using Clock = std::chrono::steady_clock;

  explicit WorkPool(const WorkPoolOptions& options);
  /// Drops what is still queued, asks what runs to stop, and waits for it.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  const WorkPoolOptions& options() const { return options_; }
  /// False when the queue is full: then nothing of `work` is called.
  bool submit(Work work);
  std::size_t queued() const;
  std::size_t running() const;
  /// To be called a few times a second: drops what waited too long, stops what runs too long.
  void keep_time(Clock::time_point now);
  void drop_queued();
  void stop_running();

 private:
  struct Queued {
    Work work;
    Clock::time_point since;
  };
  struct Worker {
    std::stop_source stop;
    Clock::time_point since;
    bool busy = false;
    std::thread thread;
  };
  void run(Worker& self);

  const WorkPoolOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Queued> queue_;
  bool ending_ = false;
  std::deque<Worker> workers_;  // their addresses stay
};

}  // namespace jintu::http
