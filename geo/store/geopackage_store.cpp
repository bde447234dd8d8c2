#include "geo/store/geopackage_store.hpp"

#include "geo/base/error.hpp"
#include "geo/store/geopackage_blob.hpp"
#include "geo/store/geopackage_snapshot.hpp"

namespace jintu {

GeoPackageStore::GeoPackageStore(const std::string& path, OpenMode mode,
                                 const StoreOptions& options)
    : path_(path),
      mode_(mode),
      options_(options),
      file_(path, mode, options),
      trouble_(file_.trouble()) {
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
  if (of_another_file_) known.reset();
  if (known && known->revision() == gpkg::latest_revision(db)) return known;
  auto now = known ? gpkg::advance(db, *known) : gpkg::load_snapshot(db);
  publish(now);
  of_another_file_ = false;
  return now;
}

bool GeoPackageStore::refresh() {
  const std::lock_guard writer(writer_mutex_);
  std::shared_ptr<const Snapshot> before;
  {
    const std::lock_guard lock(published_mutex_);
    before = published_;
  }
  look_at_files();
  if (mode_ != OpenMode::read_only && !file_.log()) return false;  // there is no file now
  const sqlite::Transaction one_view(file_.db(), sqlite::Begin::read);
  return bring_up_to_date() != before;
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
  std::vector<LayerInfo> out;
  for (LayerSchema& schema : gpkg::read_schemas(db)) {
    const auto count = db.query_integer("SELECT count(*) FROM " + sqlite::quoted(schema.name));
    const auto box = gpkg::read_extent(db, schema.name);
    out.push_back({std::move(schema), static_cast<std::uint64_t>(count), box});
  }
  return out;
}

void GeoPackageStore::scan(std::string_view layer,
                           const std::function<bool(Feature&&)>& visit) const {
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

std::string GeoPackageStore::meta(std::string_view key) const {
  auto db = reader();
  sqlite::Statement row(db, "SELECT value FROM jintu_meta WHERE key = ?1");
  row.bind(1, key);
  return row.step() ? std::string(row.text(0)) : std::string();
}

std::vector<FeatureStore::Version> GeoPackageStore::history(std::string_view layer,
                                                            std::string_view key) const {
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

std::unique_ptr<FeatureStore> open_geopackage(const std::string& path, OpenMode mode,
                                              const StoreOptions& options) {
  return std::make_unique<GeoPackageStore>(path, mode, options);
}

}  // namespace jintu
