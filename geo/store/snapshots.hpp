// Snapshots made of rows: read whole, brought up to date, or of another day; and what lies between.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "geo/store/rows.hpp"

namespace jintu {

/// All live layers.
std::shared_ptr<const Snapshot> load_snapshot(RowView& rows);

/// The same, made of an earlier snapshot of this history. Layers that did not change are those of
/// `base`, and so are the features of the others.
std::shared_ptr<const Snapshot> advance(RowView& rows, const Snapshot& base);

/// As `FeatureStore::changes`.
std::optional<std::vector<ChangeSet>> changes_between(RowView& rows, const Snapshot& before,
                                                      const Snapshot& after, std::size_t most);

/// As `FeatureStore::snapshot_at`; `now` is the latest that is known.
std::shared_ptr<const Snapshot> snapshot_at(RowView& rows, Revision revision, const Snapshot& now);

/// Of a bulk layer; 0 when it was not noted.
Revision replaced_at(RowView& rows, std::string_view layer);

/// Throws Error{bad_input} for a name or field that no table or column may have.
void check_schema(const LayerSchema& schema);

}  // namespace jintu
