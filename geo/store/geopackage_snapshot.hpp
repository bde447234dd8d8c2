// The live layers of a GeoPackage, read whole or brought up to date.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "geo/feature/layer.hpp"
#include "geo/sqlite/sqlite.hpp"

namespace jintu::gpkg {

Revision latest_revision(sqlite::Database& db);

/// Of the row of a revision: two stores that went different ways differ in it. Nothing when the
/// store has no such revision.
std::optional<std::uint64_t> revision_hash(sqlite::Database& db, Revision revision);

/// All live layers. Within a transaction of the caller's, so that they are of one revision.
std::shared_ptr<const Snapshot> load_snapshot(sqlite::Database& db);

/// The same, made of an earlier snapshot of this file: reads what its history names since. Layers
/// that did not change are those of `base`.
std::shared_ptr<const Snapshot> advance(sqlite::Database& db, const Snapshot& base);

}  // namespace jintu::gpkg
