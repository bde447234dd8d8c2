// What a database does for a store: it keeps rows of layers, versions and revisions, and decides
// nothing. `Revisioned` makes a `FeatureStore` of it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu {

/// Reads one state of the database. One thread at a time. Throws Error{unavailable} when the
/// database goes away.
class RowView {
 public:
  using Visit = std::function<bool(Feature&&)>;
  using VisitVersion = std::function<bool(RecordVersion&&)>;

  virtual ~RowView() = default;
  virtual Revision latest() = 0;
  /// Empty when there is none.
  virtual std::string meta(std::string_view key) = 0;
  virtual std::vector<std::pair<std::string, std::string>> all_meta() = 0;
  /// By name.
  virtual std::vector<LayerSchema> schemas() = 0;
  virtual std::uint64_t count(const LayerSchema& schema) = 0;
  virtual Box<Wgs84> extent(const LayerSchema& schema) = 0;
  /// The highest id that the live layer ever gave.
  virtual FeatureId last_id(const LayerSchema& schema) = 0;

  /// In the order of ids; the box may be taken a little too wide.
  virtual void scan(const LayerSchema& schema, const Scan& wanted, const Visit& visit) = 0;
  /// Of equal keys the record with the lowest id.
  virtual std::optional<Feature> find(const LayerSchema& schema, std::string_view key) = 0;
  /// Of all live layers, after < revision <= until, in the order of revision, layer and key.
  virtual void versions(Revision after, Revision until, const VisitVersion& visit) = 0;
  virtual std::vector<FeatureStore::Version> versions_of(std::string_view layer,
                                                         std::string_view key) = 0;
  /// The newest that was not written after `at`.
  virtual std::optional<FeatureStore::Version> version_at(std::string_view layer,
                                                          std::string_view key, Revision at) = 0;
  virtual bool has_versions(std::string_view layer, std::string_view key) = 0;
  /// The records of a live layer that were there at `revision`, in the order of ids.
  virtual void state_at(const LayerSchema& schema, Revision revision, const Visit& visit) = 0;
  virtual std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) = 0;
};

/// The one writer. Rolls back in its destructor unless `commit` returned.
class RowTransaction {
 public:
  virtual ~RowTransaction() = default;
  /// Sees what was written so far, records and versions aside.
  virtual RowView& view() = 0;

  virtual void add_revision(const RevisionInfo& revision) = 0;
  virtual void set_meta(std::string_view key, std::string_view value) = 0;

  /// An empty layer, to which records are only added until it is finished. Throws
  /// Error{bad_input} for a name that this database cannot give a table.
  virtual void create(const LayerSchema& schema) = 0;
  /// `after` has the fields of `before` and perhaps more at their end; geometry only widens.
  virtual void alter(const LayerSchema& before, const LayerSchema& after) = 0;
  virtual void drop(const LayerSchema& schema) = 0;
  virtual void set_extent(const LayerSchema& schema, const Box<Wgs84>& box,
                          std::string_view time) = 0;
  virtual void set_last_id(const LayerSchema& schema, FeatureId last) = 0;

  /// A record of a live layer, with an id that the layer never gave.
  virtual void insert(const LayerSchema& schema, const Feature& feature) = 0;
  virtual void update(const LayerSchema& schema, const Feature& feature) = 0;
  virtual void remove(const LayerSchema& schema, FeatureId id) = 0;
  /// One a record and revision.
  virtual void add_version(std::string_view layer, const Feature& feature,
                           FeatureChange::Kind kind) = 0;

  /// A record of a bulk layer, in any order; id 0 is numbered.
  virtual void append(const LayerSchema& schema, const Feature& feature, Revision revision) = 0;
  /// Indexes a layer that was created in this transaction.
  virtual void finish(const LayerSchema& schema) = 0;

  /// Throws, and nothing was written; except Error{unavailable} that says that it cannot be known.
  virtual void commit(Revision revision) = 0;
};

struct Head {
  Revision revision;
  std::string epoch;
  friend bool operator==(const Head&, const Head&) = default;
};

class Rows {
 public:
  virtual ~Rows() = default;
  /// Any thread.
  virtual std::unique_ptr<RowView> view() const = 0;

  // The rest by one thread at a time.
  /// Waits for another process's transaction, then throws `busy`.
  virtual std::unique_ptr<RowTransaction> begin() = 0;
  /// Looks whether the database is what it was. Never throws for what it finds: `trouble` says it.
  virtual void look() = 0;
  /// Why nothing can be written, as of the last look; empty when all is well. Names no secrets.
  virtual std::string trouble() const = 0;
  /// What is committed; nothing while the database is gone.
  virtual std::optional<Head> head() = 0;
  /// `heard` is called, on any thread, when another process may have committed; it may never be.
  virtual void listen(std::function<void()> heard) { static_cast<void>(heard); }
};

/// What `Rows::begin` throws after `waited`.
Error busy(std::chrono::milliseconds waited);

/// jintu_meta's name for the revision that wrote a bulk layer.
std::string replaced_key(std::string_view layer);

// The words by which both databases keep roles, kinds of geometry and types of fields.
std::string_view to_word(LayerRole role);
std::string_view to_word(GeometryKind kind);
std::string_view to_word(FieldType type);
/// Throws Error{bad_input}.
LayerRole role_of(std::string_view word);
GeometryKind geometry_of(std::string_view word);
std::vector<Field> fields_from_json(std::string_view text);
std::string fields_to_json(const std::vector<Field>& fields);

/// The history's text of properties; what is not known is absent.
std::string properties_to_json(const Properties& properties);
Properties properties_from_json(std::string_view text);
/// Throws Error{bad_input} for a number that is none.
FeatureChange::Kind change_kind(std::int64_t number);

/// 32 hexadecimal digits.
std::string random_id();

}  // namespace jintu
