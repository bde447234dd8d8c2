// The use case "edit records of live layers": all changes of a batch are checked, against the
// versions that the editor saw, and written in one transaction with one revision, or none is.
// Knows no HTTP; sign-in and review will stand before it.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/topology/gate.hpp"
#include "services/live/commits.hpp"

namespace jintu::edit {

enum class Action {
  create,   ///< a new record; its id is that of the feature, else made up
  replace,  ///< the whole record
  update,   ///< a JSON merge patch (RFC 7396) to the record as GeoJSON
  restore,  ///< a version of the record, to the last bit; also of one that is gone
  remove
};

/// Order of the numbers of a position in the request.
enum class AxisOrder { longitude_first, latitude_first };

/// What the stored record must be: there, and last written by one of these revisions, if any is
/// named.
struct Precondition {
  std::vector<Revision> revisions = {};
  bool any_revision = false;
  bool holds(const Feature& stored) const;
};

// NOLINTNEXTLINE(bugprone-exception-escape): the move of a Json only checks its invariant
struct Change {
  Action action;
  std::string layer;
  std::string key;  ///< of the record; not for `create`
  Json body;        ///< a GeoJSON feature, or the patch; not for `restore` and `remove`
  AxisOrder axes = AxisOrder::longitude_first;
  /// The kind of geometry that records have and keep; nothing: any that the layer takes.
  std::optional<GeometryKind> only;
  std::optional<Precondition> condition;  ///< not for `create`
  /// Of `restore`: which wrote the version. Its condition may name the deletion of the record.
  Revision version = {};
};

/// The name of a batch that is to be written once: a second one of this name and content is
/// answered as the first was, and nothing is written. Names are kept in the transaction that writes
/// the records, each until another takes its place, of which there are 4,096.
struct Once {
  std::string name;
  std::string content;  ///< what must be the same; empty: nothing
};

/// Each record at most once.
struct Batch {
  std::vector<Change> changes;  ///< done in this order
  std::string author, message;
  std::optional<Once> once = {};
  /// Why, where the gate asks ("area_change"); empty: what it asks for is refused.
  std::string reason = {};
};

using topology::Fault;
using topology::Severity;

/// What was found of one change.
struct Findings {
  std::size_t change;  ///< in the batch
  std::vector<Fault> faults;
};

/// Where nothing would change nothing is written: then the revision is that of the store.
struct Committed {
  Revision revision;
  std::shared_ptr<const Snapshot> state;  ///< as committed
  std::vector<std::string> keys;          ///< of the records, as in the batch
  bool repeated = false;                  ///< it was written before, by a batch of the same name
  std::vector<Findings> findings = {};    ///< what was let pass: of before, or with the reason
};
/// Somebody else was faster: the record as it is now, or it is not there.
struct Stale {
  std::size_t change;  ///< in the batch
  std::shared_ptr<const Layer> layer;
  std::string key;  ///< which the layer may not have
};
/// What is wrong with the records. Nothing is repaired, nothing was written.
struct Refused {
  std::vector<Findings> records;
};
using Outcome = std::variant<Committed, Stale, Refused>;

/// What `apply` would answer, with nothing written.
struct Checked {
  bool acceptable = false;         ///< it would be committed, with the batch's reason
  std::vector<Findings> findings;  ///< those that refuse it and those that would be let pass
  std::optional<Stale> stale;
  std::vector<std::string> keys;  ///< as of `Committed`; those of new records are made up
};

class Editor {
 public:
  /// `schemas_dir` is data/schemas.
  Editor(live::Commits& commits, std::filesystem::path schemas_dir);

  /// Any thread; one batch after the other. Throws Error{not_found} for an unknown layer or record
  /// (but a replacement with a condition is stale), Error{conflict} when the id of a new record is
  /// taken, Error{bad_input} for a body that is no feature and for a record that is named twice,
  /// Error{unavailable} while another process writes, Error{conflict} when the batch's name was
  /// that of another content. Of several changes the message says which. Error{cancelled} when
  /// `progress` said so; nothing was written then.
  Outcome apply(const Batch& batch, const Progress& progress = {});
  /// What the batch of this name did; nothing when there was none, or it is forgotten. Any thread.
  std::optional<Committed> written(const std::string& name) const;
  /// Sees to it that no batch of this name is written from now on, by whatever server; nothing
  /// where that is so, or what it did when one was written already. Throws as `apply` does.
  std::optional<Committed> forbid(const std::string& name, const std::string& author);
  /// A dry run against the state that is published now. Throws as `apply` does, but waits for no
  /// other writer.
  Checked check(const Batch& batch, const Progress& progress = {});
  /// The version of a record that was replaced or removed by `revision`; nothing when there was
  /// none. Of a layer that is there.
  std::optional<Revision> replaced_by(Revision revision, const std::string& layer,
                                      const std::string& key) const;
  /// Of the store: whose revisions a `Precondition` names.
  std::string epoch() const { return commits_.store().epoch(); }

 private:
  class Attempt;
  const io::RecordSchema* schema_of(const std::string& layer);
  void check_names(const Batch& batch) const;

  live::Commits& commits_;
  std::filesystem::path schemas_dir_;
  std::mutex schemas_mutex_;
  std::map<std::string, std::optional<io::RecordSchema>> schemas_;
};

}  // namespace jintu::edit
