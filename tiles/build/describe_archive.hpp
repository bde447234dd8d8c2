// What an archive says of prepared layers: where they lie and what they hold.
#pragma once

#include "geo/base/json.hpp"
#include "tiles/archive/archive_info.hpp"
#include "tiles/build/pyramid.hpp"

namespace jintu::tiles {

/// TileJSON's vector_layers; layers without features are left out.
Json vector_layers_json(PreparedLayers layers, int max_zoom);

/// Bounds are those asked for, else those of the layers; the centre is theirs. No metadata yet.
ArchiveInfo archive_info(PreparedLayers layers, const PyramidOptions& options);

}  // namespace jintu::tiles
