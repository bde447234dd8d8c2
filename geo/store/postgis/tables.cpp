#include "geo/store/postgis/tables.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "geo/geometry/wkb.hpp"

namespace jintu::postgis {

using postgres::quoted;

namespace {

constexpr std::size_t longest_name = 63;
constexpr std::array<std::string_view, 6> system_columns{"tableoid", "xmin", "cmin",
                                                         "xmax",     "cmax", "ctid"};
constexpr std::array<const char*, 4> column_types{"boolean", "bigint", "double precision", "text"};
constexpr std::array<const char*, 5> geometry_types{"", "POINT", "MULTILINESTRING", "MULTIPOLYGON",
                                                    ""};
constexpr const char* kind_constraint = "jintu_geometry_kind";

std::string hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

std::string column_sql(const Field& field) {
  return quoted(column_name(field.name)) + " " + column_types[static_cast<std::size_t>(field.type)];
}

}  // namespace

std::string column_name(std::string_view field) {
  const bool reserved =
      std::find(system_columns.begin(), system_columns.end(), field) != system_columns.end();
  if (field.size() <= longest_name && !reserved) return std::string(field);
  std::size_t keep = std::min<std::size_t>(field.size(), longest_name - 17);
  while (keep > 0 && keep < field.size() &&
         (static_cast<unsigned char>(field[keep]) & 0xC0) == 0x80)
    --keep;  // not in the middle of a character
  return std::string(field.substr(0, keep)) + "_" + hash_of(field);
}

std::string create_sql(const LayerSchema& schema) {
  const bool live = schema.role == LayerRole::live;
  std::string sql = "CREATE TABLE " + quoted(schema.name) +
                    " (fid bigint NOT NULL, geom geometry(Geometry, 4326), id text COLLATE "
                    "\"C\"" +
                    (live ? " NOT NULL" : "") + ", _revision bigint";
  for (const Field& field : schema.fields) sql += ", " + column_sql(field);
  if (const std::string type = geometry_types[static_cast<std::size_t>(schema.geometry)];
      !type.empty())
    sql += std::string(", CONSTRAINT ") + kind_constraint + " CHECK (GeometryType(geom) = '" +
           type + "'" + (type == "POINT" && !live ? " OR GeometryType(geom) = 'MULTIPOINT'" : "") +
           ")";
  return sql + ")";
}

std::string index_sql(const LayerSchema& schema, bool has_keys) {
  const bool live = schema.role == LayerRole::live;
  const std::string table = quoted(schema.name);
  std::string sql = "ALTER TABLE " + table + " ADD PRIMARY KEY (fid)";
  if (live) sql += ", ADD UNIQUE (id)";
  sql += "; CREATE INDEX ON " + table + " USING gist (geom)";
  if (!live && has_keys) sql += "; CREATE INDEX ON " + table + " (id)";
  return sql + "; ANALYZE " + table;
}

std::string add_column_sql(const LayerSchema& schema, const Field& field) {
  return "ALTER TABLE " + quoted(schema.name) + " ADD COLUMN " + column_sql(field);
}

std::string widen_sql(const LayerSchema& schema) {
  return "ALTER TABLE " + quoted(schema.name) + " DROP CONSTRAINT IF EXISTS " + kind_constraint;
}

std::string selected_columns(const LayerSchema& schema) {
  std::string columns = "fid, ST_AsBinary(geom), id, _revision";
  for (const Field& field : schema.fields) columns += ", " + quoted(column_name(field.name));
  return columns;
}

std::string written_columns(const LayerSchema& schema) {
  std::string columns = "(fid, geom, id, _revision";
  for (const Field& field : schema.fields) columns += ", " + quoted(column_name(field.name));
  return columns + ")";
}

Geometry<Position> read_geometry(const postgres::Result& rows, int row, int column) {
  if (rows.is_null(row, column)) return {};
  return parse_wkb(rows.text(row, column));
}

Feature read_row(const postgres::Result& rows, int row, const LayerSchema& schema) {
  Feature feature;
  feature.id = {rows.integer(row, 0)};
  feature.geometry = read_geometry(rows, row, 1);
  feature.key = rows.text(row, 2);
  feature.revision = {rows.integer(row, 3)};
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const int column = static_cast<int>(4 + i);
    if (rows.is_null(row, column)) continue;
    Value value;
    switch (schema.fields[i].type) {
      case FieldType::boolean:
        value = rows.integer(row, column) != 0;
        break;
      case FieldType::integer:
        value = rows.integer(row, column);
        break;
      case FieldType::real:
        value = rows.real(row, column);
        break;
      case FieldType::text:
        value = std::string(rows.text(row, column));
        break;
    }
    feature.properties.set(schema.fields[i].name, std::move(value));
  }
  return feature;
}

std::optional<std::string> to_ewkb(const Geometry<Position>& geometry) {
  std::string wkb;
  append_wkb(geometry, wkb);
  if (wkb.empty()) return std::nullopt;
  // After the byte order: the type, which says that the SRID follows it.
  std::uint32_t type = 0;
  std::memcpy(&type, wkb.data() + 1, sizeof type);
  type |= 0x20000000u;
  std::memcpy(wkb.data() + 1, &type, sizeof type);
  const std::uint32_t srid = Wgs84::epsg;
  wkb.insert(5, reinterpret_cast<const char*>(&srid), sizeof srid);
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string hex(2 * wkb.size(), '0');
  for (std::size_t i = 0; i < wkb.size(); ++i) {
    const auto byte = static_cast<unsigned char>(wkb[i]);
    hex[2 * i] = digits[byte >> 4];
    hex[2 * i + 1] = digits[byte & 15];
  }
  return hex;
}

const Value* value_of(const Feature& feature, const LayerSchema& schema, std::size_t field) {
  const std::string& name = schema.fields[field].name;
  const auto given = feature.properties.begin();  // most often in the order of the fields
  if (field < feature.properties.size() && given[static_cast<std::ptrdiff_t>(field)].first == name)
    return &given[static_cast<std::ptrdiff_t>(field)].second;
  return feature.properties.find(name);
}

void add_value(postgres::Parameters& parameters, const Value* value) {
  if (!value || std::holds_alternative<std::monostate>(*value))
    parameters.add_null();
  else if (const auto* flag = std::get_if<bool>(value))
    parameters.add(*flag);
  else if (const auto* integer = std::get_if<std::int64_t>(value))
    parameters.add(*integer);
  else if (const auto* real = std::get_if<double>(value))
    parameters.add(*real);
  else
    parameters.add(std::string_view(std::get<std::string>(*value)));
}

void append_value(std::string& line, const Value* value) {
  postgres::Parameters one;
  add_value(one, value);
  const auto& text = one.values().front();
  if (text)
    postgres::append_copy_field(line, *text);
  else
    line += "\\N";
}

}  // namespace jintu::postgis
