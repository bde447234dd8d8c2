// The store as everybody sees it while there is a release, for what reads it beside `Published`:
// live layers are those of the release, all else is as it is.
#pragma once

#include <memory>

#include "geo/store/feature_store.hpp"
#include "services/live/published.hpp"

namespace jintu::live {

/// Read only. Any thread.
class ReleasedStore final : public FeatureStore {
 public:
  /// `released` is of a release.
  ReleasedStore(std::shared_ptr<const FeatureStore> store,
                std::shared_ptr<const Published> released)
      : store_(std::move(store)), released_(std::move(released)) {}

  std::shared_ptr<const Snapshot> snapshot() const override { return released_->snapshot; }
  /// A number that differs with the release and with what was imported; no revision.
  Revision revision() const override;
  std::string epoch() const override { return store_->epoch(); }
  Refreshed refresh() override { return {}; }
  std::optional<std::vector<ChangeSet>> changes(const Snapshot& before,
                                                const Snapshot& after) const override {
    return store_->changes(before, after);
  }
  void listen(std::function<void()>) override {}
  std::string trouble() const override { return store_->trouble(); }
  std::unique_ptr<Transaction> begin(std::string_view author, std::string_view message) override;
  std::vector<LayerInfo> layers() const override;
  void scan(std::string_view layer, const std::function<bool(Feature&&)>& visit) const override;
  void scan(std::string_view layer, const Box<Wgs84>& box,
            const std::function<bool(Feature&&)>& visit) const override;
  std::unique_ptr<LayerReading> read(std::string_view layer) const override {
    return store_->read(layer);
  }
  std::string meta(std::string_view key) const override { return store_->meta(key); }
  std::vector<Version> history(std::string_view layer, std::string_view key) const override {
    return store_->history(layer, key);
  }
  std::optional<Version> version(std::string_view layer, std::string_view key,
                                 Revision at) const override {
    return store_->version(layer, key, at);
  }
  void versions(Revision after, Revision until,
                const std::function<bool(RecordVersion&&)>& visit) const override {
    store_->versions(after, until, visit);
  }
  std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) const override {
    return store_->revisions(after, limit);
  }
  std::shared_ptr<const Snapshot> snapshot_at(Revision revision) const override {
    return store_->snapshot_at(revision);
  }

 private:
  const std::shared_ptr<const FeatureStore> store_;
  const std::shared_ptr<const Published> released_;
};

/// `store`, or what everybody sees of it while there is a release.
std::shared_ptr<const FeatureStore> as_released(std::shared_ptr<const FeatureStore> store,
                                                const ServiceState& state);

}  // namespace jintu::live
