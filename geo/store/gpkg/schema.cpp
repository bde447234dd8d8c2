#include "geo/store/gpkg/schema.hpp"

#include <algorithm>
#include <array>

#include "geo/base/error.hpp"
#include "geo/sqlite/transaction.hpp"
#include "geo/store/gpkg/blob.hpp"

namespace jintu::gpkg {

namespace {

constexpr std::int64_t application_id = 0x47504B47;  // "GPKG"
constexpr std::int64_t geopackage_version = 10300;
constexpr int our_format = 1;

constexpr std::array<std::string_view, 5> geometry_type_names{
    "GEOMETRY", "POINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRY"};
constexpr std::array<std::string_view, 4> column_types{"BOOLEAN", "INTEGER", "REAL", "TEXT"};

constexpr const char* tables = R"sql(
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees');
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE jintu_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE jintu_layers (name TEXT PRIMARY KEY, title TEXT NOT NULL, role TEXT NOT NULL, geometry TEXT NOT NULL,
  fields TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE jintu_revisions (revision INTEGER PRIMARY KEY, time TEXT NOT NULL, author TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE jintu_history (layer TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, fid INTEGER NOT NULL,
  kind INTEGER NOT NULL, geom BLOB, properties TEXT NOT NULL, PRIMARY KEY (layer, id, revision)) WITHOUT ROWID;
INSERT INTO gpkg_extensions SELECT column1, NULL, 'jintu_store', 'docs/store.md of the Jintu project', 'write-only'
  FROM (VALUES ('jintu_meta'), ('jintu_layers'), ('jintu_revisions'), ('jintu_history'));
)sql";

/// What changed since a revision, without a walk through all of the history.
constexpr const char* history_index =
    "CREATE INDEX IF NOT EXISTS jintu_history_revision ON jintu_history (revision)";

void envelope_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(arguments[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
  const auto which = reinterpret_cast<std::intptr_t>(sqlite3_user_data(context));
  try {
    const Box<Wgs84> box = geopackage_blob_box({bytes, bytes ? size : 0});
    if (which == 4) {
      sqlite3_result_int(context, box.empty());
    } else if (box.empty()) {
      sqlite3_result_null(context);
    } else {
      const double values[] = {box.min.lon, box.max.lon, box.min.lat, box.max.lat};
      sqlite3_result_double(context, values[which]);
    }
  } catch (const Error& error) {
    sqlite3_result_error(context, error.what(), -1);
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// The seven triggers of the R-tree extension (annex F.3), with <t> the table.
constexpr const char* rtree_triggers = R"sql(
CREATE TRIGGER "rtree_<t>_geom_insert" AFTER INSERT ON "<t>" WHEN (new."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN INSERT OR REPLACE INTO "rtree_<t>_geom" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "rtree_<t>_geom_update1" AFTER UPDATE OF "geom" ON "<t>" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN INSERT OR REPLACE INTO "rtree_<t>_geom" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "rtree_<t>_geom_update2" AFTER UPDATE OF "geom" ON "<t>" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
BEGIN DELETE FROM "rtree_<t>_geom" WHERE id = OLD."fid"; END;
CREATE TRIGGER "rtree_<t>_geom_update3" AFTER UPDATE ON "<t>" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN DELETE FROM "rtree_<t>_geom" WHERE id = OLD."fid"; INSERT OR REPLACE INTO "rtree_<t>_geom" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "rtree_<t>_geom_update4" AFTER UPDATE ON "<t>" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
BEGIN DELETE FROM "rtree_<t>_geom" WHERE id IN (OLD."fid", NEW."fid"); END;
CREATE TRIGGER "rtree_<t>_geom_delete" AFTER DELETE ON "<t>" WHEN old."geom" NOT NULL
BEGIN DELETE FROM "rtree_<t>_geom" WHERE id = OLD."fid"; END;
)sql";

std::string column_list(const LayerSchema& schema) {
  std::string columns = "fid, geom, id, _revision";
  for (const Field& field : schema.fields) columns += ", " + sqlite::quoted(field.name);
  return columns;
}

LayerSchema schema_of(const sqlite::Statement& row) {
  LayerSchema schema;
  schema.name = row.text(0);
  schema.title = row.text(1);
  schema.role = role_of(row.text(2));
  schema.geometry = geometry_of(row.text(3));
  schema.fields = fields_from_json(row.text(4));
  return schema;
}

}  // namespace

void prepare_connection(sqlite::Database& db, bool writable) {
  constexpr std::array<const char*, 5> names{"ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY",
                                             "ST_IsEmpty"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    sqlite3_create_function_v2(
        db.handle(), names[i], 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
        reinterpret_cast<void*>(i), &envelope_function, nullptr, nullptr, nullptr);
  }
  if (writable) db.exec("PRAGMA foreign_keys=ON");
}

void check_is_ours(sqlite::Database& db) {
  if (db.query_integer("PRAGMA application_id") != application_id) {
    throw Error(ErrorCode::bad_input, db.path() + ": 不是 GeoPackage not a GeoPackage");
  }
  const bool ours =
      db.query_integer("SELECT count(*) FROM sqlite_master WHERE name = 'jintu_meta'") == 1;
  if (!ours) {
    throw Error(
        ErrorCode::bad_input,
        db.path() +
            ": 是 GeoPackage 但不是津图的库；请用 jintu import 导入 a GeoPackage, but not a "
            "Jintu store: bring it in with `jintu import`");
  }
  const auto format =
      db.query_integer("SELECT CAST(value AS INTEGER) FROM jintu_meta WHERE key = 'store.format'");
  if (format > our_format) {
    throw Error(
        ErrorCode::bad_input,
        db.path() + ": 由更新版本的程序写成 written by a newer version of the program (format " +
            std::to_string(format) + ", this one knows " + std::to_string(our_format) + ")");
  }
}

bool create_or_check(sqlite::Database& db) {
  const auto is_empty = [&] { return db.query_integer("SELECT count(*) FROM sqlite_master") == 0; };
  if (is_empty()) {
    sqlite::Transaction transaction(db, sqlite::Begin::write);
    if (is_empty()) {  // still: another process may make it too
      db.exec("PRAGMA application_id=" + std::to_string(application_id) +
              "; PRAGMA user_version=" + std::to_string(geopackage_version));
      db.exec(tables);
      db.exec(history_index);
      db.exec("INSERT INTO jintu_meta VALUES ('store.format', '" + std::to_string(our_format) +
              "')");
      transaction.commit();
      return true;
    }
  }
  check_is_ours(db);
  return false;
}

void ensure_history_index(sqlite::Database& db) {
  if (db.query_integer("SELECT count(*) FROM sqlite_master WHERE name = 'jintu_history_revision'"))
    return;
  try {
    db.exec(history_index);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unavailable) throw;  // slower without, and made another time
  }
}

std::vector<LayerSchema> read_schemas(sqlite::Database& db) {
  std::vector<LayerSchema> schemas;
  sqlite::Statement rows(
      db, "SELECT name, title, role, geometry, fields FROM jintu_layers ORDER BY name");
  while (rows.step()) schemas.push_back(schema_of(rows));
  return schemas;
}

std::optional<LayerSchema> read_schema(sqlite::Database& db, std::string_view layer) {
  sqlite::Statement row(
      db, "SELECT name, title, role, geometry, fields FROM jintu_layers WHERE name = ?1");
  row.bind(1, layer);
  return row.step() ? std::optional(schema_of(row)) : std::nullopt;
}

void create_layer(sqlite::Database& db, const LayerSchema& schema) {
  const std::string table = sqlite::quoted(schema.name);
  // So that no id comes twice. Bulk layers bring their ids, and keeping the count doubles an
  // insert's cost.
  const std::string numbered = schema.role == LayerRole::live ? " AUTOINCREMENT" : "";
  std::string sql =
      "CREATE TABLE " + table + " (fid INTEGER PRIMARY KEY" + numbered + " NOT NULL, geom " +
      std::string(geometry_type_names[static_cast<std::size_t>(schema.geometry)]) + ", id TEXT" +
      (schema.role == LayerRole::live ? " NOT NULL UNIQUE" : "") + ", _revision INTEGER";
  for (const Field& field : schema.fields) {
    sql += ", " + sqlite::quoted(field.name) + " " +
           std::string(column_types[static_cast<std::size_t>(field.type)]);
  }
  db.exec(sql + ")");
  sqlite::Statement contents(
      db,
      "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
      "VALUES (?1, 'features', ?1, ?2, 4326)");
  contents.bind(1, schema.name).bind(2, schema.title).run();
  sqlite::Statement geometry(
      db, "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 4326, 0, 0)");
  geometry.bind(1, schema.name)
      .bind(2, geometry_type_names[static_cast<std::size_t>(schema.geometry)])
      .run();
  save_schema(db, schema);
}

void add_field(sqlite::Database& db, const LayerSchema& schema, const Field& field) {
  db.exec("ALTER TABLE " + sqlite::quoted(schema.name) + " ADD COLUMN " +
          sqlite::quoted(field.name) + " " +
          std::string(column_types[static_cast<std::size_t>(field.type)]));
}

void save_schema(sqlite::Database& db, const LayerSchema& schema) {
  sqlite::Statement save(db, "INSERT OR REPLACE INTO jintu_layers VALUES (?1, ?2, ?3, ?4, ?5)");
  save.bind(1, schema.name).bind(2, schema.title).bind(3, to_word(schema.role));
  save.bind(4, to_word(schema.geometry)).bind(5, fields_to_json(schema.fields)).run();
}

void drop_layer(sqlite::Database& db, const LayerSchema& schema) {
  for (const char* sql : {"DELETE FROM gpkg_geometry_columns WHERE table_name = ?1",
                          "DELETE FROM gpkg_extensions WHERE table_name = ?1",
                          "DELETE FROM gpkg_contents WHERE table_name = ?1",
                          "DELETE FROM jintu_layers WHERE name = ?1"}) {
    sqlite::Statement(db, sql).bind(1, schema.name).run();
  }
  db.exec("DROP TABLE IF EXISTS " + sqlite::quoted("rtree_" + schema.name + "_geom") +
          "; DROP TABLE IF EXISTS " + sqlite::quoted(schema.name));
}

void create_index(sqlite::Database& db, std::string_view layer, std::vector<IndexedBox> boxes) {
  const std::string name(layer);
  const std::string table = sqlite::quoted("rtree_" + name + "_geom");
  db.exec("CREATE VIRTUAL TABLE " + table + " USING rtree(id, minx, maxx, miny, maxy)");
  fill_rtree(db, "rtree_" + name + "_geom", std::move(boxes));
  std::string triggers = rtree_triggers;
  replace_all(triggers, "<t>", name);
  db.exec(triggers);
  sqlite::Statement extension(
      db,
      "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', "
      "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')");
  extension.bind(1, layer).run();
}

void create_key_index(sqlite::Database& db, std::string_view layer) {
  const std::string name(layer);
  db.exec("CREATE INDEX " + sqlite::quoted("jintu_" + name + "_id") + " ON " +
          sqlite::quoted(name) + " (id)");
}

void set_extent(sqlite::Database& db, std::string_view layer, const Box<Wgs84>& box,
                std::string_view time) {
  sqlite::Statement update(
      db,
      "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5, last_change = ?6 "
      "WHERE table_name = ?1");
  update.bind(1, layer).bind(6, time);
  if (!box.empty())
    update.bind(2, box.min.lon).bind(3, box.min.lat).bind(4, box.max.lon).bind(5, box.max.lat);
  update.run();
}

Box<Wgs84> read_extent(sqlite::Database& db, std::string_view layer) {
  sqlite::Statement row(
      db, "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?1");
  row.bind(1, layer);
  if (!row.step() || row.is_null(0)) return {};
  return {{row.real(0), row.real(1)}, {row.real(2), row.real(3)}};
}

std::string insert_sql(const LayerSchema& schema) {
  std::string places = "?1, ?2, ?3, ?4";
  for (std::size_t i = 0; i < schema.fields.size(); ++i) places += ", ?" + std::to_string(5 + i);
  return "INSERT INTO " + sqlite::quoted(schema.name) + " (" + column_list(schema) + ") VALUES (" +
         places + ")";
}

std::string update_sql(const LayerSchema& schema) {
  std::string sets = "geom = ?2, id = ?3, _revision = ?4";
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    sets += ", " + sqlite::quoted(schema.fields[i].name) + " = ?" + std::to_string(5 + i);
  }
  return "UPDATE " + sqlite::quoted(schema.name) + " SET " + sets + " WHERE fid = ?1";
}

std::string delete_sql(const LayerSchema& schema) {
  return "DELETE FROM " + sqlite::quoted(schema.name) + " WHERE fid = ?1";
}

std::string select_sql(const LayerSchema& schema) {
  return "SELECT " + column_list(schema) + " FROM " + sqlite::quoted(schema.name) +
         " WHERE fid > ?1 ORDER BY fid";
}

std::string select_one_sql(const LayerSchema& schema) {
  return "SELECT " + column_list(schema) + " FROM " + sqlite::quoted(schema.name) +
         " WHERE fid = ?1";
}

std::string select_by_key_sql(const LayerSchema& schema) {
  return "SELECT " + column_list(schema) + " FROM " + sqlite::quoted(schema.name) +
         " WHERE id = ?1 ORDER BY fid LIMIT 1";
}

std::string ids_in_box_sql(const LayerSchema& schema) {
  return "SELECT id FROM " + sqlite::quoted("rtree_" + schema.name + "_geom") +
         " WHERE minx <= ?1 AND maxx >= ?2 AND miny <= ?3 AND maxy >= ?4";
}

void bind_value(sqlite::Statement& statement, int at, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value))
    statement.bind(at, static_cast<std::int64_t>(*flag));
  else if (const auto* integer = std::get_if<std::int64_t>(&value))
    statement.bind(at, *integer);
  else if (const auto* real = std::get_if<double>(&value))
    statement.bind(at, *real);
  else if (const auto* text = std::get_if<std::string>(&value))
    statement.bind_view(at, *text);
  else
    statement.bind_null(at);
}

Feature read_row(const sqlite::Statement& row, const LayerSchema& schema) {
  Feature feature;
  feature.id = {row.integer(0)};
  feature.geometry = read_geopackage_blob(row.blob(1));
  feature.key = row.text(2);
  feature.revision = {row.integer(3)};
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const int column = static_cast<int>(4 + i);
    if (row.is_null(column)) continue;
    Value value;
    switch (schema.fields[i].type) {
      case FieldType::boolean:
        value = row.integer(column) != 0;
        break;
      case FieldType::integer:
        value = row.integer(column);
        break;
      case FieldType::real:
        value = row.real(column);
        break;
      case FieldType::text:
        value = std::string(row.text(column));
        break;
    }
    feature.properties.set(schema.fields[i].name, std::move(value));
  }
  return feature;
}

}  // namespace jintu::gpkg
