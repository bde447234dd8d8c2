#include "geo/feature/layer.hpp"

namespace jintu {

Layer::Layer(LayerSchema schema, std::vector<Feature> features)
    : schema_(std::move(schema)),
      features_(std::move(features)),
      keys_(features_),
      bounds_(features_.bounds()) {}

Layer::Layer(LayerSchema schema, FeatureList features, KeyIndex keys)
    : schema_(std::move(schema)),
      features_(std::move(features)),
      keys_(std::move(keys)),
      bounds_(features_.bounds()) {}

Layer Layer::edited(LayerSchema schema, std::vector<Feature> put,
                    std::vector<FeatureId> erased) const {
  std::vector<std::shared_ptr<const Feature>> pointers;
  pointers.reserve(put.size());
  for (Feature& feature : put)
    pointers.push_back(std::make_shared<const Feature>(std::move(feature)));
  FeatureList features = features_.edited(pointers, erased);
  KeyIndex keys = keys_.edited(features_, features, pointers, erased);
  return {std::move(schema), std::move(features), std::move(keys)};
}

std::shared_ptr<const Layer> Snapshot::layer(std::string_view name) const {
  const auto it = layers_.find(name);
  return it == layers_.end() ? nullptr : it->second;
}

}  // namespace jintu
