#include "services/http/server/work_pool.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "geo/base/background.hpp"
#include "services/http/wire/last_catch.hpp"

namespace jintu::http {

WorkPool::WorkPool(const WorkPoolOptions& options) : options_(options) {
  for (int i = 0; i < std::max(1, options_.threads); ++i) workers_.emplace_back();
  for (Worker& worker : workers_) worker.thread = std::thread([this, &worker] { run(worker); });
}

WorkPool::~WorkPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  drop_queued();
  stop_running();
  wake_.notify_all();
  for (Worker& worker : workers_) worker.thread.join();
}

bool WorkPool::submit(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_ || queue_.size() >= options_.most_queued) return false;
    queue_.push_back({std::move(work), Clock::now()});
  }
  wake_.notify_one();
  return true;
}

std::size_t WorkPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

std::size_t WorkPool::running() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(workers_.begin(), workers_.end(), [](const Worker& w) { return w.busy; }));
}

void WorkPool::keep_time(Clock::time_point now) {
  std::vector<Work> late;
  {
    const std::lock_guard lock(mutex_);
    while (!queue_.empty() && now - queue_.front().since > options_.most_wait) {
      late.push_back(std::move(queue_.front().work));
      queue_.pop_front();
    }
    for (Worker& worker : workers_)
      if (worker.busy && now - worker.since > options_.most_run) worker.stop.request_stop();
  }
  for (Work& work : late) last_catch("queue", [&] { work.drop(Dropped::waited_too_long); });
}

void WorkPool::drop_queued() {
  std::deque<Queued> dropped;
  {
    const std::lock_guard lock(mutex_);
    dropped.swap(queue_);
  }
  for (Queued& one : dropped) last_catch("queue", [&] { one.work.drop(Dropped::stopping); });
}

void WorkPool::stop_running() {
  const std::lock_guard lock(mutex_);
  for (Worker& worker : workers_)
    if (worker.busy) worker.stop.request_stop();
}

void WorkPool::run(Worker& self) {
  if (options_.background) work_in_background();
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Queued next = std::move(queue_.front());
    queue_.pop_front();
    self.stop = std::stop_source();
    self.since = Clock::now();
    self.busy = true;
    Progress progress;
    progress.stop = self.stop.get_token();
    const bool late = self.since - next.since > options_.most_wait;
    lock.unlock();
    last_catch(options_.name, [&] {
      if (late) {
        next.work.drop(Dropped::waited_too_long);
      } else {
        next.work.run(progress);
      }
    });
    next.work = {};
    lock.lock();
    self.busy = false;
  }
}

}  // namespace jintu::http
