#include "geo/store/geopackage_history.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "geo/base/error.hpp"
#include "geo/store/geopackage_blob.hpp"
#include "geo/store/geopackage_schema.hpp"
#include "geo/store/geopackage_snapshot.hpp"

namespace jintu::gpkg {

namespace {

using Layers = std::map<std::string, std::shared_ptr<const Layer>, std::less<>>;

FeatureChange::Kind kind_of_row(std::int64_t number) {
  if (number < 0 || number > 2)
    throw Error(ErrorCode::bad_input, "jintu_history.kind is " + std::to_string(number));
  return static_cast<FeatureChange::Kind>(number);
}

std::shared_ptr<const Layer> layer_at(sqlite::Database& db, const LayerSchema& schema,
                                      Revision revision) {
  sqlite::Statement rows(
      db,
      "SELECT h.fid, h.geom, h.id, h.revision, h.properties FROM jintu_history h JOIN "
      "(SELECT id, max(revision) AS last FROM jintu_history WHERE layer = ?1 AND revision <= ?2 "
      "GROUP BY id) l ON h.id = l.id AND h.revision = l.last "
      "WHERE h.layer = ?1 AND h.kind <> 2 ORDER BY h.fid");
  rows.bind(1, std::string_view(schema.name)).bind(2, revision.value);
  std::vector<Feature> features;
  while (rows.step())
    features.push_back({{rows.integer(0)},
                        std::string(rows.text(2)),
                        read_geopackage_blob(rows.blob(1)),
                        properties_from_json(rows.text(4)),
                        {rows.integer(3)}});
  return std::make_shared<const Layer>(schema, std::move(features));
}

}  // namespace

std::string read_meta(sqlite::Database& db, std::string_view key) {
  sqlite::Statement row(db, "SELECT value FROM jintu_meta WHERE key = ?1");
  row.bind(1, key);
  return row.step() ? std::string(row.text(0)) : std::string();
}

std::string replaced_key(std::string_view layer) {
  return "layer." + std::string(layer) + ".replaced";
}

Revision replaced_at(sqlite::Database& db, std::string_view layer) {
  const std::string text = read_meta(db, replaced_key(layer));
  Revision revision;
  std::from_chars(text.data(), text.data() + text.size(), revision.value);
  return revision;
}

std::optional<std::vector<ChangeSet>> changes_between(sqlite::Database& db, const Snapshot& before,
                                                      const Snapshot& after, std::size_t most) {
  const std::int64_t first = before.revision().value, last = after.revision().value;
  if (last < first || static_cast<std::size_t>(last - first) > most) return std::nullopt;
  std::vector<ChangeSet> sets(static_cast<std::size_t>(last - first));
  for (std::size_t i = 0; i < sets.size(); ++i)
    sets[i].revision = {first + 1 + static_cast<std::int64_t>(i)};

  std::map<std::pair<std::string, std::string>, Box<Wgs84>> places;  // of records met so far
  std::size_t count = 0;
  sqlite::Statement rows(db,
                         "SELECT revision, layer, id, fid, kind, geom FROM jintu_history "
                         "WHERE revision > ?1 AND revision <= ?2 ORDER BY revision");
  rows.bind(1, first).bind(2, last);
  while (rows.step()) {
    if (++count > most) return std::nullopt;
    FeatureChange change{kind_of_row(rows.integer(4)),
                         std::string(rows.text(1)),
                         {rows.integer(3)},
                         std::string(rows.text(2)),
                         {},
                         {}};
    const auto [known, is_new] = places.try_emplace({change.layer, change.key});
    if (is_new) {
      const auto layer = before.layer(change.layer);
      if (const Feature* feature = layer ? layer->find(change.key) : nullptr)
        known->second = box_of(feature->geometry);
    }
    change.before = known->second;
    if (change.kind != FeatureChange::Kind::deleted)
      change.after = geopackage_blob_box(rows.blob(5));
    known->second = change.after;
    sets[static_cast<std::size_t>(rows.integer(0) - first - 1)].features.push_back(
        std::move(change));
  }
  for (const LayerSchema& schema : read_schemas(db)) {
    if (schema.role != LayerRole::bulk) continue;
    const std::int64_t replaced = replaced_at(db, schema.name).value;
    if (replaced > first && replaced <= last)
      sets[static_cast<std::size_t>(replaced - first - 1)].replaced_layers.push_back(schema.name);
  }
  return sets;
}

std::vector<RevisionInfo> revisions(sqlite::Database& db, Revision after, std::size_t limit) {
  sqlite::Statement rows(db,
                         "SELECT revision, author, message, time FROM jintu_revisions "
                         "WHERE revision > ?1 ORDER BY revision LIMIT ?2");
  constexpr std::size_t many = 1'000'000'000;
  rows.bind(1, after.value).bind(2, static_cast<std::int64_t>(std::min(limit, many)));
  std::vector<RevisionInfo> out;
  while (rows.step())
    out.push_back({{rows.integer(0)},
                   std::string(rows.text(1)),
                   std::string(rows.text(2)),
                   std::string(rows.text(3))});
  return out;
}

std::vector<FeatureStore::Version> versions_of(sqlite::Database& db, std::string_view layer,
                                               std::string_view key) {
  sqlite::Statement rows(
      db,
      "SELECT h.revision, h.kind, r.author, r.message, r.time, h.fid, h.geom, h.properties "
      "FROM jintu_history h JOIN jintu_revisions r USING (revision) "
      "WHERE h.layer = ?1 AND h.id = ?2 ORDER BY h.revision");
  rows.bind(1, layer).bind(2, key);
  std::vector<FeatureStore::Version> out;
  while (rows.step()) {
    FeatureStore::Version version;
    version.revision = {rows.integer(0)};
    version.kind = kind_of_row(rows.integer(1));
    version.author = rows.text(2);
    version.message = rows.text(3);
    version.time = rows.text(4);
    version.feature = {{rows.integer(5)},
                       std::string(key),
                       read_geopackage_blob(rows.blob(6)),
                       properties_from_json(rows.text(7)),
                       version.revision};
    out.push_back(std::move(version));
  }
  return out;
}

std::shared_ptr<const Snapshot> snapshot_at(sqlite::Database& db, Revision revision,
                                            const Snapshot& now) {
  if (revision > latest_revision(db) || revision.value < 0)
    throw Error(ErrorCode::not_found,
                "还没有这一版 there is no such revision: " + std::to_string(revision.value));
  std::set<std::string, std::less<>> changed;
  sqlite::Statement rows(db, "SELECT DISTINCT layer FROM jintu_history WHERE revision > ?1");
  rows.bind(1, std::min(revision, now.revision()).value);
  while (rows.step()) changed.emplace(rows.text(0));
  Layers layers;
  for (const LayerSchema& schema : read_schemas(db)) {
    if (schema.role != LayerRole::live) continue;
    const auto known = now.layer(schema.name);
    if (known && !changed.contains(schema.name))
      layers.emplace(schema.name, known);
    else
      layers.emplace(schema.name, layer_at(db, schema, revision));
  }
  return std::make_shared<const Snapshot>(revision, std::move(layers));
}

}  // namespace jintu::gpkg
