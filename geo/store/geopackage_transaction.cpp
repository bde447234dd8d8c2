#include <algorithm>
#include <chrono>
#include <ctime>

#include "geo/base/error.hpp"
#include "geo/store/geopackage_blob.hpp"
#include "geo/store/geopackage_history.hpp"
#include "geo/store/geopackage_snapshot.hpp"
#include "geo/store/geopackage_store.hpp"

namespace jintu {

namespace {

std::string now_utc() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string in_seconds(std::chrono::milliseconds time) {
  const std::string tenths = std::to_string(time.count() / 100);
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000)
         : tenths.size() < 2      ? "0." + tenths
                                  : std::string(tenths).insert(tenths.size() - 1, ".");
}

[[noreturn]] void too_many(std::string_view layer, std::size_t count) {
  const std::string name(layer), records = std::to_string(count);
  throw Error(ErrorCode::too_large,
              "图层 " + name + " 已有 " + records + " 条记录，达到上限 layer " + name + " has " +
                  records + " records already, and [store] live_records allows no more");
}

}  // namespace

GeoPackageTransaction::GeoPackageTransaction(GeoPackageStore& store, std::string_view author,
                                             std::string_view message)
    : store_(store), writer_(store.writer_mutex_), time_(now_utc()) {
  store_.look_at_files();
  if (const std::string why = store_.trouble(); !why.empty())
    throw Error(ErrorCode::unavailable, why);
  begin();
  // Another process may have committed since the last refresh: build on what is there now. In the
  // transaction, so that nobody comes between.
  base_ = store_.bring_up_to_date();
  changes_.revision = {base_->revision().value + 1};
  sqlite::Statement insert(db(), "INSERT INTO jintu_revisions VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, changes_.revision.value).bind(2, time_).bind(3, author).bind(4, message).run();
}

void GeoPackageTransaction::begin() {
  try {
    transaction_.emplace(db(), sqlite::Begin::write);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unavailable) throw;
    const std::string time = in_seconds(store_.options_.wait);
    throw Error(
        ErrorCode::unavailable,
        "另一个进程正在写入，" + time +
            " 秒内没有结束；没有写入任何内容，请稍后再试 another process is writing and did "
            "not finish within " +
            time + " s; nothing was written, try again shortly");
  }
}

void GeoPackageTransaction::ensure_layer(const LayerSchema& schema) {
  auto stored = gpkg::read_schema(db(), schema.name);
  if (!stored) {
    gpkg::create_layer(db(), schema);
    if (schema.role == LayerRole::live) {
      gpkg::create_index(db(), schema.name, {});
      const auto none = std::make_shared<const Layer>(schema, std::vector<Feature>{});
      live_[schema.name] = {schema, none, {}, 0, true};
    }
    return;
  }
  if (stored->role != schema.role) {
    throw Error(ErrorCode::conflict, "图层 layer " + schema.name +
                                         " is held for OpenStreetMap data; choose another name");
  }
  for (const Field& field : schema.fields) {
    const auto same_name = [&](const Field& f) { return f.name == field.name; };
    const auto it = std::find_if(stored->fields.begin(), stored->fields.end(), same_name);
    if (it == stored->fields.end()) {
      stored->fields.push_back(field);
      gpkg::check_schema(*stored);
      gpkg::add_field(db(), *stored, field);
    } else if (it->type != field.type &&
               !(it->type == FieldType::real && field.type == FieldType::integer)) {
      throw Error(ErrorCode::conflict, "图层 layer " + schema.name + ": field \"" + field.name +
                                           "\" has another type in the store");
    }
  }
  if (stored->geometry != schema.geometry && stored->geometry != GeometryKind::any &&
      schema.geometry != GeometryKind::none) {
    stored->geometry = GeometryKind::any;
    sqlite::Statement widen(
        db(),
        "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY' WHERE table_name = ?1");
    widen.bind(1, schema.name).run();
  }
  gpkg::save_schema(db(), *stored);
  if (stored->role == LayerRole::live) {
    LiveLayer& layer = live(schema.name);
    layer.changed = layer.changed || layer.schema != *stored;
    layer.schema = *stored;
    layer.insert.reset();  // its columns may be others now
  }
}

const Feature* GeoPackageTransaction::LiveLayer::find(std::string_view key) const {
  if (const auto it = edits.find(std::string(key)); it != edits.end())
    return it->second ? &*it->second : nullptr;
  return base->find(key);
}

GeoPackageTransaction::LiveLayer& GeoPackageTransaction::live(std::string_view name) {
  if (const auto it = live_.find(name); it != live_.end()) return it->second;
  const auto stored = base_->layer(name);
  if (!stored)
    throw Error(ErrorCode::not_found, "没有图层 no live layer \"" + std::string(name) + "\"");
  LiveLayer layer{stored->schema(), stored, {}, stored->features().size()};
  return live_.emplace(std::string(name), std::move(layer)).first->second;
}

void GeoPackageTransaction::write_row(LiveLayer& layer, const Feature& feature) {
  write_geopackage_blob(feature.geometry, box_of(feature.geometry), blob_);
  // Not an UPSERT: under one, the R-tree triggers' own OR REPLACE does not work (SQLite, "UPSERT").
  const bool is_new = feature.id.value <= 0;
  std::optional<sqlite::Statement> update;
  if (!is_new) update.emplace(db(), gpkg::update_sql(layer.schema));
  if (is_new && !layer.insert) layer.insert.emplace(db(), gpkg::insert_sql(layer.schema));
  sqlite::Statement& write = is_new ? *layer.insert : *update;
  if (!is_new) write.bind(1, feature.id.value);
  if (blob_.empty())
    write.bind_null(2);
  else
    write.bind_blob_view(2, blob_);
  write.bind(3, feature.key).bind(4, feature.revision.value);
  for (std::size_t i = 0; i < layer.schema.fields.size(); ++i) {
    if (const Value* value = feature.properties.find(layer.schema.fields[i].name)) {
      gpkg::bind_value(write, static_cast<int>(5 + i), *value);
    } else {
      write.bind_null(static_cast<int>(5 + i));  // the statement remembers the last record's
    }
  }
  write.run();
}

void GeoPackageTransaction::write_history(std::string_view layer, const Feature& feature,
                                          FeatureChange::Kind kind) {
  write_geopackage_blob(feature.geometry, box_of(feature.geometry), blob_);
  // A second change of the same feature in one transaction replaces the first.
  if (!history_)
    history_.emplace(db(),
                     "INSERT OR REPLACE INTO jintu_history VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  sqlite::Statement& insert = *history_;
  insert.bind(1, layer)
      .bind(2, feature.key)
      .bind(3, changes_.revision.value)
      .bind(4, feature.id.value);
  insert.bind(5, static_cast<std::int64_t>(kind));
  if (blob_.empty())
    insert.bind_null(6);
  else
    insert.bind_blob_view(6, blob_);
  insert.bind(7, gpkg::properties_to_json(feature.properties)).run();
}

FeatureId GeoPackageTransaction::put(std::string_view name, const Feature& given) {
  LiveLayer& layer = live(name);
  if (given.key.empty())
    throw Error(ErrorCode::bad_input, "图层 layer " + std::string(name) + ": a feature has no id");
  // As it will be read back: the schema's fields in their order and type, nothing that is not
  // known.
  Feature feature{{}, given.key, given.geometry, {}, changes_.revision};
  for (const Field& field : layer.schema.fields) {
    const Value* value = given.properties.find(field.name);
    if (!value || std::holds_alternative<std::monostate>(*value)) continue;
    const auto* integer = std::get_if<std::int64_t>(value);
    const bool widen = field.type == FieldType::real && integer;
    feature.properties.set(field.name, widen ? Value(static_cast<double>(*integer)) : *value);
  }
  const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry);
  if (layer.schema.geometry == GeometryKind::point && points && points->size() > 1) {
    throw Error(ErrorCode::bad_input, "图层 layer " + std::string(name) + ": " + given.key +
                                          " has several points, expected one");
  }
  const Feature* stored = layer.find(feature.key);
  const bool exists = stored != nullptr;
  if (exists && stored->geometry == feature.geometry && stored->properties == feature.properties) {
    return stored->id;
  }
  if (exists) feature.id = stored->id;
  if (!exists && layer.count >= store_.options_.live_records) too_many(name, layer.count);
  write_row(layer, feature);
  if (!exists) feature.id = {sqlite3_last_insert_rowid(db().handle())};
  const auto kind = exists ? FeatureChange::Kind::updated : FeatureChange::Kind::created;
  write_history(name, feature, kind);
  const auto before = exists ? box_of(stored->geometry) : Box<Wgs84>{};
  changes_.features.push_back(
      {kind, std::string(name), feature.id, feature.key, before, box_of(feature.geometry)});
  const FeatureId id = feature.id;
  if (!exists) ++layer.count;
  layer.edits.insert_or_assign(given.key, std::move(feature));
  layer.changed = true;
  return id;
}

bool GeoPackageTransaction::erase(std::string_view name, std::string_view key) {
  LiveLayer& layer = live(name);
  const Feature* stored = layer.find(key);
  if (!stored) return false;
  sqlite::Statement remove(db(), "DELETE FROM " + sqlite::quoted(name) + " WHERE fid = ?1");
  remove.bind(1, stored->id.value).run();
  write_history(name, *stored, FeatureChange::Kind::deleted);
  changes_.features.push_back({FeatureChange::Kind::deleted,
                               std::string(name),
                               stored->id,
                               stored->key,
                               box_of(stored->geometry),
                               {}});
  layer.edits.insert_or_assign(std::string(key), std::nullopt);
  --layer.count;
  layer.changed = true;
  return true;
}

void GeoPackageTransaction::replace_bulk_layer(const LayerSchema& schema) {
  const auto stored = gpkg::read_schema(db(), schema.name);
  if (stored && stored->role != LayerRole::bulk) {
    throw Error(ErrorCode::conflict, "图层 layer " + schema.name +
                                         " is edited by people; it is not replaced as a whole");
  }
  bulk_.erase(schema.name);
  if (stored) gpkg::drop_layer(db(), *stored);
  LayerSchema bulk = schema;
  bulk.role = LayerRole::bulk;
  gpkg::create_layer(db(), bulk);
  sqlite::Statement insert(db(), gpkg::insert_sql(bulk));
  set_meta(gpkg::replaced_key(bulk.name), std::to_string(changes_.revision.value));
  changes_.replaced_layers.push_back(bulk.name);
  bulk_.emplace(bulk.name, BulkLayer{bulk, std::move(insert), {}, {}});
}

void GeoPackageTransaction::append(std::string_view name, const Feature& feature) {
  const auto it = bulk_.find(name);
  if (it == bulk_.end())
    throw Error(ErrorCode::internal, "append before replace_bulk_layer: " + std::string(name));
  BulkLayer& layer = it->second;
  const auto box = box_of(feature.geometry);
  write_geopackage_blob(feature.geometry, box, blob_);
  sqlite::Statement& insert = layer.insert;
  if (feature.id.value > 0)
    insert.bind(1, feature.id.value);
  else
    insert.bind_null(1);
  if (blob_.empty())
    insert.bind_null(2);
  else
    insert.bind_blob_view(2, blob_);
  if (feature.key.empty())
    insert.bind_null(3);
  else
    insert.bind(3, feature.key);
  insert.bind(4, changes_.revision.value);
  const auto given = feature.properties.begin();  // in the order of the fields
  for (std::size_t i = 0; i < layer.schema.fields.size(); ++i) {
    const std::string& field = layer.schema.fields[i].name;
    const bool in_order =
        i < feature.properties.size() && given[static_cast<std::ptrdiff_t>(i)].first == field;
    const Value* value =
        in_order ? &given[static_cast<std::ptrdiff_t>(i)].second : feature.properties.find(field);
    if (value)
      gpkg::bind_value(insert, static_cast<int>(5 + i), *value);
    else
      insert.bind_null(static_cast<int>(5 + i));
  }
  insert.run();
  if (!box.empty()) layer.boxes.push_back({sqlite3_last_insert_rowid(db().handle()), box});
  layer.bounds.add(box);
}

void GeoPackageTransaction::set_meta(std::string_view key, std::string_view value) {
  sqlite::Statement(db(), "INSERT OR REPLACE INTO jintu_meta VALUES (?1, ?2)")
      .bind(1, key)
      .bind(2, value)
      .run();
}

void GeoPackageTransaction::finish_live_layers(LayerMap& layers) {
  for (auto& [name, layer] : live_) {
    if (!layer.changed) continue;
    std::vector<Feature> put;
    std::vector<FeatureId> erased;
    for (auto& [key, feature] : layer.edits) {
      const Feature* before = layer.base->find(key);
      if (before && (!feature || feature->id != before->id)) erased.push_back(before->id);
      if (feature) put.push_back(std::move(*feature));
    }
    auto next = std::make_shared<const Layer>(
        layer.base->edited(layer.schema, std::move(put), std::move(erased)));
    gpkg::set_extent(db(), name, next->bounds(), time_);
    layers.insert_or_assign(name, std::move(next));
  }
}

void GeoPackageTransaction::finish_bulk_layers() {
  for (auto& [name, layer] : bulk_) {
    gpkg::set_extent(db(), name, layer.bounds, time_);
    gpkg::create_index(db(), name, std::move(layer.boxes));
  }
  bulk_.clear();
}

ChangeSet GeoPackageTransaction::commit() {
  LayerMap layers = base_->layers();
  finish_live_layers(layers);
  finish_bulk_layers();
  const auto next = std::make_shared<const Snapshot>(changes_.revision, std::move(layers));
  if (const std::string why = store_.file_.out_of_place(); !why.empty())
    throw Error(ErrorCode::unavailable, why);
  transaction_->commit();
  transaction_.reset();
  store_.publish(next);
  store_.file_.note(changes_.revision);
  if (auto* log = store_.file_.log()) log->checkpoint_when_long();
  constexpr std::size_t many = 10'000;  // an import, not an edit: its pages are not wanted again
  if (changes_.features.size() > many) db().exec("PRAGMA shrink_memory");
  return std::move(changes_);
}

}  // namespace jintu
