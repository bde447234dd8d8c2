#include "geo/feature/layer.hpp"

#include <algorithm>

namespace jintu {

Layer::Layer(LayerSchema schema, std::vector<Feature> features)
    : schema_(std::move(schema)), features_(std::move(features)) {
  std::sort(features_.begin(), features_.end(),
            [](const Feature& a, const Feature& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < features_.size(); ++i) {
    if (!features_[i].key.empty()) by_key_.emplace(features_[i].key, i);
    bounds_.add(box_of(features_[i].geometry));
  }
}

const Feature* Layer::find(std::string_view key) const {
  const auto it = by_key_.find(key);
  return it == by_key_.end() ? nullptr : &features_[it->second];
}

std::shared_ptr<const Layer> Snapshot::layer(std::string_view name) const {
  const auto it = layers_.find(name);
  return it == layers_.end() ? nullptr : it->second;
}

}  // namespace jintu
