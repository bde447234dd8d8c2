#include "services/siting/city/city.hpp"

#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>

#include "geo/store/open/open.hpp"

using namespace jintu;
using namespace jintu::siting;
namespace fs = std::filesystem;

namespace {

/// Counts what is asked of a store.
class Counted final : public FeatureStore {
 public:
  Counted(std::shared_ptr<FeatureStore> store, std::atomic<int>& snapshots)
      : store_(std::move(store)), snapshots_(snapshots) {}
  std::shared_ptr<const Snapshot> snapshot() const override {
    ++snapshots_;
    return store_->snapshot();
  }
  Revision revision() const override { return store_->revision(); }
  std::string epoch() const override { return store_->epoch(); }
  Refreshed refresh() override { return store_->refresh(); }
  std::optional<std::vector<ChangeSet>> changes(const Snapshot& before,
                                                const Snapshot& after) const override {
    return store_->changes(before, after);
  }
  void listen(std::function<void()> heard) override { store_->listen(std::move(heard)); }
  std::string trouble() const override { return store_->trouble(); }
  std::unique_ptr<Transaction> begin(std::string_view author, std::string_view message) override {
    return store_->begin(author, message);
  }
  std::vector<LayerInfo> layers() const override { return store_->layers(); }
  void versions(Revision after, Revision until,
                const std::function<bool(RecordVersion&&)>& visit) const override {
    store_->versions(after, until, visit);
  }
  void scan(std::string_view layer, const std::function<bool(Feature&&)>& visit) const override {
    store_->scan(layer, visit);
  }
  void scan(std::string_view layer, const Box<Wgs84>& box,
            const std::function<bool(Feature&&)>& visit) const override {
    store_->scan(layer, box, visit);
  }
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
  std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) const override {
    return store_->revisions(after, limit);
  }
  std::shared_ptr<const Snapshot> snapshot_at(Revision revision) const override {
    return store_->snapshot_at(revision);
  }

 private:
  std::shared_ptr<FeatureStore> store_;
  std::atomic<int>& snapshots_;
};

}  // namespace

TEST_CASE("the city asks which revision the store stands at, and reads it only after a commit") {
  const fs::path folder = fs::temp_directory_path() / ("jintu_city_" + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::string path = (folder / "store.gpkg").string();
  const auto writer = open_store(path, OpenMode::create);
  const auto add_locker = [&](const std::string& key) {
    const auto t = writer->begin("tester", "a locker");
    t->ensure_layer({"lockers", "柜", LayerRole::live, GeometryKind::any, {}});
    Feature locker;
    locker.key = key;
    locker.geometry = MultiPoint<Position>{{117.2, 39.1}};
    t->put("lockers", locker);
    t->commit();
  };
  add_locker("a");
  std::atomic<int> snapshots{0};
  City city([&] {
    return std::make_shared<const Counted>(open_store(path, OpenMode::read_only), snapshots);
  });
  CHECK(city.points()->existing.size() == 1);
  city.points_text();
  city.districts();
  city.coverage_text({5});
  const int first = snapshots;
  CHECK(first > 0);
  for (int i = 0; i < 10; ++i) {
    city.points();
    city.points_text();
    city.districts();
    city.coverage_text({5});
  }
  CHECK(snapshots == first);
  add_locker("b");
  CHECK(city.points()->existing.size() == 2);
  CHECK(snapshots > first);
  fs::remove_all(folder);
}
