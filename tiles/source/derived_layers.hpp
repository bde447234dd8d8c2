// The tile layers of each live source, as docs/http.md lists them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "geo/feature/layer.hpp"
#include "tiles/mvt/prepared_layer.hpp"
#include "tiles/source/live_variant.hpp"

namespace jintu::tiles {

/// Whether a layer of this name is one tile layer with its features as they are: then a tile hangs
/// on the features that reach into it and on nothing else. The layers of the product have parts
/// that hang on each other.
bool served_as_it_is(std::string_view name);
/// Such a layer, to be extended by its edits (tiles/source/edited_layer.hpp).
std::shared_ptr<const PreparedLayer> prepare_as_it_is(const Layer& layer);

std::vector<std::shared_ptr<const PreparedLayer>> derive_layers(const Layer& layer,
                                                                const Layer* districts,
                                                                const LiveVariant& variant = {});

}  // namespace jintu::tiles
