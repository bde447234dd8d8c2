// Equal wishes at the same time are met once: the first makes, the others wait for its result.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace jintu::tile {

/// `Waiter` is whatever can be answered later. Waiting takes no thread. Any thread.
template <class Waiter>
class SingleFlight {
 public:
  /// True for the first to wait for `key`: it makes what is wanted, then answers all that `land`
  /// gives back, itself among them, whatever became of it.
  bool join(const std::string& key, Waiter waiter) {
    const std::lock_guard lock(mutex_);
    auto& waiters = flights_[key];
    waiters.push_back(std::move(waiter));
    return waiters.size() == 1;
  }
  /// All who wait for `key`, in the order they came; who comes later is a first again.
  std::vector<Waiter> land(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto it = flights_.find(key);
    if (it == flights_.end()) return {};
    auto waiters = std::move(it->second);
    flights_.erase(it);
    return waiters;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<Waiter>> flights_;
};

}  // namespace jintu::tile
