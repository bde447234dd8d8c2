// Requests that wait for the next revision (a long poll), without a thread each.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "services/http/wire/wire.hpp"

namespace jintu::http {

class Waiters {
 public:
  /// Called on this object's thread: for whom something happened, or whose time is up.
  using Wake = std::function<void()>;

  explicit Waiters(std::size_t capacity);
  ~Waiters();
  Waiters(const Waiters&) = delete;
  Waiters& operator=(const Waiters&) = delete;

  /// False when there are too many, or the server is stopping.
  bool add(Clock::time_point until, Wake wake);
  /// Wakes all.
  void notify();
  /// Wakes all, and takes no more.
  void close();
  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  struct Waiter {
    Clock::time_point until;
    Wake wake;
  };
  void run();

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Waiter> waiting_;
  bool notified_ = false, closed_ = false, ended_ = false;
  std::thread thread_;
};

}  // namespace jintu::http
