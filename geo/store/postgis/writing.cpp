#include "geo/store/postgis/writing.hpp"

#include <algorithm>
#include <thread>

#include "geo/store/postgis/database.hpp"
#include "geo/store/postgis/tables.hpp"

namespace jintu::postgis {

using postgres::Parameters;
using postgres::quoted;

namespace {

constexpr std::size_t long_lines = 1 << 20;

std::string place(std::size_t number) { return "$" + std::to_string(number); }

void add_geometry(Parameters& parameters, const Geometry<Position>& geometry) {
  if (const auto ewkb = to_ewkb(geometry))
    parameters.add(std::string_view(*ewkb));
  else
    parameters.add_null();
}

/// $1 fid, $2 geom, $3 id, $4 _revision, $5 … fields.
Parameters row_of(const LayerSchema& schema, const Feature& feature, FeatureId id) {
  Parameters row;
  row.add(id.value);
  add_geometry(row, feature.geometry);
  row.add(std::string_view(feature.key)).add(feature.revision.value);
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    add_value(row, value_of(feature, schema, i));
  return row;
}

}  // namespace

std::string channel_of(std::int64_t store_number) {
  return "jintu_" + std::to_string(store_number);
}

Writing::Writing(const postgres::Address& address, postgres::Connection& db,
                 std::int64_t store_number, std::chrono::milliseconds wait)
    : address_(address),
      db_(db),
      channel_(channel_of(store_number)),
      transaction_(db, postgres::Transaction::Kind::write),
      view_(db) {
  try {
    take_writers_place(db_, store_number, wait);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unavailable || !db_.alive()) throw;
    throw busy(wait);
  }
}

void Writing::add_revision(const RevisionInfo& r) {
  db_.query_prepared("INSERT INTO jintu_revisions VALUES ($1, $2, $3, $4)",
                     Parameters()
                         .add(r.revision.value)
                         .add(std::string_view(r.time))
                         .add(std::string_view(r.author))
                         .add(std::string_view(r.message)));
}

void Writing::set_meta(std::string_view key, std::string_view value) {
  db_.query_prepared(
      "INSERT INTO jintu_meta VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = "
      "excluded.value",
      Parameters().add(key).add(value));
}

void Writing::create(const LayerSchema& schema) {
  const std::string_view name = schema.name;
  if (db_.query("SELECT 1 FROM pg_class WHERE relname = $1 "
                "AND relnamespace = current_schema()::regnamespace",
                Parameters().add(name))
          .rows() > 0)
    throw Error(ErrorCode::bad_input,
                "图层名 layer name \"" + schema.name +
                    "\": 数据库里已有同名的表 the database has a table of that name already");
  db_.exec(create_sql(schema));
  db_.query(
      "INSERT INTO jintu_layers (name, title, role, geometry, fields) "
      "VALUES ($1, $2, $3, $4, $5)",
      Parameters()
          .add(name)
          .add(std::string_view(schema.title))
          .add(to_word(schema.role))
          .add(to_word(schema.geometry))
          .add(std::string_view(fields_to_json(schema.fields))));
  unsent_[schema.name] = {};
}

void Writing::alter(const LayerSchema& before, const LayerSchema& after) {
  for (std::size_t i = before.fields.size(); i < after.fields.size(); ++i)
    db_.exec(add_column_sql(after, after.fields[i]));
  if (before.geometry != after.geometry) db_.exec(widen_sql(after));
  db_.query("UPDATE jintu_layers SET geometry = $2, fields = $3 WHERE name = $1",
            Parameters()
                .add(std::string_view(after.name))
                .add(to_word(after.geometry))
                .add(std::string_view(fields_to_json(after.fields))));
}

void Writing::drop(const LayerSchema& schema) {
  unsent_.erase(schema.name);
  db_.exec("DROP TABLE " + quoted(schema.name));
  db_.query("DELETE FROM jintu_layers WHERE name = $1",
            Parameters().add(std::string_view(schema.name)));
}

void Writing::set_extent(const LayerSchema& schema, const Box<Wgs84>& box, std::string_view time) {
  Parameters parameters;
  parameters.add(std::string_view(schema.name)).add(time);
  for (const double side : {box.min.lon, box.min.lat, box.max.lon, box.max.lat}) {
    if (box.empty())
      parameters.add_null();
    else
      parameters.add(side);
  }
  db_.query_prepared(
      "UPDATE jintu_layers SET changed = $2, min_lon = $3, min_lat = $4, max_lon = $5, "
      "max_lat = $6 WHERE name = $1",
      parameters);
}

void Writing::set_last_id(const LayerSchema& schema, FeatureId last) {
  last_ids_[schema.name] = last.value;
}

void Writing::insert(const LayerSchema& schema, const Feature& feature) {
  std::int64_t& last = last_ids_[schema.name];
  last = std::max(last, feature.id.value);
  add(schema, unsent_[schema.name], feature.id, feature, feature.revision);
}

void Writing::update(const LayerSchema& schema, const Feature& feature) {
  send(unsent_[schema.name]);
  std::string sets = "geom = $2::geometry, id = $3, _revision = $4";
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    sets += ", " + quoted(column_name(schema.fields[i].name)) + " = " + place(5 + i);
  db_.query_prepared("UPDATE " + quoted(schema.name) + " SET " + sets + " WHERE fid = $1",
                     row_of(schema, feature, feature.id));
}

void Writing::remove(const LayerSchema& schema, FeatureId id) {
  send(unsent_[schema.name]);
  db_.query_prepared("DELETE FROM " + quoted(schema.name) + " WHERE fid = $1",
                     Parameters().add(id.value));
}

void Writing::add_version(std::string_view layer, const Feature& feature,
                          FeatureChange::Kind kind) {
  versions_.copy =
      "COPY jintu_history (layer, id, revision, fid, kind, geom, properties) FROM STDIN";
  std::string& line = versions_.lines;
  postgres::append_copy_field(line, layer);
  line += "\t";
  postgres::append_copy_field(line, feature.key);
  line += "\t" + std::to_string(feature.revision.value) + "\t" + std::to_string(feature.id.value) +
          "\t" + std::to_string(static_cast<int>(kind)) + "\t";
  line += to_ewkb(feature.geometry).value_or("\\N") + "\t";
  postgres::append_copy_field(line, properties_to_json(feature.properties));
  line += "\n";
  if (line.size() > long_lines) send(versions_);
}

void Writing::add(const LayerSchema& schema, Unsent& unsent, FeatureId id, const Feature& feature,
                  Revision revision) {
  if (unsent.lines.empty())
    unsent.copy = "COPY " + quoted(schema.name) + " " + written_columns(schema) + " FROM STDIN";
  std::string& line = unsent.lines;
  line += std::to_string(id.value) + "\t";
  line += to_ewkb(feature.geometry).value_or("\\N") + "\t";
  if (feature.key.empty())
    line += "\\N";
  else
    postgres::append_copy_field(line, feature.key);
  line += "\t" + std::to_string(revision.value);
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    line += "\t";
    append_value(line, value_of(feature, schema, i));
  }
  line += "\n";
  if (line.size() > long_lines) send(unsent);
}

void Writing::append(const LayerSchema& schema, const Feature& feature, Revision revision) {
  Unsent& unsent = unsent_.at(schema.name);
  const FeatureId id{feature.id.value > 0 ? feature.id.value : unsent.last_id + 1};
  unsent.last_id = std::max(unsent.last_id, id.value);
  unsent.has_keys = unsent.has_keys || !feature.key.empty();
  add(schema, unsent, id, feature, revision);
}

void Writing::send(Unsent& unsent) {
  if (unsent.lines.empty()) return;
  db_.copy_in(unsent.copy, unsent.lines);
  unsent.lines.clear();
}

void Writing::finish(const LayerSchema& schema) {
  Unsent& unsent = unsent_.at(schema.name);
  send(unsent);
  db_.exec(index_sql(schema, unsent.has_keys));
}

void Writing::commit(Revision revision) {
  for (auto& [layer, unsent] : unsent_) send(unsent);
  send(versions_);
  for (const auto& [layer, last] : last_ids_)
    db_.query_prepared("UPDATE jintu_layers SET last_id = $2 WHERE name = $1",
                       Parameters().add(std::string_view(layer)).add(last));
  const auto row = db_.query_prepared("SELECT pg_current_xact_id()::text, pg_notify($1, $2)",
                                      Parameters()
                                          .add(std::string_view(channel_))
                                          .add(std::string_view(std::to_string(revision.value))));
  const std::string transaction_id(row.text(0, 0));
  try {
    transaction_.commit();
  } catch (const Error&) {
    if (db_.alive()) throw;
    find_out(transaction_id, revision);
  }
}

void Writing::find_out(const std::string& transaction_id, Revision revision) {
  constexpr int tries = 20;
  constexpr auto pause = std::chrono::milliseconds(250);
  std::string status;
  for (int i = 0; i < tries && status != "committed" && status != "aborted"; ++i) {
    if (i > 0) std::this_thread::sleep_for(pause);
    try {
      postgres::Connection other(address_);
      const auto row = other.query("SELECT coalesce(pg_xact_status($1::text::xid8), '')",
                                   Parameters().add(std::string_view(transaction_id)));
      status = row.text(0, 0);
    } catch (const Error&) {  // no server yet
    }
  }
  if (status == "committed") return;
  if (status == "aborted")
    throw Error(
        ErrorCode::unavailable,
        "写入时与数据库的连接断了；没有写入任何内容，请再试 the connection to the database was "
        "lost while writing; nothing was written, try again");
  throw Error(ErrorCode::unavailable,
              "提交时与数据库的连接断了，不知第 " + std::to_string(revision.value) +
                  " 版是否写成；请先查看再重试 the connection to the database was lost while "
                  "committing, and it is not known whether revision " +
                  std::to_string(revision.value) + " was written; look before trying again");
}

}  // namespace jintu::postgis
