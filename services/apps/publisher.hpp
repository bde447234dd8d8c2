// Keeps what the server publishes in step with the store and the archive on disk.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>

#include "geo/store/feature_store.hpp"
#include "services/config/config.hpp"
#include "services/http/state.hpp"

namespace jintu::apps {

/// Publishes once when made, then looks every second whether another process committed
/// (`jintu import`) or put a new archive in place (`jintu tiles build`). Sources of layers that
/// did not change are kept, and with them their cached tiles.
class Publisher {
 public:
  Publisher(const Config& config, FeatureStore& store, http::ServiceState& state);
  ~Publisher();
  /// What writes to the store in this process holds this, and then calls `publish_changes` before
  /// it lets go: so that no request after an edit's answer is answered from an older state.
  std::mutex& writer() { return mutex_; }
  /// Under `writer()`.
  void publish_changes(const ChangeSet& changes);
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

 private:
  /// `changes`: all that differs from the last publish; nullptr when that is not known.
  void publish(const ChangeSet* changes = nullptr);
  bool archive_changed();
  void open_archive();
  void watch();

  const Config& config_;
  FeatureStore& store_;
  http::ServiceState& state_;
  std::map<std::string, catalog::LayerFacts, std::less<>> facts_;
  std::shared_ptr<const hours::Calendar> calendar_ = std::make_shared<const hours::Calendar>();
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers_;  // of the last publish
  std::shared_ptr<const Layer> districts_;
  std::shared_ptr<const edit::ChangeLog> changes_;
  std::shared_ptr<const tiles::TileSource> archive_;  // opened once for each archive that is put in place
  std::optional<tiles::ArchiveFile> archive_file_;    // the same archive
  std::optional<Json> archive_quality_;               // written beside it when it was checked
  std::string archive_fault_;
  std::tuple<std::filesystem::file_time_type, std::uintmax_t, std::filesystem::file_time_type> archive_stamp_{};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace jintu::apps
