#include "geo/store/geopackage_store.hpp"

#include "geo/base/error.hpp"
#include "geo/store/geopackage_history.hpp"
#include "geo/store/geopackage_snapshot.hpp"

namespace jintu {

GeoPackageStore::GeoPackageStore(const std::string& path, OpenMode mode,
                                 const StoreOptions& options)
    : path_(path),
      mode_(mode),
      options_(options),
      file_(path, mode, options),
      trouble_(file_.trouble()),
      epoch_(file_.epoch()) {
  if (mode == OpenMode::read_only) return;
  const sqlite::Transaction one_view(file_.db(), sqlite::Begin::read);
  published_ = gpkg::load_snapshot(file_.db());
}

std::shared_ptr<const Snapshot> GeoPackageStore::snapshot() const {
  const std::lock_guard lock(published_mutex_);
  if (!published_) {
    auto db = reader();
    const sqlite::Transaction one_view(db, sqlite::Begin::read);
    published_ = gpkg::load_snapshot(db);
  }
  return published_;
}

Revision GeoPackageStore::revision() const {
  if (mode_ == OpenMode::read_only) {  // nobody writes by this connection
    const std::lock_guard writer(writer_mutex_);
    return gpkg::latest_revision(file_.db());
  }
  auto db = reader();
  return gpkg::latest_revision(db);
}

std::string GeoPackageStore::trouble() const {
  const std::lock_guard lock(published_mutex_);
  return trouble_;
}

std::string GeoPackageStore::epoch() const {
  const std::lock_guard lock(published_mutex_);
  return epoch_;
}

void GeoPackageStore::look_at_files() {
  if (file_.look() == StoreFile::Found::another) of_another_file_ = true;
  const std::lock_guard lock(published_mutex_);
  trouble_ = file_.trouble();
}

std::shared_ptr<const Snapshot> GeoPackageStore::bring_up_to_date() {
  sqlite::Database& db = file_.db();
  std::shared_ptr<const Snapshot> known;
  {
    const std::lock_guard lock(published_mutex_);
    known = published_;
  }
  if (const std::string epoch = gpkg::read_meta(db, "store.epoch"); epoch != this->epoch()) {
    of_another_file_ = true;
    const std::lock_guard lock(published_mutex_);
    epoch_ = epoch;
  }
  if (of_another_file_) known.reset();
  if (known && known->revision() == gpkg::latest_revision(db)) return known;
  auto now = known ? gpkg::advance(db, *known) : gpkg::load_snapshot(db);
  publish(now);
  of_another_file_ = false;
  return now;
}

Refreshed GeoPackageStore::refresh() {
  const std::lock_guard writer(writer_mutex_);
  std::shared_ptr<const Snapshot> before;
  {
    const std::lock_guard lock(published_mutex_);
    before = published_;
  }
  const std::string epoch_before = epoch();
  look_at_files();
  if (mode_ != OpenMode::read_only && !file_.log()) return {};  // there is no file now
  const sqlite::Transaction one_view(file_.db(), sqlite::Begin::read);
  const auto now = bring_up_to_date();
  if (now == before) return {};
  if (!before || epoch() != epoch_before) return {true, std::nullopt};
  return {true, gpkg::changes_between(file_.db(), *before, *now, most_changes)};
}

std::optional<std::vector<ChangeSet>> GeoPackageStore::changes(const Snapshot& before,
                                                               const Snapshot& after) const {
  auto db = reader();
  const sqlite::Transaction one_view(db, sqlite::Begin::read);
  return gpkg::changes_between(db, before, after, most_changes);
}

std::unique_ptr<Transaction> GeoPackageStore::begin(std::string_view author,
                                                    std::string_view message) {
  if (mode_ == OpenMode::read_only)
    throw Error(ErrorCode::internal, path_ + ": opened for reading only");
  return std::make_unique<GeoPackageTransaction>(*this, author, message);
}

sqlite::Database GeoPackageStore::reader() const {
  sqlite::Database db(path_, sqlite::Access::read_only);
  gpkg::prepare_connection(db, false);
  return db;
}

void GeoPackageStore::publish(std::shared_ptr<const Snapshot> next) {
  const std::lock_guard lock(published_mutex_);
  published_.swap(next);
}

std::vector<LayerInfo> GeoPackageStore::layers() const {
  auto db = reader();
  const sqlite::Transaction one_view(db, sqlite::Begin::read);
  std::vector<LayerInfo> out;
  for (LayerSchema& schema : gpkg::read_schemas(db)) {
    const auto count = db.query_integer("SELECT count(*) FROM " + sqlite::quoted(schema.name));
    const auto box = gpkg::read_extent(db, schema.name);
    const Revision replaced = gpkg::replaced_at(db, schema.name);
    out.push_back({std::move(schema), static_cast<std::uint64_t>(count), box, replaced});
  }
  return out;
}

namespace {

LayerSchema existing_schema(sqlite::Database& db, std::string_view layer) {
  auto schema = gpkg::read_schema(db, layer);
  if (!schema)
    throw Error(ErrorCode::not_found,
                "没有图层 no layer \"" + std::string(layer.substr(0, 80)) + "\"");
  return std::move(*schema);
}

}  // namespace

void GeoPackageStore::scan(std::string_view layer,
                           const std::function<bool(Feature&&)>& visit) const {
  auto db = reader();
  const LayerSchema schema = existing_schema(db, layer);
  sqlite::Statement rows(db, gpkg::select_sql(schema));
  while (rows.step()) {
    if (!visit(gpkg::read_row(rows, schema))) return;
  }
}

void GeoPackageStore::scan(std::string_view layer, const Box<Wgs84>& box,
                           const std::function<bool(Feature&&)>& visit) const {
  if (box.empty()) return;
  auto db = reader();
  const LayerSchema schema = existing_schema(db, layer);
  sqlite::Statement rows(db, gpkg::select_in_box_sql(schema));
  rows.bind(1, box.max.lon).bind(2, box.min.lon).bind(3, box.max.lat).bind(4, box.min.lat);
  while (rows.step()) {
    Feature feature = gpkg::read_row(rows, schema);
    // The index rounds outward.
    if (box_of(feature.geometry).intersects(box) && !visit(std::move(feature))) return;
  }
}

std::string GeoPackageStore::meta(std::string_view key) const {
  auto db = reader();
  return gpkg::read_meta(db, key);
}

std::vector<FeatureStore::Version> GeoPackageStore::history(std::string_view layer,
                                                            std::string_view key) const {
  auto db = reader();
  return gpkg::versions_of(db, layer, key);
}

std::vector<RevisionInfo> GeoPackageStore::revisions(Revision after, std::size_t limit) const {
  auto db = reader();
  return gpkg::revisions(db, after, limit);
}

std::shared_ptr<const Snapshot> GeoPackageStore::snapshot_at(Revision revision) const {
  const auto now = snapshot();
  auto db = reader();
  const sqlite::Transaction one_view(db, sqlite::Begin::read);
  return gpkg::snapshot_at(db, revision, *now);
}

std::unique_ptr<FeatureStore> open_geopackage(const std::string& path, OpenMode mode,
                                              const StoreOptions& options) {
  return std::make_unique<GeoPackageStore>(path, mode, options);
}

}  // namespace jintu
