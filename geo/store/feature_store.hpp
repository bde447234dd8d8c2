// The store behind one interface, whatever database keeps it (`geo/store/open`).
//
// One transaction writes at a time, of whatever process; others wait a little. Every write is a
// Transaction with a Revision; readers hold immutable snapshots and never wait.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
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

  /// What the transaction began on: no one else commits before it ends.
  virtual std::shared_ptr<const Snapshot> base() const = 0;
  /// The record as it will be, with the revision that wrote it (this transaction's own for what it
  /// put); nullptr when there is none. Until the next `put` or `erase` of it. Live layers only.
  virtual const Feature* current(std::string_view layer, std::string_view key) = 0;
  /// Whether a live layer has, or ever had, a record of this key.
  virtual bool was_used(std::string_view layer, std::string_view key) = 0;

  /// Writes it, makes all of it durable and publishes the next snapshot. Throws and leaves the
  /// store as before when the disk refuses.
  virtual ChangeSet commit() = 0;
};

/// One version of a record of a live layer, as the history keeps it.
struct RecordVersion {
  std::string layer;
  FeatureChange::Kind kind;
  Feature feature;  ///< with the revision that wrote it; as last seen when deleted
};

struct LayerInfo {
  LayerSchema schema;
  std::uint64_t count = 0;
  Box<Wgs84> bounds;
  Revision replaced;  ///< bulk layers: which revision wrote it; 0 when that was not noted
};

/// A committed transaction.
struct RevisionInfo {
  Revision revision;
  std::string author, message, time;  ///< time: RFC 3339, UTC
};

/// What of a layer is wanted.
struct Scan {
  std::optional<Box<Wgs84>> box{};  ///< features whose boxes meet it, by the spatial index
  FeatureId after{};                ///< features of higher ids
  /// About how many the reader will take; 0: all. It says how to go about it, and bounds nothing.
  std::size_t expected = 0;
};

/// A layer in one state of the store, of whatever process. One thread at a time.
class LayerReading {
 public:
  virtual ~LayerReading() = default;
  virtual const LayerSchema& schema() const = 0;
  /// Of a bulk layer: which revision wrote it; 0 when that was not noted.
  virtual Revision replaced() = 0;
  virtual Box<Wgs84> bounds() = 0;
  /// In the order of ids; `visit` may return false to stop.
  virtual void scan(const Scan& wanted, const std::function<bool(Feature&&)>& visit) = 0;
  /// Of equal keys the one with the lowest id.
  virtual std::optional<Feature> find(std::string_view key) = 0;
  /// The records of a live layer as they were at an earlier revision, by the history.
  virtual void scan_at(Revision revision, const std::function<bool(Feature&&)>& visit) = 0;
};

/// What `FeatureStore::refresh` found.
struct Refreshed {
  bool changed = false;  ///< `snapshot` became another
  /// What was committed between the snapshots, one a revision, oldest first. Nothing: that cannot
  /// be told, everything may differ.
  std::optional<std::vector<ChangeSet>> changes = std::vector<ChangeSet>{};
};

class FeatureStore {
 public:
  virtual ~FeatureStore() = default;

  /// The live layers at the latest revision that this object knows of. Cheap, but for the first
  /// time that a store is asked which was opened for reading only; any thread.
  virtual std::shared_ptr<const Snapshot> snapshot() const = 0;

  /// The latest committed revision, of whatever process, without a snapshot. Any thread.
  virtual Revision revision() const = 0;

  /// Which history the revisions are of: a random text, made with the store, and anew when it was
  /// restored from a copy or lost revisions. Revisions of different epochs have nothing to do with
  /// each other. Empty while a store of an earlier version is open for reading only. Any thread.
  virtual std::string epoch() const = 0;

  /// Looks whether another process committed since the last snapshot, and whether the store is
  /// there at all; then publishes what it finds. One thread at a time; never throws for a store
  /// that is gone: `trouble` says so.
  virtual Refreshed refresh() = 0;

  /// What the commits after `before` did up to `after`, one a revision, oldest first; both
  /// snapshots are of this store and of one epoch. Nothing when `before` is the later one, or there
  /// are more than `most_changes`. Any thread.
  virtual std::optional<std::vector<ChangeSet>> changes(const Snapshot& before,
                                                        const Snapshot& after) const = 0;
  static constexpr std::size_t most_changes = 10'000;

  /// `heard` is called, on any thread, when another process may have committed, so that `refresh`
  /// is worth a call at once. It may never be: whoever must know asks every now and then. An empty
  /// function ends it, and when this returns no earlier one is called any more.
  virtual void listen(std::function<void()> heard) = 0;

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
  /// The same, of the features whose boxes meet `box`, by the spatial index.
  virtual void scan(std::string_view layer, const Box<Wgs84>& box,
                    const std::function<bool(Feature&&)>& visit) const = 0;
  /// For more than one question to one state. Any thread. Throws Error{not_found}.
  virtual std::unique_ptr<LayerReading> read(std::string_view layer) const = 0;

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
  /// The newest of them that was not written after `at`; nothing when there was none yet. One look,
  /// however long the history is. Any thread.
  virtual std::optional<Version> version(std::string_view layer, std::string_view key,
                                         Revision at) const = 0;

  /// Of all live layers: what was written after `after` and not after `until`, in the order of
  /// revision, layer and key, until `visit` says false. One state of the store. Any thread.
  virtual void versions(Revision after, Revision until,
                        const std::function<bool(RecordVersion&&)>& visit) const = 0;

  /// The commits after `after`, oldest first, `limit` at most. Any thread.
  virtual std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) const = 0;

  /// The live layers as they were, from the history, with the fields that they have now; layers
  /// that did not change since are those of `snapshot`. Throws Error{not_found} for a revision that
  /// is yet to come. Any thread.
  virtual std::shared_ptr<const Snapshot> snapshot_at(Revision revision) const = 0;
};

enum class OpenMode { read_only, read_write, create };

struct StoreOptions {
  /// For another process's transaction.
  std::chrono::milliseconds wait{5000};
  /// Of one live layer. All of them are in memory, and once in a while a tile waits after an edit
  /// until the whole layer is prepared. A layer that has more already is served, but does not grow.
  std::size_t live_records = 500'000;
  /// To a database, at once, beside the writer's: requests that read wait for one.
  std::size_t connections = 8;
};

}  // namespace jintu
