// What changed lately, for maps that want to redraw just that.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"

namespace jintu::live {

/// One record's change, with all that is drawn of it.
struct LoggedChange {
  Revision revision;
  std::string layer, key;
  FeatureChange::Kind kind;
  Box<Wgs84> reach;  ///< before and after, accuracy discs included; empty: the whole layer
};

/// Immutable; each publish makes the next one.
class ChangeLog {
 public:
  /// Knows of every change after `start`, which are none yet.
  explicit ChangeLog(Revision start) : complete_after_(start), latest_(start) {}

  /// `changes` goes at the end; the oldest are forgotten beyond `capacity` records.
  std::shared_ptr<const ChangeLog> with(std::vector<LoggedChange> changes, Revision revision) const;
  Revision latest() const { return latest_; }
  /// Whether a record of the layer changed after `revision`; also when that is not known any more.
  bool may_have_changed(std::string_view layer, Revision revision) const;

  /// The answer to "what since?": {"revision", "reset", "changes": [{"revision", "source", "id",
  /// "kind", "tiles": [{"z", "x": [first, last], "y": [first, last]}]}]}. `reset`: too long ago,
  /// read everything anew. `tiles` is absent when any tile of the source may differ.
  Json since(Revision revision) const;

  static constexpr std::size_t capacity = 1000;

 private:
  std::vector<std::shared_ptr<const LoggedChange>> changes_;  ///< by rising revision
  Revision complete_after_, latest_;
};

/// The changes as maps see them. `after` is the snapshot that holds them; accuracy discs and places
/// by district reach beyond the record's own box.
std::vector<LoggedChange> logged(const ChangeSet& changes, const Snapshot& after);

}  // namespace jintu::live
