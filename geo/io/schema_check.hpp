// The JSON Schema of a layer (data/schemas/{layer}.schema.json) as a check on single records.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"

namespace jintu::io {

/// `shipped`: all that the schema says. `imported`: what an operator's file can know: `id` may be
/// any word, and of the required properties only `name_zh` and `kind` are; ranges, enumerations
/// and types hold as they stand. (A schema may name others in "x-import-required".)
enum class RecordUse { shipped, imported };

/// Immutable once loaded; `check` may be called from several threads.
class RecordSchema {
 public:
  /// Reads a schema (2020-12: type, enum, const, minimum …, pattern, required, dependentRequired,
  /// additionalProperties, if/then/else, allOf/oneOf/not, local $ref) of a FeatureCollection, of a
  /// Feature (in $defs/feature or at the root), or of properties. Throws Error{not_found |
  /// bad_input}. Of "format", "date-time" and "date" are looked at; "x-in-order" names two moments,
  /// of which the second has to come after the first.
  static RecordSchema load(const std::string& path, RecordUse use = RecordUse::shipped);
  RecordSchema(RecordSchema&&) noexcept;
  RecordSchema& operator=(RecordSchema&&) noexcept;
  ~RecordSchema();

  /// What is wrong, for people; empty when the record fits. E.g.
  /// `kind: "xx" is not one of parcel, pickup, heated_food`.
  std::vector<std::string> check(const Feature& feature) const;

  /// Whether a property is a moment ("format": "date-time"): RFC 3339, with an offset.
  bool is_moment(std::string_view property) const;
  /// What makes a record without an id itself ("x-identity"); empty: the schema does not say.
  const std::vector<std::string>& identity() const;
  /// Whether the layer has a property of this name.
  bool knows(std::string_view property) const;
  /// Its type where the schema gives one that a Value can have.
  std::optional<FieldType> type_of(std::string_view property) const;
  /// What records are checked by, as the schema of one Feature (its $defs in it).
  const Json& feature() const;
  /// The regular expression (ECMAScript) of ids in the schema, also where imports may have others;
  /// empty: any.
  const std::string& id_pattern() const;
  /// Whether a feature may be unplaced (`"geometry": null`).
  bool allows_unplaced() const;
  /// Properties in schema order as fields of a layer; `id` is the key and not among them.
  std::vector<Field> fields() const;

 private:
  struct Impl;
  explicit RecordSchema(std::unique_ptr<Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace jintu::io
