// Threads for what is not a mere read of memory, behind one bounded queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jintu::http {

class WorkPool {
 public:
  WorkPool(int threads, std::size_t most_queued);
  /// Drops what is still queued, waits for what runs.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  /// False when the queue is full: the caller answers 503. `work` must not throw.
  bool submit(std::function<void()> work);
  std::size_t queued() const;

 private:
  void run();

  const std::size_t most_queued_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace jintu::http
