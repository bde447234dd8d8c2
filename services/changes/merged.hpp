// A draft brought onto what is there now: three-way by fields and geometry, record by record.
//
// A pure function of (base, mine, theirs): identical edits never conflict, a deletion against an
// update always does, and what both changed differently is never decided here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/feature/layer.hpp"
#include "geo/store/feature_store.hpp"
#include "services/changes/draft.hpp"
#include "services/edit/edit.hpp"

namespace jintu::changes {

/// Both sides of what cannot be decided by rule, as GeoJSON features; null: deleted, or not there.
struct Conflict {
  std::size_t action;  ///< in the draft
  std::string collection, id;
  std::string kind;                 ///< "both_changed", "deleted_there", "deleted_here", "exists"
  std::vector<std::string> fields;  ///< names, and "geometry"
  Json base = nullptr, mine = nullptr, theirs = nullptr;
};

struct Merged {
  edit::Batch batch;                 ///< each change under the condition of the version seen here
  std::vector<std::size_t> actions;  ///< of each change: its number in the draft
  std::vector<Conflict> conflicts;
  /// Records in which somebody else's edit was kept beside the draft's.
  std::vector<std::string> merged;
};

/// `now`: what the draft is brought onto. Areas that both sides moved merge by the identity of
/// their vertices (geo/merge), all of one layer together. An action whose effect is there already
/// has no change in the batch. Throws Error{not_found} for a collection that is not there,
/// Error{bad_input} for an action on a record that has no version at its base.
Merged merged(const Draft& draft, const FeatureStore& store, const Snapshot& now);

/// The version of the record that an action is based on; nothing when there was none.
std::optional<Feature> base_of(const FeatureStore& store, const std::string& layer,
                               const std::string& id, Revision base);

/// An action that brings the record of the layer back to the version that `version` wrote, with all
/// its digits: "replace", or "insert" where it is gone. Throws Error{not_found} when there was
/// none, Error{conflict} when that version is a deletion.
Action restoring(const FeatureStore& store, const std::string& layer, const std::string& collection,
                 const std::string& id, Revision version);

/// The record as the author saw it, and as the action makes it: GeoJSON features; null where there
/// is none. `layer`: of the action's collection.
struct Sides {
  Json before = nullptr, after = nullptr;
};
Sides sides_of(const Draft& draft, const Action& action, const FeatureStore& store,
               const std::string& layer);

}  // namespace jintu::changes
