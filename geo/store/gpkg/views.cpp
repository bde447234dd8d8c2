#include "geo/store/gpkg/views.hpp"

#include <sys/stat.h>

#include "geo/sqlite/transaction.hpp"
#include "geo/store/gpkg/reading.hpp"
#include "geo/store/gpkg/schema.hpp"

namespace jintu::gpkg {

class Views::OwnView final : public RowView {
 public:
  explicit OwnView(Views& views)
      : views_(views),
        connection_(views.take()),
        one_view_(std::in_place, connection_->db, sqlite::Begin::read),
        reading_(connection_->db) {}
  ~OwnView() override {
    one_view_.reset();
    views_.give_back(std::move(connection_));
  }
  OwnView(const OwnView&) = delete;
  OwnView& operator=(const OwnView&) = delete;

  Revision latest() override { return reading_.latest(); }
  std::string meta(std::string_view key) override { return reading_.meta(key); }
  std::vector<std::pair<std::string, std::string>> all_meta() override {
    return reading_.all_meta();
  }
  std::vector<LayerSchema> schemas() override { return reading_.schemas(); }
  std::uint64_t count(const LayerSchema& schema) override { return reading_.count(schema); }
  Box<Wgs84> extent(const LayerSchema& schema) override { return reading_.extent(schema); }
  FeatureId last_id(const LayerSchema& schema) override { return reading_.last_id(schema); }
  void scan(const LayerSchema& schema, const Scan& wanted, const Visit& visit) override {
    reading_.scan(schema, wanted, visit);
  }
  std::optional<Feature> find(const LayerSchema& schema, std::string_view key) override {
    return reading_.find(schema, key);
  }
  void versions(Revision after, Revision until, const VisitVersion& visit) override {
    reading_.versions(after, until, visit);
  }
  std::vector<FeatureStore::Version> versions_of(std::string_view layer,
                                                 std::string_view key) override {
    return reading_.versions_of(layer, key);
  }
  std::optional<FeatureStore::Version> version_at(std::string_view layer, std::string_view key,
                                                  Revision at) override {
    return reading_.version_at(layer, key, at);
  }
  bool has_versions(std::string_view layer, std::string_view key) override {
    return reading_.has_versions(layer, key);
  }
  void state_at(const LayerSchema& schema, Revision revision, const Visit& visit) override {
    reading_.state_at(schema, revision, visit);
  }
  std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) override {
    return reading_.revisions(after, limit);
  }

 private:
  Views& views_;
  std::unique_ptr<Connection> connection_;
  std::optional<sqlite::Transaction> one_view_;
  Reading reading_;
};

std::unique_ptr<RowView> Views::view() { return std::make_unique<OwnView>(*this); }

Views::Files Views::files_now() const {
  Files files;
  std::size_t at = 0;
  for (const char* end : {"", "-wal", "-shm"}) {
    struct stat found {};
    if (stat((path_ + end).c_str(), &found) != 0) found = {};
    files.of[at++] = found.st_dev;
    files.of[at++] = found.st_ino;
  }
  return files;
}

std::unique_ptr<Views::Connection> Views::take() {
  const Files now = files_now();
  std::vector<std::unique_ptr<Connection>> outdated;  // closed without the mutex
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty() && idle_.back()->files != now) outdated.swap(idle_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto next = std::make_unique<Connection>(
      Connection{sqlite::Database(path_, sqlite::Access::read_only), now});
  prepare_connection(next->db, false);
  return next;
}

void Views::give_back(std::unique_ptr<Connection> connection) {
  // What was opened while the files changed is of unknown files.
  if (connection->files != files_now()) return;
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle_) idle_.push_back(std::move(connection));
}

}  // namespace jintu::gpkg
