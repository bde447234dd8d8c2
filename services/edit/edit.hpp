// The use case "edit one record of a live layer": checked, against the version that the editor
// saw, in one transaction with one revision. Knows no HTTP; sign-in and review will stand before
// it.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::edit {

enum class Action {
  create,   ///< a new record; its id is that of the feature, else made up
  replace,  ///< the whole record
  update,   ///< a JSON merge patch (RFC 7396) to the record as GeoJSON
  remove
};

/// Order of the numbers of a position in the request.
enum class AxisOrder { longitude_first, latitude_first };

// NOLINTNEXTLINE(bugprone-exception-escape): the move of a Json only checks its invariant
struct Change {
  Action action;
  std::string layer;
  std::string key;  ///< of the record; not for `create`
  Json body;        ///< a GeoJSON feature, or the patch; not for `remove`
  AxisOrder axes = AxisOrder::longitude_first;
  /// The kind of geometry that records have and keep; nothing: any that the layer takes.
  std::optional<GeometryKind> only;
  std::string author, message;
  /// Whether the stored record is the one that the editor saw. Called under the writer's lock.
  std::function<bool(const Feature&)> expected;
};

/// Where nothing would change nothing is written: then the revision is that of the store.
struct Committed {
  Revision revision;
  std::string key;
  std::shared_ptr<const Layer> layer;  ///< as committed
};
/// Somebody else was faster: the record as it is now, or it is not there.
struct Stale {
  std::shared_ptr<const Layer> layer;
  std::string key;  ///< which the layer may not have
};
/// What is wrong with the record. Nothing is repaired, nothing was written.
struct Refused {
  std::vector<Finding> findings;
};
using Outcome = std::variant<Committed, Stale, Refused>;

class Editor {
 public:
  /// `publish` is called under `writer` after each commit and before `apply` returns, so that
  /// nobody who was told of a change reads an older state. What it throws is no failure of the edit
  /// and is dropped. `schemas_dir` is data/schemas.
  Editor(FeatureStore& store, std::filesystem::path schemas_dir, std::mutex& writer,
         std::function<void(const ChangeSet&)> publish);

  /// Any thread; one change after the other. Throws Error{not_found} for an unknown layer or
  /// record (but a replacement with a condition is stale), Error{conflict} when the id of a new
  /// record is taken, Error{bad_input} for a body that is no feature, Error{unavailable} while
  /// another process writes.
  Outcome apply(const Change& change);

 private:
  const io::RecordSchema* schema_of(const std::string& layer);

  FeatureStore& store_;
  std::filesystem::path schemas_dir_;
  std::mutex& writer_;
  std::function<void(const ChangeSet&)> publish_;
  std::map<std::string, std::optional<io::RecordSchema>> schemas_;  // under writer_
};

}  // namespace jintu::edit
