#include "services/http/server/waiters.hpp"

#include <algorithm>
#include <utility>

#include "services/http/wire/last_catch.hpp"

namespace jintu::http {

Waiters::Waiters(std::size_t capacity) : capacity_(capacity), thread_([this] { run(); }) {}

Waiters::~Waiters() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool Waiters::add(Clock::time_point until, Wake wake) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || waiting_.size() >= capacity_) return false;
    waiting_.push_back({until, std::move(wake)});
  }
  changed_.notify_all();
  return true;
}

void Waiters::notify() {
  {
    const std::lock_guard lock(mutex_);
    notified_ = true;
  }
  changed_.notify_all();
}

void Waiters::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = notified_ = true;
  }
  changed_.notify_all();
}

void Waiters::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    auto until = Clock::time_point::max();
    for (const Waiter& waiter : waiting_) until = std::min(until, waiter.until);
    const auto due = [this] { return notified_ || ended_; };
    const std::size_t before = waiting_.size();
    if (waiting_.empty())
      changed_.wait(lock, [&] { return due() || waiting_.size() != before; });
    else
      changed_.wait_until(lock, until, [&] { return due() || waiting_.size() != before; });
    const bool all = std::exchange(notified_, false) || ended_;
    const auto now = Clock::now();
    std::vector<Waiter> woken;
    for (auto it = waiting_.begin(); it != waiting_.end();) {
      if (!all && it->until > now) {
        ++it;
        continue;
      }
      woken.push_back(std::move(*it));
      it = waiting_.erase(it);
    }
    lock.unlock();
    for (Waiter& waiter : woken) last_catch("waiters", waiter.wake);
    lock.lock();
    if (ended_ && waiting_.empty()) return;
  }
}

}  // namespace jintu::http
