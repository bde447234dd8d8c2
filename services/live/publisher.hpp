// Keeps what the server publishes in step with the store and the archive on disk.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "geo/store/feature_store.hpp"
#include "services/config/config.hpp"
#include "services/live/archives.hpp"
#include "services/live/published.hpp"
#include "services/live/released.hpp"
#include "services/venues/pinyin.hpp"

namespace jintu::live {

/// The layers that no snapshot holds, with the number of their records: to be counted anew only
/// when one was replaced.
std::shared_ptr<const catalog::StoredLayers> stored_layers(const FeatureStore& store);

/// Publishes once when made, then looks every second whether another process committed
/// (`jintu import`), put a new archive in place (`jintu tiles build`), took the store away or
/// filled the disk. Sources of layers that did not change are kept, and with them their cached
/// tiles.
class Publisher {
 public:
  /// `pins`: of the releases; empty: there are none.
  Publisher(const Config& config, FeatureStore& store, ServiceState& state, Pins pins = {});
  ~Publisher();
  /// What writes to the store in this process holds this, and then calls `publish_changes` before
  /// it lets go: so that no request after an edit's answer is answered from an older state.
  std::mutex& writer() { return mutex_; }
  /// Under `writer()`. The edit is committed by then, so that nothing that fails here is its
  /// failure: it is logged, and the watcher publishes as soon as it can.
  void publish_changes(const ChangeSet& changes) noexcept;
  /// After a release was made or withdrawn in this process: publishes it before it returns. Throws
  /// Error; then what was published before goes on being served.
  void release_changed();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

 private:
  /// `own`: the commit that made it necessary, when it was one of this process.
  void publish(const ChangeSet* own = nullptr);
  /// All that was committed since the last publish, of whatever process; nothing when that is not
  /// known, and everything may differ.
  std::optional<std::vector<ChangeSet>> commits_until(const Snapshot& now,
                                                      const ChangeSet* own) const;
  /// What keeps the service from being ready beside its archives; empty when nothing does.
  std::string hindrance() const;
  /// The release that is shown; the one before while that cannot be read.
  std::optional<Pin> pin_now() const;
  void look();
  void watch();
  /// Whether the `step` went through; what it throws is logged, once while it stays the same.
  bool tried(const std::function<void()>& step) noexcept;

  std::string complaint_, osm_source_;
  const Config& config_;
  FeatureStore& store_;
  ServiceState& state_;
  std::map<std::string, catalog::LayerFacts, std::less<>> facts_;
  std::map<std::string, std::shared_ptr<const Json>, std::less<>> schemas_;  ///< of records
  venues::Pinyin pinyin_;
  std::shared_ptr<const std::string> venues_;
  std::shared_ptr<const catalog::StoredLayers> stored_;
  std::shared_ptr<const hours::Calendar> calendar_ = std::make_shared<const hours::Calendar>();
  const Pins pins_;
  Released released_;
  std::optional<Pin> pin_;                     // of the last publish
  std::shared_ptr<const Snapshot> published_;  // the same
  std::string hindrance_, epoch_;              // of the last publish
  Archives archives_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool behind_ = false;  ///< a publish failed: what is published is older than the store
  bool stopping_ = false;
  std::atomic<bool> heard_ = false;  ///< of another process's commit
  std::thread watcher_;
};

}  // namespace jintu::live
