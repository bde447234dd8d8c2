// The store behind one interface: GeoPackage today, PostGIS later.
//
// One transaction writes at a time, of whatever process; others wait a little. Every write is a
// Transaction with a Revision; readers hold immutable snapshots and never wait.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "geo/feature/layer.hpp"

namespace jintu {

/// Rolls back in its destructor unless `commit` returned. Used by one thread at a time.
class Transaction {
 public:
  virtual ~Transaction() = default;

  /// Creates the layer, or checks that the stored one has these fields (new fields are added).
  /// Throws Error{conflict} when a stored field has another type.
  virtual void ensure_layer(const LayerSchema& schema) = 0;

  /// Inserts, or replaces the feature with the same key (keeping its id). A feature that is equal
  /// to the stored one is left alone and makes no history. The key must not be empty and stands in
  /// the column `id`; a property of that name is not allowed. Geometry must have passed `check`.
  /// Returns the id. Live layers only. Throws Error{too_large} beyond `StoreOptions::live_records`.
  virtual FeatureId put(std::string_view layer, const Feature& feature) = 0;
  /// True when there was one. Its last version stays in the history. Live layers only.
  virtual bool erase(std::string_view layer, std::string_view key) = 0;

  /// Empties a bulk layer and gives it this schema; then `append` fills it, in any order.
  virtual void replace_bulk_layer(const LayerSchema& schema) = 0;
  /// Values stand in the order of the schema's fields. `id` 0 lets the store number it.
  virtual void append(std::string_view layer, const Feature& feature) = 0;

  /// Small named texts that live with the data ("osm.source", "basemap.archive" …).
  virtual void set_meta(std::string_view key, std::string_view value) = 0;

  /// Makes all of it durable and publishes the next snapshot. Throws and leaves the store as
  /// before when the disk refuses.
  virtual ChangeSet commit() = 0;
};

struct LayerInfo {
  LayerSchema schema;
  std::uint64_t count = 0;
  Box<Wgs84> bounds;
};

class FeatureStore {
 public:
  virtual ~FeatureStore() = default;

  /// The live layers at the latest revision that this object knows of. Cheap, but for the first
  /// time that a store is asked which was opened for reading only; any thread.
  virtual std::shared_ptr<const Snapshot> snapshot() const = 0;

  /// The latest committed revision, of whatever process, without a snapshot. Any thread.
  virtual Revision revision() const = 0;

  /// Looks whether another process committed since the last snapshot, and whether the store is
  /// there at all; then publishes what it finds. True when `snapshot` became another by it. One
  /// thread at a time; never throws for a store that is gone: `trouble` says so.
  virtual bool refresh() = 0;

  /// Why nothing can be written now: the file is gone or replaced, or lacks revisions that were
  /// answered. Empty when all is well. As of the last `refresh` or `begin`; any thread.
  virtual std::string trouble() const = 0;

  /// Starts the one write transaction, on the latest revision. `author` and `message` go into the
  /// history. Throws Error{unavailable} when another process writes for longer than
  /// `StoreOptions::wait`, or the store is in `trouble`; then nothing was written.
  virtual std::unique_ptr<Transaction> begin(std::string_view author, std::string_view message) = 0;

  virtual std::vector<LayerInfo> layers() const = 0;

  /// Streams a layer in the order of its ids; `visit` may return false to stop. Any thread.
  /// Throws Error{not_found} when there is no such layer.
  virtual void scan(std::string_view layer, const std::function<bool(Feature&&)>& visit) const = 0;

  /// Empty when never set.
  virtual std::string meta(std::string_view key) const = 0;

  /// Every stored version of one live feature, oldest first.
  struct Version {
    Revision revision;
    FeatureChange::Kind kind;
    std::string author, message, time;  ///< time: RFC 3339, UTC
    Feature feature;                    ///< as written; as last seen when deleted
  };
  virtual std::vector<Version> history(std::string_view layer, std::string_view key) const = 0;
};

enum class OpenMode { read_only, read_write, create };

struct StoreOptions {
  /// For another process's transaction.
  std::chrono::milliseconds wait{5000};
  /// Of one live layer. All of them are in memory, and a tile of a layer is cut after an edit from
  /// the whole layer prepared anew. A layer that has more already is served, but does not grow.
  std::size_t live_records = 500'000;
};

/// Opens one GeoPackage file (WAL, full sync). Throws Error{not_found}, Error{bad_input} (not a
/// GeoPackage, or newer than this program) or Error{io}. A store that lacks revisions which were
/// answered opens, with that as its `trouble`.
std::unique_ptr<FeatureStore> open_geopackage(const std::string& path, OpenMode mode,
                                              const StoreOptions& options = {});

}  // namespace jintu
