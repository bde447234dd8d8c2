#include "geo/store/geopackage_snapshot.hpp"

#include <map>

#include "geo/store/geopackage_schema.hpp"

namespace jintu::gpkg {

namespace {

using Layers = std::map<std::string, std::shared_ptr<const Layer>, std::less<>>;

std::shared_ptr<const Layer> load_layer(sqlite::Database& db, const LayerSchema& schema) {
  std::vector<Feature> features;
  sqlite::Statement rows(db, select_sql(schema));
  while (rows.step()) features.push_back(read_row(rows, schema));
  return std::make_shared<const Layer>(schema, std::move(features));
}

/// Keys of records that changed after `since`, by layer.
std::map<std::string, std::vector<std::string>, std::less<>> changed_since(sqlite::Database& db,
                                                                           Revision since) {
  std::map<std::string, std::vector<std::string>, std::less<>> changed;
  sqlite::Statement rows(db, "SELECT DISTINCT layer, id FROM jintu_history WHERE revision > ?1");
  rows.bind(1, since.value);
  while (rows.step()) changed[std::string(rows.text(0))].emplace_back(rows.text(1));
  return changed;
}

std::shared_ptr<const Layer> edited(sqlite::Database& db, const LayerSchema& schema,
                                    const Layer& base, const std::vector<std::string>& keys) {
  std::vector<Feature> put;
  std::vector<FeatureId> erased;
  sqlite::Statement row(db, select_by_key_sql(schema));
  for (const std::string& key : keys) {
    const Feature* before = base.find(key);
    row.bind(1, std::string_view(key));
    const bool there = row.step();
    if (there) put.push_back(read_row(row, schema));
    if (before && (!there || put.back().id != before->id)) erased.push_back(before->id);
    row.reset();
  }
  return std::make_shared<const Layer>(base.edited(schema, std::move(put), std::move(erased)));
}

}  // namespace

Revision latest_revision(sqlite::Database& db) {
  return {db.query_integer("SELECT coalesce(max(revision), 0) FROM jintu_revisions")};
}

std::optional<std::uint64_t> revision_hash(sqlite::Database& db, Revision revision) {
  sqlite::Statement row(db,
                        "SELECT time, author, message FROM jintu_revisions WHERE revision = ?1");
  row.bind(1, revision.value);
  if (!row.step()) return std::nullopt;
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  const auto add = [&](std::string_view bytes) {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  };
  add(std::to_string(revision.value));
  for (int column = 0; column < 3; ++column) {
    add("\n");
    add(row.text(column));
  }
  return hash;
}

std::shared_ptr<const Snapshot> load_snapshot(sqlite::Database& db) {
  Layers layers;
  for (const LayerSchema& schema : read_schemas(db))
    if (schema.role == LayerRole::live) layers.emplace(schema.name, load_layer(db, schema));
  return std::make_shared<const Snapshot>(latest_revision(db), std::move(layers));
}

std::shared_ptr<const Snapshot> advance(sqlite::Database& db, const Snapshot& base) {
  const Revision revision = latest_revision(db);
  if (revision < base.revision()) return load_snapshot(db);
  const auto changed = changed_since(db, base.revision());
  Layers layers;
  for (const LayerSchema& schema : read_schemas(db)) {
    if (schema.role != LayerRole::live) continue;
    const auto before = base.layer(schema.name);
    const auto keys = changed.find(schema.name);
    const bool same = before && keys == changed.end() && before->schema() == schema;
    const std::size_t count = keys == changed.end() ? 0 : keys->second.size();
    if (same)
      layers.emplace(schema.name, before);
    else if (before && count <= before->features().size() / 4)
      layers.emplace(schema.name, edited(db, schema, *before,
                                         count > 0 ? keys->second : std::vector<std::string>{}));
    else
      layers.emplace(schema.name, load_layer(db, schema));
  }
  return std::make_shared<const Snapshot>(revision, std::move(layers));
}

}  // namespace jintu::gpkg
