// What the history of a GeoPackage of ours tells: commits, versions, states of other days.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/sqlite/sqlite.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::gpkg {

/// Empty when never set.
std::string read_meta(sqlite::Database& db, std::string_view key);

/// The name under which jintu_meta keeps the revision that wrote a bulk layer.
std::string replaced_key(std::string_view layer);
/// 0 when it was not noted, or the layer is no bulk layer.
Revision replaced_at(sqlite::Database& db, std::string_view layer);

/// As `FeatureStore::changes`. Several calls for one state are made in one transaction.
std::optional<std::vector<ChangeSet>> changes_between(sqlite::Database& db, const Snapshot& before,
                                                      const Snapshot& after, std::size_t most);

std::vector<RevisionInfo> revisions(sqlite::Database& db, Revision after, std::size_t limit);
std::vector<FeatureStore::Version> versions_of(sqlite::Database& db, std::string_view layer,
                                               std::string_view key);

/// Layers that did not change after `revision` are those of `now`.
std::shared_ptr<const Snapshot> snapshot_at(sqlite::Database& db, Revision revision,
                                            const Snapshot& now);

}  // namespace jintu::gpkg
