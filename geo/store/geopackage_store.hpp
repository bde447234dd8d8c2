// The GeoPackage behind `FeatureStore`; for `geo/store` alone.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "geo/sqlite/transaction.hpp"
#include "geo/store/feature_store.hpp"
#include "geo/store/geopackage_schema.hpp"
#include "geo/store/store_file.hpp"

namespace jintu {

class GeoPackageStore final : public FeatureStore {
 public:
  GeoPackageStore(const std::string& path, OpenMode mode, const StoreOptions& options);

  std::shared_ptr<const Snapshot> snapshot() const override;
  Revision revision() const override;
  std::string epoch() const override;
  Refreshed refresh() override;
  std::optional<std::vector<ChangeSet>> changes(const Snapshot& before,
                                                const Snapshot& after) const override;
  std::string trouble() const override;
  std::unique_ptr<Transaction> begin(std::string_view author, std::string_view message) override;
  std::vector<LayerInfo> layers() const override;
  void scan(std::string_view layer, const std::function<bool(Feature&&)>& visit) const override;
  void scan(std::string_view layer, const Box<Wgs84>& box,
            const std::function<bool(Feature&&)>& visit) const override;
  std::string meta(std::string_view key) const override;
  std::vector<Version> history(std::string_view layer, std::string_view key) const override;
  std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) const override;
  std::shared_ptr<const Snapshot> snapshot_at(Revision revision) const override;

 private:
  friend class GeoPackageTransaction;

  sqlite::Database reader() const;
  /// Under `writer_mutex_`.
  void look_at_files();
  /// Publishes the state that the writer's connection sees: of the transaction that it is in.
  std::shared_ptr<const Snapshot> bring_up_to_date();
  void publish(std::shared_ptr<const Snapshot> next);

  const std::string path_;
  const OpenMode mode_;
  const StoreOptions options_;
  mutable std::mutex writer_mutex_;
  mutable StoreFile file_;        // guarded by writer_mutex_
  bool of_another_file_ = false;  // what is published; guarded by writer_mutex_
  mutable std::mutex published_mutex_;
  mutable std::shared_ptr<const Snapshot> published_;  // read only: nullptr until asked for
  std::string trouble_, epoch_;                        // guarded by published_mutex_
};

class GeoPackageTransaction final : public Transaction {
 public:
  GeoPackageTransaction(GeoPackageStore& store, std::string_view author, std::string_view message);

  void ensure_layer(const LayerSchema& schema) override;
  FeatureId put(std::string_view layer, const Feature& feature) override;
  bool erase(std::string_view layer, std::string_view key) override;
  void replace_bulk_layer(const LayerSchema& schema) override;
  void append(std::string_view layer, const Feature& feature) override;
  void set_meta(std::string_view key, std::string_view value) override;
  std::shared_ptr<const Snapshot> base() const override { return base_; }
  const Feature* current(std::string_view layer, std::string_view key) override {
    return live(layer).find(key);
  }
  ChangeSet commit() override;

 private:
  struct LiveLayer {
    LayerSchema schema;
    std::shared_ptr<const Layer> base;
    std::unordered_map<std::string, std::optional<Feature>> edits;  ///< nothing: erased
    std::size_t count = 0;                                          ///< of records as they will be
    bool changed = false;
    /// Prepared once: with the triggers of the R-tree, that takes longer than an insert.
    std::optional<sqlite::Statement> insert = std::nullopt;
    /// As it will be; nullptr when there is none.
    const Feature* find(std::string_view key) const;
  };
  struct BulkLayer {
    LayerSchema schema;
    sqlite::Statement insert;
    std::vector<gpkg::IndexedBox> boxes;
    Box<Wgs84> bounds;
  };
  using LayerMap = std::map<std::string, std::shared_ptr<const Layer>, std::less<>>;

  void begin();
  LiveLayer& live(std::string_view layer);
  void write_row(LiveLayer& layer, const Feature& feature);
  void write_history(std::string_view layer, const Feature& feature, FeatureChange::Kind kind);
  void finish_live_layers(LayerMap& layers);
  void finish_bulk_layers();
  sqlite::Database& db() { return store_.file_.db(); }

  GeoPackageStore& store_;
  std::unique_lock<std::mutex> writer_;
  std::optional<sqlite::Transaction> transaction_;
  std::shared_ptr<const Snapshot> base_;
  ChangeSet changes_;
  std::string time_;
  std::map<std::string, LiveLayer, std::less<>> live_;
  std::map<std::string, BulkLayer, std::less<>> bulk_;
  std::string blob_;
  std::optional<sqlite::Statement> history_;
};

}  // namespace jintu
