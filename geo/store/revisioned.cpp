#include "geo/store/revisioned.hpp"

#include "geo/store/snapshots.hpp"

namespace jintu {

Revisioned::Revisioned(std::unique_ptr<Rows> rows, std::string name, OpenMode mode,
                       const StoreOptions& options)
    : name_(std::move(name)), mode_(mode), options_(options), rows_(std::move(rows)) {
  trouble_ = rows_->trouble();
  const auto head = rows_->head();
  if (head) epoch_ = head->epoch;
  if (mode != OpenMode::read_only) published_ = load_snapshot(*rows_->view());
}

std::shared_ptr<const Snapshot> Revisioned::snapshot() const {
  const std::lock_guard lock(published_mutex_);
  if (!published_) published_ = load_snapshot(*rows_->view());
  return published_;
}

Revision Revisioned::revision() const {
  if (mode_ == OpenMode::read_only) {  // a new view would cost more than the question
    const std::lock_guard writer(writer_mutex_);
    if (const auto head = rows_->head()) return head->revision;
  }
  return rows_->view()->latest();
}

std::string Revisioned::trouble() const {
  const std::lock_guard lock(published_mutex_);
  return trouble_;
}

std::string Revisioned::epoch() const {
  const std::lock_guard lock(published_mutex_);
  return epoch_;
}

void Revisioned::listen(std::function<void()> heard) {
  const std::lock_guard writer(writer_mutex_);
  rows_->listen(std::move(heard));
}

void Revisioned::look() {
  rows_->look();
  const std::lock_guard lock(published_mutex_);
  trouble_ = rows_->trouble();
}

std::shared_ptr<const Snapshot> Revisioned::bring_up_to_date(const Head& head, RowView& rows) {
  std::shared_ptr<const Snapshot> known;
  {
    const std::lock_guard lock(published_mutex_);
    if (head.epoch == epoch_) known = published_;
  }
  if (known && known->revision() == head.revision) return known;
  auto now = known ? advance(rows, *known) : load_snapshot(rows);
  publish(now, head.epoch);
  return now;
}

Refreshed Revisioned::refresh() {
  const std::lock_guard writer(writer_mutex_);
  std::shared_ptr<const Snapshot> before;
  std::string epoch;
  {
    const std::lock_guard lock(published_mutex_);
    before = published_;
    epoch = epoch_;
  }
  look();
  const auto head = rows_->head();
  if (!head) return {};  // it is gone for now
  if (before && before->revision() == head->revision && head->epoch == epoch) return {};
  const auto rows = rows_->view();
  const auto now = bring_up_to_date(*head, *rows);
  if (now == before) return {};
  if (!before || head->epoch != epoch) return {true, std::nullopt};
  return {true, changes_between(*rows, *before, *now, most_changes)};
}

std::optional<std::vector<ChangeSet>> Revisioned::changes(const Snapshot& before,
                                                          const Snapshot& after) const {
  return changes_between(*rows_->view(), before, after, most_changes);
}

std::unique_ptr<Transaction> Revisioned::begin(std::string_view author, std::string_view message) {
  if (mode_ == OpenMode::read_only)
    throw Error(ErrorCode::internal, name_ + ": opened for reading only");
  return std::make_unique<RevisionedTransaction>(*this, author, message);
}

void Revisioned::publish(std::shared_ptr<const Snapshot> next, std::string epoch) {
  const std::lock_guard lock(published_mutex_);
  published_.swap(next);
  epoch_ = std::move(epoch);
}

std::vector<LayerInfo> Revisioned::layers() const {
  const auto rows = rows_->view();
  std::vector<LayerInfo> out;
  for (LayerSchema& schema : rows->schemas()) {
    const std::uint64_t count = rows->count(schema);
    const auto bounds = rows->extent(schema);
    const Revision replaced = replaced_at(*rows, schema.name);
    out.push_back({std::move(schema), count, bounds, replaced});
  }
  return out;
}

namespace {

LayerSchema existing_schema(RowView& rows, std::string_view layer) {
  for (LayerSchema& schema : rows.schemas())
    if (schema.name == layer) return std::move(schema);
  throw Error(ErrorCode::not_found,
              "没有图层 no layer \"" + std::string(layer.substr(0, 80)) + "\"");
}

}  // namespace

void Revisioned::scan(std::string_view layer, const std::function<bool(Feature&&)>& visit) const {
  const auto rows = rows_->view();
  rows->scan(existing_schema(*rows, layer), {}, visit);
}

void Revisioned::scan(std::string_view layer, const Box<Wgs84>& box,
                      const std::function<bool(Feature&&)>& visit) const {
  read(layer)->scan({.box = box}, visit);
}

namespace {

class OneLayer final : public LayerReading {
 public:
  OneLayer(std::unique_ptr<RowView> rows, std::string_view layer)
      : rows_(std::move(rows)), schema_(existing_schema(*rows_, layer)) {}

  const LayerSchema& schema() const override { return schema_; }
  Revision replaced() override { return replaced_at(*rows_, schema_.name); }
  Box<Wgs84> bounds() override { return rows_->extent(schema_); }

  void scan(const Scan& wanted, const std::function<bool(Feature&&)>& visit) override {
    if (!wanted.box) return rows_->scan(schema_, wanted, visit);
    if (wanted.box->empty()) return;
    rows_->scan(schema_, wanted, [&](Feature&& feature) {
      return !box_of(feature.geometry).intersects(*wanted.box) || visit(std::move(feature));
    });
  }

  std::optional<Feature> find(std::string_view key) override { return rows_->find(schema_, key); }

  void scan_at(Revision revision, const std::function<bool(Feature&&)>& visit) override {
    rows_->state_at(schema_, revision, visit);
  }

 private:
  std::unique_ptr<RowView> rows_;
  const LayerSchema schema_;
};

}  // namespace

std::unique_ptr<LayerReading> Revisioned::read(std::string_view layer) const {
  return std::make_unique<OneLayer>(rows_->view(), layer);
}

std::string Revisioned::meta(std::string_view key) const { return rows_->view()->meta(key); }

std::vector<FeatureStore::Version> Revisioned::history(std::string_view layer,
                                                       std::string_view key) const {
  return rows_->view()->versions_of(layer, key);
}

std::optional<FeatureStore::Version> Revisioned::version(std::string_view layer,
                                                         std::string_view key, Revision at) const {
  return rows_->view()->version_at(layer, key, at);
}

void Revisioned::versions(Revision after, Revision until,
                          const std::function<bool(RecordVersion&&)>& visit) const {
  rows_->view()->versions(after, until, visit);
}

std::vector<RevisionInfo> Revisioned::revisions(Revision after, std::size_t limit) const {
  return rows_->view()->revisions(after, limit);
}

std::shared_ptr<const Snapshot> Revisioned::snapshot_at(Revision revision) const {
  const auto now = snapshot();
  return jintu::snapshot_at(*rows_->view(), revision, *now);
}

}  // namespace jintu
