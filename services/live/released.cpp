#include "services/live/released.hpp"

#include <set>

#include "geo/base/error.hpp"
#include "services/live/layer_sources.hpp"

namespace jintu::live {

namespace {

/// The layers of the pin alone, in its fields.
std::shared_ptr<const Snapshot> pinned(const FeatureStore& store, const Pin& pin) {
  const auto then = store.snapshot_at(pin.revision);
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers;
  for (const LayerSchema& schema : pin.layers) {
    const auto layer = then->layer(schema.name);
    if (!layer) {
      layers.emplace(schema.name, std::make_shared<const Layer>(schema, std::vector<Feature>{}));
      continue;
    }
    if (layer->schema() == schema) {
      layers.emplace(schema.name, layer);
      continue;
    }
    std::vector<Feature> features;
    for (const Feature& feature : layer->features()) features.push_back(feature);
    layers.emplace(schema.name, std::make_shared<const Layer>(schema, std::move(features)));
  }
  return std::make_shared<const Snapshot>(pin.revision, std::move(layers));
}

/// What differs between two releases, as one change: what came and went in between is nobody's
/// business.
ChangeSet difference(const Snapshot& before, const Snapshot& after,
                     const std::vector<ChangeSet>& commits) {
  ChangeSet all;
  all.revision = after.revision();
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> replaced;
  for (const ChangeSet& commit : commits) {
    replaced.insert(commit.replaced_layers.begin(), commit.replaced_layers.end());
    for (const FeatureChange& change : commit.features) {
      if (!seen.emplace(change.layer, change.key).second) continue;
      const auto old_layer = before.layer(change.layer), new_layer = after.layer(change.layer);
      const Feature* was = old_layer ? old_layer->find(change.key) : nullptr;
      const Feature* is = new_layer ? new_layer->find(change.key) : nullptr;
      if (!was && !is) continue;
      if (was && is && was->revision == is->revision) continue;
      all.features.push_back({!was  ? FeatureChange::Kind::created
                              : !is ? FeatureChange::Kind::deleted
                                    : FeatureChange::Kind::updated,
                              change.layer, is ? is->id : was->id, change.key,
                              was ? box_of(was->geometry) : Box<Wgs84>{},
                              is ? box_of(is->geometry) : Box<Wgs84>{}});
    }
  }
  all.replaced_layers.assign(replaced.begin(), replaced.end());
  return all;
}

void need_revision(const Pin& pin, const FeatureStore& store) {
  if (pin.revision > store.snapshot()->revision())
    throw Error(ErrorCode::unavailable,
                "发布版所在的版本不在库中 the store lacks the revision of release " +
                    std::to_string(pin.number));
}

}  // namespace

std::shared_ptr<const Published> as_of(const Published& working, const Pin& pin,
                                       const FeatureStore& store) {
  need_revision(pin, store);
  auto then = std::make_shared<Published>(working);
  then->snapshot = pinned(store, pin);
  then->stored = std::make_shared<const catalog::StoredLayers>();
  then->sources.clear();
  then->moved.clear();
  then->archives.clear();
  then->changes = std::make_shared<const ChangeLog>(pin.revision);
  then->site.review_number = pin.review_number;
  then->site.release = catalog::Release{pin.number, pin.time, pin.note};
  return then;
}

void Released::take(const Published& working, const Pin& pin, const FeatureStore& store) {
  need_revision(pin, store);
  auto snapshot = pinned(store, pin);
  const bool follows = last_ && epoch_ == working.epoch &&
                       last_->snapshot->revision() <= snapshot->revision() &&
                       same_districts(*last_->snapshot, *snapshot);
  const auto commits = follows ? store.changes(*last_->snapshot, *snapshot) : std::nullopt;
  complete_ = commits.has_value();
  commits_.clear();
  if (complete_) {
    commits_.push_back(difference(*last_->snapshot, *snapshot, *commits));
    changes_ = changes_->with(logged(commits_.front(), *snapshot), pin.revision);
  } else {
    changes_ = std::make_shared<const ChangeLog>(pin.revision);
  }
  snapshot_ = std::move(snapshot);
  epoch_ = working.epoch;
  pin_ = pin;
  venues_ = nullptr;
}

std::shared_ptr<const Published> Released::state(
    const std::shared_ptr<const Published>& working, const Pin& pin, const FeatureStore& store,
    const std::function<std::shared_ptr<const std::string>(const Snapshot&)>& venues) {
  if (!pin_ || *pin_ != pin || epoch_ != working->epoch) take(*working, pin, store);
  auto next = std::make_shared<Published>(*working);
  for (const auto& [name, layer] : working->snapshot->layers()) next->sources.erase(name);
  next->snapshot = snapshot_;
  const bool moved = last_ && last_->snapshot != snapshot_;
  add_layer_sources(*next, last_.get(), working.get(), moved && complete_ ? &commits_ : nullptr);
  next->changes = changes_;
  if (!venues_ || venues_of_working_ != working->venues) {
    venues_ = same_districts(*snapshot_, *working->snapshot) ? working->venues : venues(*snapshot_);
    venues_of_working_ = working->venues;
  }
  next->venues = venues_;
  next->site.review_number = pin.review_number;
  next->site.release = catalog::Release{pin.number, pin.time, pin.note};
  last_ = next;
  return next;
}

}  // namespace jintu::live
