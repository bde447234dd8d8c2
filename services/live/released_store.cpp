#include "services/live/released_store.hpp"

#include "geo/base/error.hpp"

namespace jintu::live {

namespace {

constexpr std::int64_t releases_apart = 4096;

}  // namespace

Revision ReleasedStore::revision() const {
  const std::int64_t number = released_->site.release ? released_->site.release->number : 0;
  return {store_->revision().value * releases_apart + number % releases_apart};
}

std::unique_ptr<Transaction> ReleasedStore::begin(std::string_view, std::string_view) {
  throw Error(ErrorCode::internal, "a release is not written to");
}

std::vector<LayerInfo> ReleasedStore::layers() const {
  std::vector<LayerInfo> out;
  for (LayerInfo& info : store_->layers())
    if (info.schema.role == LayerRole::bulk) out.push_back(std::move(info));
  for (const auto& [name, layer] : released_->snapshot->layers())
    out.push_back({layer->schema(), layer->features().size(), layer->bounds(), {}});
  return out;
}

void ReleasedStore::scan(std::string_view layer,
                         const std::function<bool(Feature&&)>& visit) const {
  const auto live = released_->snapshot->layer(layer);
  if (!live) return store_->scan(layer, visit);
  for (const Feature& feature : live->features())
    if (!visit(Feature(feature))) return;
}

void ReleasedStore::scan(std::string_view layer, const Box<Wgs84>& box,
                         const std::function<bool(Feature&&)>& visit) const {
  const auto live = released_->snapshot->layer(layer);
  if (!live) return store_->scan(layer, box, visit);
  for (const Feature& feature : live->features())
    if (box_of(feature.geometry).intersects(box) && !visit(Feature(feature))) return;
}

std::shared_ptr<const FeatureStore> as_released(std::shared_ptr<const FeatureStore> store,
                                                const ServiceState& state) {
  auto released = state.get();
  if (!released || !released->site.release) return store;
  return std::make_shared<ReleasedStore>(std::move(store), std::move(released));
}

}  // namespace jintu::live
