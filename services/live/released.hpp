// The state that everybody sees while there is a release: the records as they were at the revision
// that it pins, and nothing that was written since.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/store/feature_store.hpp"
#include "services/live/published.hpp"

namespace jintu::live {

/// What a release holds fast.
struct Pin {
  std::int64_t number = 0;
  Revision revision;
  std::string review_number;  ///< 审图号; empty: none
  std::string time, note;
  /// Layers as they were: what was added since is not in the release.
  std::vector<LayerSchema> layers;
  friend bool operator==(const Pin&, const Pin&) = default;
};

/// The newest release that is not withdrawn; nothing: there is none. Asked about once a second, and
/// after each publish. Any thread.
using Pins = std::function<std::optional<Pin>()>;

/// `working` as a release had it, for files of it: its records, and no layer that is not in it.
/// Nothing else of it (tiles, changes) is of that time. Throws Error{unavailable} when the store
/// lacks its revision.
std::shared_ptr<const Published> as_of(const Published& working, const Pin& pin,
                                       const FeatureStore& store);

/// One thread at a time.
class Released {
 public:
  /// `working` with the records of the pin instead of its own. What it made for the same pin before
  /// is used again. `venues` makes the document of venues for a snapshot. Throws Error.
  std::shared_ptr<const Published> state(
      const std::shared_ptr<const Published>& working, const Pin& pin, const FeatureStore& store,
      const std::function<std::shared_ptr<const std::string>(const Snapshot&)>& venues);

 private:
  void take(const Published& working, const Pin& pin, const FeatureStore& store);

  std::optional<Pin> pin_;
  std::string epoch_;
  std::shared_ptr<const Published> last_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::shared_ptr<const ChangeLog> changes_;
  std::vector<ChangeSet> commits_;  ///< between `last_` and `snapshot_`
  bool complete_ = false;           ///< `commits_` is all
  std::shared_ptr<const std::string> venues_, venues_of_working_;
};

}  // namespace jintu::live
