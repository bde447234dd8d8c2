#include "geo/store/postgis/reading.hpp"

#include <algorithm>

#include "geo/store/postgis/tables.hpp"

namespace jintu::postgis {

using postgres::Parameters;
using postgres::quoted;
using postgres::Result;

template <class VisitRow>
void Reading::each_row(const std::string& select, const Parameters& parameters,
                       const VisitRow& visit) {
  const std::string cursor = "jintu_" + std::to_string(++cursors_);
  db_.query("DECLARE " + cursor + " NO SCROLL CURSOR FOR " + select, parameters);
  const std::string fetch = "FETCH 500 FROM " + cursor;
  for (bool wanted = true; wanted;) {
    const Result rows = db_.query(fetch);
    for (int row = 0; row < rows.rows() && wanted; ++row) wanted = visit(rows, row);
    if (rows.rows() == 0) break;
  }
  db_.exec("CLOSE " + cursor);
}

Revision Reading::latest() {
  return {db_.query_integer("SELECT coalesce(max(revision), 0) FROM jintu_revisions")};
}

std::string Reading::meta(std::string_view key) {
  const Result row =
      db_.query("SELECT value FROM jintu_meta WHERE key = $1", Parameters().add(key));
  return row.rows() > 0 ? std::string(row.text(0, 0)) : std::string();
}

std::vector<std::pair<std::string, std::string>> Reading::all_meta() {
  std::vector<std::pair<std::string, std::string>> out;
  const Result rows = db_.query("SELECT key, value FROM jintu_meta ORDER BY key");
  for (int row = 0; row < rows.rows(); ++row)
    out.emplace_back(rows.text(row, 0), rows.text(row, 1));
  return out;
}

std::vector<LayerSchema> Reading::schemas() {
  std::vector<LayerSchema> out;
  const Result rows =
      db_.query("SELECT name, title, role, geometry, fields FROM jintu_layers ORDER BY name");
  for (int row = 0; row < rows.rows(); ++row)
    out.push_back({std::string(rows.text(row, 0)), std::string(rows.text(row, 1)),
                   role_of(rows.text(row, 2)), geometry_of(rows.text(row, 3)),
                   fields_from_json(rows.text(row, 4))});
  return out;
}

std::uint64_t Reading::count(const LayerSchema& schema) {
  return static_cast<std::uint64_t>(
      db_.query_integer("SELECT count(*) FROM " + quoted(schema.name)));
}

Box<Wgs84> Reading::extent(const LayerSchema& schema) {
  const Result row =
      db_.query("SELECT min_lon, min_lat, max_lon, max_lat FROM jintu_layers WHERE name = $1",
                Parameters().add(std::string_view(schema.name)));
  if (row.rows() == 0 || row.is_null(0, 0)) return {};
  return {{row.real(0, 0), row.real(0, 1)}, {row.real(0, 2), row.real(0, 3)}};
}

FeatureId Reading::last_id(const LayerSchema& schema) {
  const Result row = db_.query("SELECT last_id FROM jintu_layers WHERE name = $1",
                               Parameters().add(std::string_view(schema.name)));
  return row.rows() > 0 ? FeatureId{row.integer(0, 0)} : FeatureId{};
}

void Reading::scan(const LayerSchema& schema, const Scan& wanted, const Visit& visit) {
  std::string select = "SELECT " + selected_columns(schema) + " FROM " + quoted(schema.name) +
                       " WHERE fid > $1::bigint";
  if (wanted.box)
    select += " AND geom && ST_MakeEnvelope($2::float8, $3::float8, $4::float8, $5::float8, 4326)";
  select += " ORDER BY fid";
  const auto parameters = [&](std::int64_t after) {
    Parameters values;
    values.add(after);
    if (const auto& box = wanted.box)
      values.add(box->min.lon).add(box->min.lat).add(box->max.lon).add(box->max.lat);
    return values;
  };
  if (wanted.expected == 0)
    return each_row(select, parameters(wanted.after.value), [&](const Result& rows, int row) {
      return visit(read_row(rows, row, schema));
    });
  // A LIMIT tells the planner how few will do.
  std::int64_t after = wanted.after.value;
  constexpr std::size_t most = 5000;
  for (std::size_t count = std::min(wanted.expected, most);; count = std::min(2 * count, most)) {
    const Result rows = db_.query(select + " LIMIT " + std::to_string(count), parameters(after));
    for (int row = 0; row < rows.rows(); ++row) {
      after = rows.integer(row, 0);
      if (!visit(read_row(rows, row, schema))) return;
    }
    if (static_cast<std::size_t>(rows.rows()) < count) return;
  }
}

std::optional<Feature> Reading::find(const LayerSchema& schema, std::string_view key) {
  const Result rows = db_.query("SELECT " + selected_columns(schema) + " FROM " +
                                    quoted(schema.name) + " WHERE id = $1 ORDER BY fid LIMIT 1",
                                Parameters().add(key));
  return rows.rows() > 0 ? std::optional(read_row(rows, 0, schema)) : std::nullopt;
}

bool Reading::has_versions(std::string_view layer, std::string_view key) {
  return db_.query("SELECT 1 FROM jintu_history WHERE layer = $1 AND id = $2 LIMIT 1",
                   Parameters().add(layer).add(key))
             .rows() > 0;
}

void Reading::versions(Revision after, Revision until, const VisitVersion& visit) {
  each_row(
      "SELECT revision, layer, id, fid, kind, ST_AsBinary(geom), properties FROM jintu_history "
      "WHERE revision > $1 AND revision <= $2 ORDER BY revision, layer, id",
      Parameters().add(after.value).add(until.value), [&](const Result& rows, int row) {
        return visit({std::string(rows.text(row, 1)),
                      change_kind(rows.integer(row, 4)),
                      {{rows.integer(row, 3)},
                       std::string(rows.text(row, 2)),
                       read_geometry(rows, row, 5),
                       properties_from_json(rows.text(row, 6)),
                       {rows.integer(row, 0)}}});
      });
}

namespace {

constexpr std::string_view versions_sql =
    "SELECT h.revision, h.kind, r.author, r.message, r.time, h.fid, ST_AsBinary(h.geom), "
    "h.properties FROM jintu_history h JOIN jintu_revisions r USING (revision) "
    "WHERE h.layer = $1 AND h.id = $2 ";

FeatureStore::Version version_in(const Result& rows, int row, std::string_view key) {
  FeatureStore::Version version;
  version.revision = {rows.integer(row, 0)};
  version.kind = change_kind(rows.integer(row, 1));
  version.author = rows.text(row, 2);
  version.message = rows.text(row, 3);
  version.time = rows.text(row, 4);
  version.feature = {{rows.integer(row, 5)},
                     std::string(key),
                     read_geometry(rows, row, 6),
                     properties_from_json(rows.text(row, 7)),
                     version.revision};
  return version;
}

}  // namespace

std::vector<FeatureStore::Version> Reading::versions_of(std::string_view layer,
                                                        std::string_view key) {
  const Result rows = db_.query(std::string(versions_sql) + "ORDER BY h.revision",
                                Parameters().add(layer).add(key));
  std::vector<FeatureStore::Version> out;
  for (int row = 0; row < rows.rows(); ++row) out.push_back(version_in(rows, row, key));
  return out;
}

std::optional<FeatureStore::Version> Reading::version_at(std::string_view layer,
                                                         std::string_view key, Revision at) {
  const Result rows =
      db_.query(std::string(versions_sql) + "AND h.revision <= $3 ORDER BY h.revision DESC LIMIT 1",
                Parameters().add(layer).add(key).add(at.value));
  if (rows.rows() == 0) return std::nullopt;
  return version_in(rows, 0, key);
}

void Reading::state_at(const LayerSchema& schema, Revision revision, const Visit& visit) {
  each_row(
      "SELECT fid, geometry, id, revision, properties FROM (SELECT DISTINCT ON (id) fid, "
      "ST_AsBinary(geom) AS geometry, id, revision, properties, kind FROM jintu_history "
      "WHERE layer = $1 AND revision <= $2 ORDER BY id, revision DESC) last "
      "WHERE kind <> 2 ORDER BY fid",
      Parameters().add(std::string_view(schema.name)).add(revision.value),
      [&](const Result& rows, int row) {
        return visit({{rows.integer(row, 0)},
                      std::string(rows.text(row, 2)),
                      read_geometry(rows, row, 1),
                      properties_from_json(rows.text(row, 4)),
                      {rows.integer(row, 3)}});
      });
}

std::vector<RevisionInfo> Reading::revisions(Revision after, std::size_t limit) {
  constexpr std::size_t many = 1'000'000'000;
  const Result rows = db_.query(
      "SELECT revision, author, message, time FROM jintu_revisions WHERE revision > $1 "
      "ORDER BY revision LIMIT $2",
      Parameters().add(after.value).add(static_cast<std::int64_t>(std::min(limit, many))));
  std::vector<RevisionInfo> out;
  for (int row = 0; row < rows.rows(); ++row)
    out.push_back({{rows.integer(row, 0)},
                   std::string(rows.text(row, 1)),
                   std::string(rows.text(row, 2)),
                   std::string(rows.text(row, 3))});
  return out;
}

}  // namespace jintu::postgis
