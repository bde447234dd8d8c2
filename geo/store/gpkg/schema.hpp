// The tables of a GeoPackage 1.3 and ours beside them, and how layers lie in them.
//
// A layer L is a feature table L(fid, geom, id, _revision, <fields>), with an R-tree under the
// registered extension. Ours: jintu_layers (role, title, fields), jintu_revisions, jintu_history,
// jintu_meta; they are listed in gpkg_extensions, so that other software leaves them alone.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "geo/sqlite/sqlite.hpp"
#include "geo/store/gpkg/rtree_bulk.hpp"
#include "geo/store/rows.hpp"

namespace jintu::gpkg {

/// Connection settings, and the ST_* functions that R-tree triggers call.
void prepare_connection(sqlite::Database& db, bool writable);

/// Makes an empty GeoPackage of an empty file; otherwise checks that this is one, not newer than
/// this program. Whether it made one. Throws Error{bad_input}.
bool create_or_check(sqlite::Database& db);
void check_is_ours(sqlite::Database& db);
/// Stores made by earlier versions have none.
void ensure_history_index(sqlite::Database& db);

std::vector<LayerSchema> read_schemas(sqlite::Database& db);
std::optional<LayerSchema> read_schema(sqlite::Database& db, std::string_view layer);

void create_layer(sqlite::Database& db, const LayerSchema& schema);
void add_field(sqlite::Database& db, const LayerSchema& schema, const Field& field);
void save_schema(sqlite::Database& db, const LayerSchema& schema);
void drop_layer(sqlite::Database& db, const LayerSchema& schema);

/// An R-tree of the layer, filled at once and then kept by triggers.
void create_index(sqlite::Database& db, std::string_view layer, std::vector<IndexedBox> boxes);

/// By key, for a bulk layer whose records have some: those of live layers have one anyway.
void create_key_index(sqlite::Database& db, std::string_view layer);

void set_extent(sqlite::Database& db, std::string_view layer, const Box<Wgs84>& box,
                std::string_view time);
Box<Wgs84> read_extent(sqlite::Database& db, std::string_view layer);

/// "INSERT INTO L (fid, geom, id, _revision, fields…) VALUES (?1 …)".
std::string insert_sql(const LayerSchema& schema);
/// "UPDATE L SET geom = ?2 … WHERE fid = ?1", with the same numbers.
std::string update_sql(const LayerSchema& schema);
/// "DELETE FROM L WHERE fid = ?1".
std::string delete_sql(const LayerSchema& schema);
/// "SELECT fid, geom, id, _revision, fields… FROM L WHERE fid > ?1 ORDER BY fid".
std::string select_sql(const LayerSchema& schema);
/// The same columns WHERE fid = ?1.
std::string select_one_sql(const LayerSchema& schema);
/// The same columns of the first WHERE id = ?1.
std::string select_by_key_sql(const LayerSchema& schema);
/// What the R-tree finds, in no order: minx <= ?1, maxx >= ?2, miny <= ?3, maxy >= ?4.
std::string ids_in_box_sql(const LayerSchema& schema);

/// A text is not copied: `value` must stay until the statement ran.
void bind_value(sqlite::Statement& statement, int at, const Value& value);
/// Of the columns of `select_sql`. NULL fields are absent from the properties.
Feature read_row(const sqlite::Statement& row, const LayerSchema& schema);

}  // namespace jintu::gpkg
