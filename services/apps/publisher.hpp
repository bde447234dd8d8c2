// Keeps what the server publishes in step with the store and the archive on disk.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

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
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

 private:
  void publish();
  bool archive_changed();
  void watch();

  const Config& config_;
  FeatureStore& store_;
  http::ServiceState& state_;
  std::map<std::string, catalog::LayerFacts, std::less<>> facts_;
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers_;  // of the last publish
  std::shared_ptr<const Layer> districts_;
  std::pair<std::filesystem::file_time_type, std::uintmax_t> archive_stamp_{};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace jintu::apps
