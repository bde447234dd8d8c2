// What requests read: one immutable state, swapped as a whole.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "geo/feature/layer.hpp"
#include "services/catalog/site.hpp"
#include "services/tile/tile.hpp"

namespace jintu::http {

/// Immutable. A request takes one and answers from it to the end: one revision.
struct Published {
  std::shared_ptr<const Snapshot> snapshot;
  tile::Sources sources;
  catalog::Site site;
  std::string not_ready;  ///< why /readyz answers 503 ("the archive … cannot be opened"); empty: ready
};

/// Publishes by pointer swap; any thread.
class ServiceState {
 public:
  void publish(std::shared_ptr<const Published> next) {
    const std::lock_guard lock(mutex_);
    current_.swap(next);
  }
  /// nullptr before the first publish.
  std::shared_ptr<const Published> get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }

 private:
  // A mutex, not std::atomic<shared_ptr>: libstdc++ 12's is a spin lock that ThreadSanitizer
  // cannot see through, and uncontended both cost some 20 ns.
  mutable std::mutex mutex_;
  std::shared_ptr<const Published> current_;
};

}  // namespace jintu::http
