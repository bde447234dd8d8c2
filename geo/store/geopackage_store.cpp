#include <algorithm>
#include <chrono>
#include <ctime>
#include <mutex>
#include <unordered_map>

#include "geo/base/error.hpp"
#include "geo/store/feature_store.hpp"
#include "geo/store/geopackage_blob.hpp"
#include "geo/store/geopackage_schema.hpp"

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

using LayerMap = std::map<std::string, std::shared_ptr<const Layer>, std::less<>>;

std::shared_ptr<const Snapshot> load_snapshot(sqlite::Database& db) {
  db.exec("BEGIN");  // one read view for all layers
  LayerMap layers;
  const Revision revision{
      db.query_integer("SELECT coalesce(max(revision), 0) FROM jintu_revisions")};
  for (const LayerSchema& schema : gpkg::read_schemas(db)) {
    if (schema.role != LayerRole::live) continue;
    std::vector<Feature> features;
    sqlite::Statement rows(db, gpkg::select_sql(schema));
    while (rows.step()) features.push_back(gpkg::read_row(rows, schema));
    layers.emplace(schema.name, std::make_shared<Layer>(schema, std::move(features)));
  }
  db.exec("COMMIT");
  return std::make_shared<Snapshot>(revision, std::move(layers));
}

class GeoPackageStore;

class GeoPackageTransaction final : public Transaction {
 public:
  GeoPackageTransaction(GeoPackageStore& store, std::string_view author, std::string_view message);
  ~GeoPackageTransaction() override;

  void ensure_layer(const LayerSchema& schema) override;
  FeatureId put(std::string_view layer, const Feature& feature) override;
  bool erase(std::string_view layer, std::string_view key) override;
  void replace_bulk_layer(const LayerSchema& schema) override;
  void append(std::string_view layer, const Feature& feature) override;
  void set_meta(std::string_view key, std::string_view value) override;
  ChangeSet commit() override;

 private:
  struct LiveLayer {
    LayerSchema schema;
    std::map<std::string, Feature, std::less<>> features;  // as they will be
    bool changed = false;
  };
  struct BulkLayer {
    LayerSchema schema;
    sqlite::Statement insert;
    std::vector<gpkg::IndexedBox> boxes;
    Box<Wgs84> bounds;
  };

  LiveLayer& live(std::string_view layer);
  void write_row(const LiveLayer& layer, const Feature& feature);
  void write_history(std::string_view layer, const Feature& feature, FeatureChange::Kind kind);
  void finish_live_layers(LayerMap& layers);
  void finish_bulk_layers();

  GeoPackageStore& store_;
  std::unique_lock<std::mutex> writer_;
  std::shared_ptr<const Snapshot> base_;
  ChangeSet changes_;
  std::string time_;
  std::map<std::string, LiveLayer, std::less<>> live_;
  std::map<std::string, BulkLayer, std::less<>> bulk_;
  std::string blob_;
  bool open_ = false;
};

class GeoPackageStore final : public FeatureStore {
 public:
  GeoPackageStore(const std::string& path, OpenMode mode)
      : path_(path),
        mode_(mode),
        main_(path, mode == OpenMode::read_only    ? sqlite::Access::read_only
                    : mode == OpenMode::read_write ? sqlite::Access::read_write
                                                   : sqlite::Access::create) {
    if (mode == OpenMode::create) {
      gpkg::create_or_check(main_);
    } else {
      gpkg::check_is_ours(main_);
    }
    gpkg::prepare_connection(main_, mode != OpenMode::read_only);
    data_version_ = main_.query_integer("PRAGMA data_version");
    publish(load_snapshot(main_));
  }

  std::shared_ptr<const Snapshot> snapshot() const override {
    const std::lock_guard lock(published_mutex_);
    return published_;
  }

  bool refresh() override {
    const std::lock_guard writer(writer_mutex_);
    const auto version = main_.query_integer("PRAGMA data_version");
    if (version == data_version_) return false;
    data_version_ = version;
    auto next = load_snapshot(main_);
    const bool newer = next->revision() != snapshot()->revision();
    if (newer) publish(std::move(next));
    return newer;
  }

  std::unique_ptr<Transaction> begin(std::string_view author, std::string_view message) override {
    if (mode_ == OpenMode::read_only)
      throw Error(ErrorCode::internal, path_ + ": opened for reading only");
    return std::make_unique<GeoPackageTransaction>(*this, author, message);
  }

  std::vector<LayerInfo> layers() const override {
    auto db = reader();
    std::vector<LayerInfo> out;
    for (LayerSchema& schema : gpkg::read_schemas(db)) {
      const auto count = db.query_integer("SELECT count(*) FROM " + sqlite::quoted(schema.name));
      const auto box = gpkg::read_extent(db, schema.name);
      out.push_back({std::move(schema), static_cast<std::uint64_t>(count), box});
    }
    return out;
  }

  void scan(std::string_view layer, const std::function<bool(Feature&&)>& visit) const override {
    auto db = reader();
    const auto schema = gpkg::read_schema(db, layer);
    if (!schema)
      throw Error(ErrorCode::not_found,
                  "没有图层 no layer \"" + std::string(layer.substr(0, 80)) + "\"");
    sqlite::Statement rows(db, gpkg::select_sql(*schema));
    while (rows.step()) {
      if (!visit(gpkg::read_row(rows, *schema))) return;
    }
  }

  std::string meta(std::string_view key) const override {
    auto db = reader();
    sqlite::Statement row(db, "SELECT value FROM jintu_meta WHERE key = ?1");
    row.bind(1, key);
    return row.step() ? std::string(row.text(0)) : std::string();
  }

  std::vector<Version> history(std::string_view layer, std::string_view key) const override {
    auto db = reader();
    sqlite::Statement rows(
        db,
        "SELECT h.revision, h.kind, r.author, r.message, r.time, h.fid, h.geom, h.properties "
        "FROM jintu_history h JOIN jintu_revisions r USING (revision) "
        "WHERE h.layer = ?1 AND h.id = ?2 ORDER BY h.revision");
    rows.bind(1, layer).bind(2, key);
    std::vector<Version> out;
    while (rows.step()) {
      Version version;
      version.revision = {rows.integer(0)};
      version.kind = static_cast<FeatureChange::Kind>(rows.integer(1));
      version.author = rows.text(2);
      version.message = rows.text(3);
      version.time = rows.text(4);
      version.feature = {{rows.integer(5)},
                         std::string(key),
                         read_geopackage_blob(rows.blob(6)),
                         gpkg::properties_from_json(rows.text(7)),
                         version.revision};
      out.push_back(std::move(version));
    }
    return out;
  }

 private:
  friend class GeoPackageTransaction;

  sqlite::Database reader() const {
    sqlite::Database db(path_, sqlite::Access::read_only);
    gpkg::prepare_connection(db, false);
    return db;
  }
  void publish(std::shared_ptr<const Snapshot> next) {
    const std::lock_guard lock(published_mutex_);
    published_.swap(next);
  }

  std::string path_;
  OpenMode mode_;
  sqlite::Database main_;  // of the writer; guarded by writer_mutex_
  std::int64_t data_version_ = 0;
  std::mutex writer_mutex_;
  mutable std::mutex published_mutex_;
  std::shared_ptr<const Snapshot> published_;
};

GeoPackageTransaction::GeoPackageTransaction(GeoPackageStore& store, std::string_view author,
                                             std::string_view message)
    : store_(store), writer_(store.writer_mutex_), time_(now_utc()) {
  store_.main_.exec("BEGIN IMMEDIATE");
  open_ = true;
  const auto revision =
      store_.main_.query_integer("SELECT coalesce(max(revision), 0) FROM jintu_revisions");
  base_ = store_.snapshot();
  // Another process may have committed since the last refresh: build on what is there now.
  if (base_->revision().value != revision) {
    store_.main_.exec("COMMIT");
    store_.publish(load_snapshot(store_.main_));
    store_.main_.exec("BEGIN IMMEDIATE");
    base_ = store_.snapshot();
  }
  changes_.revision = {base_->revision().value + 1};
  sqlite::Statement insert(store_.main_, "INSERT INTO jintu_revisions VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, changes_.revision.value).bind(2, time_).bind(3, author).bind(4, message).run();
}

GeoPackageTransaction::~GeoPackageTransaction() {
  if (!open_) return;
  bulk_.clear();  // statements in use would keep the transaction open
  sqlite3_exec(store_.main_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void GeoPackageTransaction::ensure_layer(const LayerSchema& schema) {
  auto stored = gpkg::read_schema(store_.main_, schema.name);
  if (!stored) {
    gpkg::create_layer(store_.main_, schema);
    if (schema.role == LayerRole::live) {
      gpkg::create_index(store_.main_, schema.name, {});
      live_[schema.name] = {schema, {}, true};
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
      gpkg::add_field(store_.main_, *stored, field);
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
        store_.main_,
        "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY' WHERE table_name = ?1");
    widen.bind(1, schema.name).run();
  }
  gpkg::save_schema(store_.main_, *stored);
  if (stored->role == LayerRole::live) {
    LiveLayer& layer = live(schema.name);
    layer.changed = layer.changed || layer.schema != *stored;
    layer.schema = *stored;
  }
}

GeoPackageTransaction::LiveLayer& GeoPackageTransaction::live(std::string_view name) {
  if (const auto it = live_.find(name); it != live_.end()) return it->second;
  const auto stored = base_->layer(name);
  if (!stored)
    throw Error(ErrorCode::not_found, "没有图层 no live layer \"" + std::string(name) + "\"");
  LiveLayer layer{stored->schema(), {}, false};
  for (const Feature& feature : stored->features()) layer.features.emplace(feature.key, feature);
  return live_.emplace(std::string(name), std::move(layer)).first->second;
}

void GeoPackageTransaction::write_row(const LiveLayer& layer, const Feature& feature) {
  write_geopackage_blob(feature.geometry, box_of(feature.geometry), blob_);
  // Not an UPSERT: under one, the R-tree triggers' own OR REPLACE does not work (SQLite, "UPSERT").
  sqlite::Statement write(store_.main_, feature.id.value > 0 ? gpkg::update_sql(layer.schema)
                                                             : gpkg::insert_sql(layer.schema));
  if (feature.id.value > 0) write.bind(1, feature.id.value);
  if (!blob_.empty()) write.bind_blob_view(2, blob_);
  write.bind(3, feature.key).bind(4, feature.revision.value);
  for (std::size_t i = 0; i < layer.schema.fields.size(); ++i) {
    if (const Value* value = feature.properties.find(layer.schema.fields[i].name)) {
      gpkg::bind_value(write, static_cast<int>(5 + i), *value);
    }
  }
  write.run();
}

void GeoPackageTransaction::write_history(std::string_view layer, const Feature& feature,
                                          FeatureChange::Kind kind) {
  write_geopackage_blob(feature.geometry, box_of(feature.geometry), blob_);
  // A second change of the same feature in one transaction replaces the first.
  sqlite::Statement insert(
      store_.main_, "INSERT OR REPLACE INTO jintu_history VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  insert.bind(1, layer)
      .bind(2, feature.key)
      .bind(3, changes_.revision.value)
      .bind(4, feature.id.value);
  insert.bind(5, static_cast<std::int64_t>(kind));
  if (!blob_.empty()) insert.bind_blob_view(6, blob_);
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
  const auto it = layer.features.find(feature.key);
  const bool exists = it != layer.features.end();
  if (exists && it->second.geometry == feature.geometry &&
      it->second.properties == feature.properties) {
    return it->second.id;
  }
  if (exists) feature.id = it->second.id;
  write_row(layer, feature);
  if (!exists) feature.id = {sqlite3_last_insert_rowid(store_.main_.handle())};
  const auto kind = exists ? FeatureChange::Kind::updated : FeatureChange::Kind::created;
  write_history(name, feature, kind);
  const auto before = exists ? box_of(it->second.geometry) : Box<Wgs84>{};
  changes_.features.push_back(
      {kind, std::string(name), feature.id, feature.key, before, box_of(feature.geometry)});
  const FeatureId id = feature.id;
  layer.features.insert_or_assign(feature.key, std::move(feature));
  layer.changed = true;
  return id;
}

bool GeoPackageTransaction::erase(std::string_view name, std::string_view key) {
  LiveLayer& layer = live(name);
  const auto it = layer.features.find(key);
  if (it == layer.features.end()) return false;
  sqlite::Statement remove(store_.main_, "DELETE FROM " + sqlite::quoted(name) + " WHERE fid = ?1");
  remove.bind(1, it->second.id.value).run();
  write_history(name, it->second, FeatureChange::Kind::deleted);
  changes_.features.push_back({FeatureChange::Kind::deleted,
                               std::string(name),
                               it->second.id,
                               it->second.key,
                               box_of(it->second.geometry),
                               {}});
  layer.features.erase(it);
  layer.changed = true;
  return true;
}

void GeoPackageTransaction::replace_bulk_layer(const LayerSchema& schema) {
  const auto stored = gpkg::read_schema(store_.main_, schema.name);
  if (stored && stored->role != LayerRole::bulk) {
    throw Error(ErrorCode::conflict, "图层 layer " + schema.name +
                                         " is edited by people; it is not replaced as a whole");
  }
  bulk_.erase(schema.name);
  if (stored) gpkg::drop_layer(store_.main_, *stored);
  LayerSchema bulk = schema;
  bulk.role = LayerRole::bulk;
  gpkg::create_layer(store_.main_, bulk);
  sqlite::Statement insert(store_.main_, gpkg::insert_sql(bulk));
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
  if (!box.empty()) layer.boxes.push_back({sqlite3_last_insert_rowid(store_.main_.handle()), box});
  layer.bounds.add(box);
}

void GeoPackageTransaction::set_meta(std::string_view key, std::string_view value) {
  sqlite::Statement(store_.main_, "INSERT OR REPLACE INTO jintu_meta VALUES (?1, ?2)")
      .bind(1, key)
      .bind(2, value)
      .run();
}

void GeoPackageTransaction::finish_live_layers(LayerMap& layers) {
  for (auto& [name, layer] : live_) {
    if (!layer.changed) continue;
    std::vector<Feature> features;
    for (auto& [key, feature] : layer.features) features.push_back(std::move(feature));
    auto next = std::make_shared<Layer>(layer.schema, std::move(features));
    gpkg::set_extent(store_.main_, name, next->bounds(), time_);
    layers.insert_or_assign(name, std::move(next));
  }
}

void GeoPackageTransaction::finish_bulk_layers() {
  for (auto& [name, layer] : bulk_) {
    gpkg::set_extent(store_.main_, name, layer.bounds, time_);
    gpkg::create_index(store_.main_, name, std::move(layer.boxes));
  }
  bulk_.clear();
}

ChangeSet GeoPackageTransaction::commit() {
  LayerMap layers = base_->layers();
  finish_live_layers(layers);
  finish_bulk_layers();
  store_.main_.exec("COMMIT");
  open_ = false;
  store_.publish(std::make_shared<Snapshot>(changes_.revision, std::move(layers)));
  return std::move(changes_);
}

}  // namespace

std::unique_ptr<FeatureStore> open_geopackage(const std::string& path, OpenMode mode) {
  return std::make_unique<GeoPackageStore>(path, mode);
}

}  // namespace jintu
