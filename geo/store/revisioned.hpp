// The `FeatureStore` over any `Rows`: equality, schemas, ids, history, limits, change sets and
// snapshots are decided here, once for all databases.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "geo/store/rows.hpp"

namespace jintu {

class Revisioned final : public FeatureStore {
 public:
  /// `name`: of the store, for messages.
  Revisioned(std::unique_ptr<Rows> rows, std::string name, OpenMode mode,
             const StoreOptions& options);

  std::shared_ptr<const Snapshot> snapshot() const override;
  Revision revision() const override;
  std::string epoch() const override;
  Refreshed refresh() override;
  std::optional<std::vector<ChangeSet>> changes(const Snapshot& before,
                                                const Snapshot& after) const override;
  void listen(std::function<void()> heard) override;
  std::string trouble() const override;
  std::unique_ptr<Transaction> begin(std::string_view author, std::string_view message) override;
  std::vector<LayerInfo> layers() const override;
  void scan(std::string_view layer, const std::function<bool(Feature&&)>& visit) const override;
  void scan(std::string_view layer, const Box<Wgs84>& box,
            const std::function<bool(Feature&&)>& visit) const override;
  std::unique_ptr<LayerReading> read(std::string_view layer) const override;
  std::string meta(std::string_view key) const override;
  std::vector<Version> history(std::string_view layer, std::string_view key) const override;
  std::optional<Version> version(std::string_view layer, std::string_view key,
                                 Revision at) const override;
  void versions(Revision after, Revision until,
                const std::function<bool(RecordVersion&&)>& visit) const override;
  std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) const override;
  std::shared_ptr<const Snapshot> snapshot_at(Revision revision) const override;

 private:
  friend class RevisionedTransaction;

  /// Under `writer_mutex_`, as the next.
  void look();
  /// Publishes the state at `head`, which `rows` sees.
  std::shared_ptr<const Snapshot> bring_up_to_date(const Head& head, RowView& rows);
  void publish(std::shared_ptr<const Snapshot> next, std::string epoch);

  const std::string name_;
  const OpenMode mode_;
  const StoreOptions options_;
  mutable std::mutex writer_mutex_;
  std::unique_ptr<Rows> rows_;  // all but view() guarded by writer_mutex_
  mutable std::mutex published_mutex_;
  mutable std::shared_ptr<const Snapshot> published_;  // read only: nullptr until asked for
  std::string trouble_, epoch_;                        // guarded by published_mutex_
};

/// Live layers are written at the commit, whole: rows in the order of ids and versions in that of
/// keys cost a database least.
class RevisionedTransaction final : public Transaction {
 public:
  RevisionedTransaction(Revisioned& store, std::string_view author, std::string_view message);

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
  bool was_used(std::string_view layer, std::string_view key) override;
  ChangeSet commit() override;

 private:
  struct Edit {
    FeatureChange::Kind kind;
    Feature feature;  ///< as last seen when deleted
  };
  struct LiveLayer {
    LayerSchema schema;
    std::shared_ptr<const Layer> base;
    FeatureId last_id;                      ///< the highest that was ever given
    std::size_t count = 0;                  ///< of records as they will be
    bool created = false, changed = false;  ///< in this transaction
    std::deque<Edit> edits;                 ///< in the order in which their keys first came
    std::unordered_map<std::string_view, Edit*> by_key;  ///< of `edits`, whose keys stay in place
    /// As it will be; nullptr when there is none.
    const Feature* find(std::string_view key) const;
    void note(FeatureChange::Kind kind, Feature&& feature);
  };
  struct BulkLayer {
    LayerSchema schema;
    Box<Wgs84> bounds;
  };
  using LayerMap = std::map<std::string, std::shared_ptr<const Layer>, std::less<>>;

  std::optional<LayerSchema> stored_schema(std::string_view layer);
  LiveLayer& live(std::string_view layer);
  /// The layer as it will be.
  std::shared_ptr<const Layer> write(LiveLayer& layer);
  void write_rows(const LiveLayer& layer, const std::vector<const Edit*>& by_id);
  static std::vector<const Edit*> in_order_of_keys(const std::vector<const Edit*>& edits);
  void finish_live_layers(LayerMap& layers);
  void finish_bulk_layers();

  Revisioned& store_;
  std::unique_lock<std::mutex> writer_;
  std::unique_ptr<RowTransaction> rows_;
  std::shared_ptr<const Snapshot> base_;
  std::string epoch_;
  ChangeSet changes_;
  std::string time_;
  std::map<std::string, LiveLayer, std::less<>> live_;
  std::map<std::string, BulkLayer, std::less<>> bulk_;
};

}  // namespace jintu
