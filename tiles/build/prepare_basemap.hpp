// From the store's OSM layers to prepared tile layers, by the rules.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/store/feature_store.hpp"
#include "tiles/build/basemap_rules.hpp"
#include "tiles/mvt/prepared_layer.hpp"

namespace jintu::tiles {

/// One of rules.layers each, in their order; an absent table gives an empty layer. Each table is
/// read once, by one of `threads`; the result does not depend on their number. `crs`: the datum
/// that the tiles are for. Throws what the store throws, Error{cancelled}.
std::vector<std::shared_ptr<const PreparedLayer>> prepare_basemap(const FeatureStore& store,
                                                                  const BasemapRules& rules,
                                                                  TileCrs crs, unsigned threads,
                                                                  const Progress& progress);

}  // namespace jintu::tiles
