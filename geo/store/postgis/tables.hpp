// How layers and records lie in tables of PostgreSQL: L(fid, geom, id, _revision, <fields>).
#pragma once

#include <string>
#include <string_view>

#include "geo/postgres/connection.hpp"
#include "geo/store/rows.hpp"

namespace jintu::postgis {

/// Of a field; the same but for names that PostgreSQL has not room for (63 bytes) or keeps for
/// itself (ctid, xmin …): those end with a hash.
std::string column_name(std::string_view field);

/// "CREATE TABLE L (…)". The kind of geometry is a CHECK, which can be dropped without writing the
/// table anew: readers of an earlier state would find a rewritten table empty.
/// Without its keys: `index_sql` adds them to the rows that are there by then.
std::string create_sql(const LayerSchema& schema);
/// Keys, the index of places, and one by key for a bulk layer that `has_keys`.
std::string index_sql(const LayerSchema& schema, bool has_keys);
std::string add_column_sql(const LayerSchema& schema, const Field& field);
/// So that geometry of any kind fits.
std::string widen_sql(const LayerSchema& schema);

/// "fid, ST_AsBinary(geom), id, _revision, fields…", in the order of `read_row`.
std::string selected_columns(const LayerSchema& schema);
/// "(fid, geom, id, _revision, fields…)".
std::string written_columns(const LayerSchema& schema);
Feature read_row(const postgres::Result& rows, int row, const LayerSchema& schema);

/// EWKB in hexadecimal digits, as PostGIS reads a geometry; nothing when there is none.
std::optional<std::string> to_ewkb(const Geometry<Position>& geometry);
Geometry<Position> read_geometry(const postgres::Result& rows, int row, int column);

/// nullptr when the record does not have it.
const Value* value_of(const Feature& feature, const LayerSchema& schema, std::size_t field);
void add_value(postgres::Parameters& parameters, const Value* value);
/// For COPY's text format.
void append_value(std::string& line, const Value* value);

}  // namespace jintu::postgis
