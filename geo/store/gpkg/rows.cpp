#include "geo/store/gpkg/rows.hpp"

#include <map>

#include "geo/sqlite/transaction.hpp"
#include "geo/store/gpkg/blob.hpp"
#include "geo/store/gpkg/reading.hpp"
#include "geo/store/gpkg/schema.hpp"
#include "geo/store/gpkg/store_file.hpp"
#include "geo/store/gpkg/views.hpp"

namespace jintu::gpkg {

namespace {

class Writing final : public RowTransaction {
 public:
  Writing(StoreFile& file, sqlite::Database& db)
      : file_(file), db_(db), transaction_(std::in_place, db, sqlite::Begin::write), view_(db) {}

  RowView& view() override { return view_; }

  void add_revision(const RevisionInfo& r) override {
    sqlite::Statement insert(db_, "INSERT INTO jintu_revisions VALUES (?1, ?2, ?3, ?4)");
    insert.bind(1, r.revision.value).bind(2, std::string_view(r.time));
    insert.bind(3, std::string_view(r.author)).bind(4, std::string_view(r.message)).run();
  }

  void set_meta(std::string_view key, std::string_view value) override {
    sqlite::Statement(db_, "INSERT OR REPLACE INTO jintu_meta VALUES (?1, ?2)")
        .bind(1, key)
        .bind(2, value)
        .run();
  }

  void create(const LayerSchema& schema) override {
    create_layer(db_, schema);
    new_.emplace(schema.name, NewLayer{});
  }

  void alter(const LayerSchema& before, const LayerSchema& after) override {
    inserts_.erase(after.name);  // its columns may be others now
    updates_.erase(after.name);
    for (std::size_t i = before.fields.size(); i < after.fields.size(); ++i)
      add_field(db_, after, after.fields[i]);
    if (before.geometry != after.geometry) {
      sqlite::Statement widen(
          db_,
          "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY' WHERE table_name = ?1");
      widen.bind(1, std::string_view(after.name)).run();
    }
    save_schema(db_, after);
  }

  void drop(const LayerSchema& schema) override {
    inserts_.erase(schema.name);
    new_.erase(schema.name);
    drop_layer(db_, schema);
  }

  void set_extent(const LayerSchema& schema, const Box<Wgs84>& box,
                  std::string_view time) override {
    gpkg::set_extent(db_, schema.name, box, time);
  }

  void set_last_id(const LayerSchema& schema, FeatureId last) override {
    const std::string_view name = schema.name;
    sqlite::Statement(db_, "DELETE FROM sqlite_sequence WHERE name = ?1").bind(1, name).run();
    sqlite::Statement(db_, "INSERT INTO sqlite_sequence VALUES (?1, ?2)")
        .bind(1, name)
        .bind(2, last.value)
        .run();
  }

  void insert(const LayerSchema& schema, const Feature& feature) override {
    insert_row(schema, feature, feature.revision);
  }

  // Not an UPSERT: under one, the R-tree triggers' own OR REPLACE does not work (SQLite, "UPSERT").
  void update(const LayerSchema& schema, const Feature& feature) override {
    sqlite::Statement& update = prepared(updates_, schema, update_sql);
    update.bind(1, feature.id.value);
    bind_row(update, schema, feature, box_of(feature.geometry), feature.revision);
    update.run();
  }

  void remove(const LayerSchema& schema, FeatureId id) override {
    prepared(removals_, schema, delete_sql).bind(1, id.value).run();
  }

  void add_version(std::string_view layer, const Feature& feature,
                   FeatureChange::Kind kind) override {
    ++versions_;
    write_geopackage_blob(feature.geometry, box_of(feature.geometry), blob_);
    if (!history_)
      history_.emplace(db_, "INSERT INTO jintu_history VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    sqlite::Statement& insert = *history_;
    insert.bind_view(1, layer).bind_view(2, feature.key);
    insert.bind(3, feature.revision.value).bind(4, feature.id.value);
    insert.bind(5, static_cast<std::int64_t>(kind));
    bind_blob(insert, 6);
    const std::string properties = properties_to_json(feature.properties);
    insert.bind_view(7, properties).run();
  }

  void append(const LayerSchema& schema, const Feature& feature, Revision revision) override {
    if (!feature.key.empty()) new_.at(schema.name).has_keys = true;
    insert_row(schema, feature, revision);
  }

  void finish(const LayerSchema& schema) override {
    const auto it = new_.find(schema.name);
    create_index(db_, schema.name, std::move(it->second.boxes));
    if (it->second.has_keys) create_key_index(db_, schema.name);
    inserts_.erase(schema.name);  // the triggers are there from now on
    new_.erase(it);
  }

  void commit(Revision revision) override {
    if (const std::string why = file_.out_of_place(); !why.empty())
      throw Error(ErrorCode::unavailable, why);
    transaction_->commit();
    transaction_.reset();
    file_.note(revision);
    if (auto* log = file_.log()) log->checkpoint_when_long();
    constexpr std::size_t many = 10'000;  // an import, not an edit: its pages are not wanted again
    if (versions_ > many) db_.exec("PRAGMA shrink_memory");
  }

 private:
  struct NewLayer {
    std::vector<IndexedBox> boxes;
    bool has_keys = false;  ///< of a bulk layer
  };
  /// By layer. Prepared once: with the triggers of the R-tree, that takes longer than an insert.
  using Statements = std::map<std::string, sqlite::Statement, std::less<>>;

  sqlite::Statement& prepared(Statements& all, const LayerSchema& schema,
                              std::string (*sql)(const LayerSchema&)) {
    auto it = all.find(schema.name);
    if (it == all.end()) it = all.emplace(schema.name, sqlite::Statement(db_, sql(schema))).first;
    return it->second;
  }

  void insert_row(const LayerSchema& schema, const Feature& feature, Revision revision) {
    sqlite::Statement& insert = prepared(inserts_, schema, insert_sql);
    if (feature.id.value > 0)
      insert.bind(1, feature.id.value);
    else
      insert.bind_null(1);
    const auto box = box_of(feature.geometry);
    bind_row(insert, schema, feature, box, revision);
    insert.run();
    if (const auto it = new_.find(schema.name); it != new_.end() && !box.empty())
      it->second.boxes.push_back({sqlite3_last_insert_rowid(db_.handle()), box});
  }

  void bind_blob(sqlite::Statement& statement, int at) {
    if (blob_.empty())
      statement.bind_null(at);
    else
      statement.bind_blob_view(at, blob_);
  }

  /// All but the id. The statement remembers the last record's values, so that each is bound.
  void bind_row(sqlite::Statement& row, const LayerSchema& schema, const Feature& feature,
                const Box<Wgs84>& box, Revision revision) {
    write_geopackage_blob(feature.geometry, box, blob_);
    bind_blob(row, 2);
    if (feature.key.empty())
      row.bind_null(3);
    else
      row.bind_view(3, feature.key);
    row.bind(4, revision.value);
    const auto given = feature.properties.begin();  // most often in the order of the fields
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
      const std::string& field = schema.fields[i].name;
      const bool in_order =
          i < feature.properties.size() && given[static_cast<std::ptrdiff_t>(i)].first == field;
      const Value* value =
          in_order ? &given[static_cast<std::ptrdiff_t>(i)].second : feature.properties.find(field);
      if (value)
        bind_value(row, static_cast<int>(5 + i), *value);
      else
        row.bind_null(static_cast<int>(5 + i));
    }
  }

  StoreFile& file_;
  sqlite::Database& db_;
  std::optional<sqlite::Transaction> transaction_;
  Reading view_;
  Statements inserts_, updates_, removals_;
  std::map<std::string, NewLayer, std::less<>> new_;  // created and not finished
  std::optional<sqlite::Statement> history_;
  std::string blob_;
  std::size_t versions_ = 0;
};

class GeoPackageRows final : public Rows {
 public:
  GeoPackageRows(const std::string& path, OpenMode mode, const StoreOptions& options)
      : mode_(mode),
        wait_(options.wait),
        file_(path, mode, options),
        views_(path, options.connections) {}

  std::unique_ptr<RowView> view() const override { return views_.view(); }

  std::unique_ptr<RowTransaction> begin() override {
    try {
      return std::make_unique<Writing>(file_, file_.db());
    } catch (const Error& error) {
      if (error.code() != ErrorCode::unavailable || !file_.trouble().empty()) throw;
      throw busy(wait_);
    }
  }

  void look() override { file_.look(); }
  std::string trouble() const override { return file_.trouble(); }

  std::optional<Head> head() override {
    if (mode_ != OpenMode::read_only && !file_.log()) return std::nullopt;
    return Head{latest_revision(file_.db()), file_.epoch()};
  }

 private:
  const OpenMode mode_;
  const std::chrono::milliseconds wait_;
  StoreFile file_;
  mutable Views views_;  // closed before the writer, who cleans up
};

}  // namespace

std::unique_ptr<Rows> open_rows(const std::string& path, OpenMode mode,
                                const StoreOptions& options) {
  return std::make_unique<GeoPackageRows>(path, mode, options);
}

}  // namespace jintu::gpkg
