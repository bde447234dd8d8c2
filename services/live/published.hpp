// What requests read: one immutable state, swapped as a whole.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "geo/feature/layer.hpp"
#include "geo/store/feature_store.hpp"
#include "services/catalog/collections.hpp"
#include "services/catalog/site.hpp"
#include "services/hours/calendar.hpp"
#include "services/live/change_log.hpp"
#include "services/tile/tile.hpp"
#include "services/tile/variant.hpp"
#include "tiles/archive/archive_file.hpp"

namespace jintu::live {

/// Which state of the data is asked for.
enum class View {
  released,  ///< what everybody sees: the newest release; without one the same as `working`
  working    ///< what is stored, for those who edit and review
};

/// Immutable. A request takes one and answers from it to the end: one revision.
struct Published {
  std::shared_ptr<const Snapshot> snapshot;
  std::string epoch;  ///< of the store: whose revisions these are
  /// The layers that no snapshot holds, as they were at `snapshot`'s revision; they are read from
  /// `store`, which may be further by then.
  std::shared_ptr<const catalog::StoredLayers> stored =
      std::make_shared<const catalog::StoredLayers>();
  const FeatureStore* store = nullptr;
  tile::Sources sources;
  tile::MovedSources moved;  ///< archives in other datums
  /// By file name; without a file one that cannot be read now.
  std::map<std::string, tiles::HashedFile, std::less<>> archives;
  std::shared_ptr<const ChangeLog> changes = std::make_shared<const ChangeLog>(Revision{});
  std::shared_ptr<const hours::Calendar> calendar = std::make_shared<const hours::Calendar>();
  std::map<std::string, Json, std::less<>>
      quality;  ///< of archives, by source id: what was found when they were built
  /// Of the records of layers that have one: what an edit is checked by, a Feature in JSON Schema.
  std::map<std::string, std::shared_ptr<const Json>, std::less<>> schemas;
  catalog::Site site;
  /// The places with opening hours of the imported extract (GET /api/venues).
  std::shared_ptr<const std::string> venues;
  std::string
      not_ready;  ///< why /readyz answers 503 ("the archive … cannot be opened"); empty: ready
};

/// Publishes by pointer swap; any thread.
class ServiceState {
 public:
  /// One state for both views.
  void publish(const std::shared_ptr<const Published>& next) { publish(next, next); }
  void publish(std::shared_ptr<const Published> released,
               std::shared_ptr<const Published> working) {
    std::function<void()> published;
    {
      const std::lock_guard lock(mutex_);
      released_.swap(released);
      working_.swap(working);
      published = on_publish_;
    }
    if (published) published();
  }
  /// Called after each publish, on the thread that published. An empty function ends it.
  void on_publish(std::function<void()> call) {
    const std::lock_guard lock(mutex_);
    on_publish_ = std::move(call);
  }
  /// nullptr before the first publish.
  std::shared_ptr<const Published> get(View view = View::released) const {
    const std::lock_guard lock(mutex_);
    return view == View::released ? released_ : working_;
  }

 private:
  // A mutex, not std::atomic<shared_ptr>: libstdc++ 12's is a spin lock that ThreadSanitizer
  // cannot see through, and uncontended both cost some 20 ns.
  mutable std::mutex mutex_;
  std::shared_ptr<const Published> released_, working_;
  std::function<void()> on_publish_;
};

}  // namespace jintu::live
