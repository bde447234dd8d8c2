#include "geo/store/gpkg/reading.hpp"

#include <algorithm>

#include "geo/store/gpkg/blob.hpp"
#include "geo/store/gpkg/schema.hpp"

namespace jintu::gpkg {

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

std::string read_meta(sqlite::Database& db, std::string_view key) {
  sqlite::Statement row(db, "SELECT value FROM jintu_meta WHERE key = ?1");
  row.bind(1, key);
  return row.step() ? std::string(row.text(0)) : std::string();
}

std::vector<std::pair<std::string, std::string>> Reading::all_meta() {
  std::vector<std::pair<std::string, std::string>> out;
  sqlite::Statement rows(db_, "SELECT key, value FROM jintu_meta ORDER BY key");
  while (rows.step()) out.emplace_back(rows.text(0), rows.text(1));
  return out;
}

std::vector<LayerSchema> Reading::schemas() { return read_schemas(db_); }

std::uint64_t Reading::count(const LayerSchema& schema) {
  return static_cast<std::uint64_t>(
      db_.query_integer("SELECT count(*) FROM " + sqlite::quoted(schema.name)));
}

Box<Wgs84> Reading::extent(const LayerSchema& schema) { return read_extent(db_, schema.name); }

FeatureId Reading::last_id(const LayerSchema& schema) {
  sqlite::Statement row(db_, "SELECT seq FROM sqlite_sequence WHERE name = ?1");
  row.bind(1, std::string_view(schema.name));
  return row.step() ? FeatureId{row.integer(0)} : FeatureId{};
}

namespace {

/// Those whose boxes meet `wanted.box`, in order; nothing when there are more than `most`.
std::optional<std::vector<std::int64_t>> ids_in_box(sqlite::Database& db, const LayerSchema& schema,
                                                    const Scan& wanted, std::size_t most) {
  const Box<Wgs84>& box = *wanted.box;
  sqlite::Statement rows(db, ids_in_box_sql(schema));
  rows.bind(1, box.max.lon).bind(2, box.min.lon).bind(3, box.max.lat).bind(4, box.min.lat);
  std::vector<std::int64_t> ids;
  for (std::size_t count = 0; rows.step(); ++count) {
    if (count == most) return std::nullopt;
    if (const std::int64_t id = rows.integer(0); id > wanted.after.value) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

void Reading::scan_ids(const LayerSchema& schema, const std::vector<std::int64_t>& ids,
                       const Visit& visit) {
  sqlite::Statement row(db_, select_one_sql(schema));
  for (const std::int64_t id : ids) {
    row.bind(1, id);
    if (row.step() && !visit(read_row(row, schema))) return;
    row.reset();
  }
}

void Reading::scan(const LayerSchema& schema, const Scan& wanted, const Visit& visit) {
  // A few of the many that lie in a large box are found soonest by going through all in order; all
  // of them, or few, by the index.
  constexpr std::size_t many = 12'000;
  if (wanted.box) {
    const bool all = wanted.expected == 0;
    if (const auto ids = ids_in_box(db_, schema, wanted, all ? SIZE_MAX : many))
      return scan_ids(schema, *ids, visit);
  }
  sqlite::Statement rows(db_, select_sql(schema));
  rows.bind(1, wanted.after.value);
  while (rows.step()) {
    if (wanted.box && !geopackage_blob_box(rows.blob(1)).intersects(*wanted.box)) continue;
    if (!visit(read_row(rows, schema))) return;
  }
}

std::optional<Feature> Reading::find(const LayerSchema& schema, std::string_view key) {
  sqlite::Statement row(db_, select_by_key_sql(schema));
  row.bind(1, key);
  return row.step() ? std::optional(read_row(row, schema)) : std::nullopt;
}

bool Reading::has_versions(std::string_view layer, std::string_view key) {
  sqlite::Statement row(db_, "SELECT 1 FROM jintu_history WHERE layer = ?1 AND id = ?2 LIMIT 1");
  return row.bind(1, layer).bind(2, key).step();
}

void Reading::versions(Revision after, Revision until, const VisitVersion& visit) {
  sqlite::Statement rows(db_,
                         "SELECT revision, layer, id, fid, kind, geom, properties FROM "
                         "jintu_history WHERE revision > ?1 AND revision <= ?2 "
                         "ORDER BY revision, layer, id");
  rows.bind(1, after.value).bind(2, until.value);
  while (rows.step()) {
    RecordVersion version{std::string(rows.text(1)),
                          change_kind(rows.integer(4)),
                          {{rows.integer(3)},
                           std::string(rows.text(2)),
                           read_geopackage_blob(rows.blob(5)),
                           properties_from_json(rows.text(6)),
                           {rows.integer(0)}}};
    if (!visit(std::move(version))) return;
  }
}

namespace {

constexpr std::string_view versions_sql =
    "SELECT h.revision, h.kind, r.author, r.message, r.time, h.fid, h.geom, h.properties "
    "FROM jintu_history h JOIN jintu_revisions r USING (revision) "
    "WHERE h.layer = ?1 AND h.id = ?2 ";

FeatureStore::Version version_in(sqlite::Statement& rows, std::string_view key) {
  FeatureStore::Version version;
  version.revision = {rows.integer(0)};
  version.kind = change_kind(rows.integer(1));
  version.author = rows.text(2);
  version.message = rows.text(3);
  version.time = rows.text(4);
  version.feature = {{rows.integer(5)},
                     std::string(key),
                     read_geopackage_blob(rows.blob(6)),
                     properties_from_json(rows.text(7)),
                     version.revision};
  return version;
}

}  // namespace

std::vector<FeatureStore::Version> Reading::versions_of(std::string_view layer,
                                                        std::string_view key) {
  sqlite::Statement rows(db_, std::string(versions_sql) + "ORDER BY h.revision");
  rows.bind(1, layer).bind(2, key);
  std::vector<FeatureStore::Version> out;
  while (rows.step()) out.push_back(version_in(rows, key));
  return out;
}

std::optional<FeatureStore::Version> Reading::version_at(std::string_view layer,
                                                         std::string_view key, Revision at) {
  sqlite::Statement rows(
      db_, std::string(versions_sql) + "AND h.revision <= ?3 ORDER BY h.revision DESC LIMIT 1");
  rows.bind(1, layer).bind(2, key).bind(3, at.value);
  if (!rows.step()) return std::nullopt;
  return version_in(rows, key);
}

void Reading::state_at(const LayerSchema& schema, Revision revision, const Visit& visit) {
  sqlite::Statement rows(
      db_,
      "SELECT h.fid, h.geom, h.id, h.revision, h.properties FROM jintu_history h JOIN "
      "(SELECT id, max(revision) AS last FROM jintu_history WHERE layer = ?1 AND revision <= ?2 "
      "GROUP BY id) l ON h.id = l.id AND h.revision = l.last "
      "WHERE h.layer = ?1 AND h.kind <> 2 ORDER BY h.fid");
  rows.bind(1, std::string_view(schema.name)).bind(2, revision.value);
  while (rows.step()) {
    Feature feature{{rows.integer(0)},
                    std::string(rows.text(2)),
                    read_geopackage_blob(rows.blob(1)),
                    properties_from_json(rows.text(4)),
                    {rows.integer(3)}};
    if (!visit(std::move(feature))) return;
  }
}

std::vector<RevisionInfo> Reading::revisions(Revision after, std::size_t limit) {
  sqlite::Statement rows(db_,
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

}  // namespace jintu::gpkg
