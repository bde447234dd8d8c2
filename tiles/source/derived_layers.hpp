// The tile layers of each live source, as docs/http.md lists them.
#pragma once

#include <memory>
#include <vector>

#include "geo/feature/layer.hpp"
#include "tiles/mvt/prepared_layer.hpp"
#include "tiles/source/live_variant.hpp"

namespace jintu::tiles {

std::vector<std::shared_ptr<const PreparedLayer>> derive_layers(const Layer& layer, const Layer* districts,
                                                                const LiveVariant& variant = {});

}  // namespace jintu::tiles
