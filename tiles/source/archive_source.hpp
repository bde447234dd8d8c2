// An archive, PMTiles or MBTiles, as a source.
#pragma once

#include <memory>
#include <string>

#include "tiles/source/tile_source.hpp"

namespace jintu::tiles {

/// Name, attribution and layers come from the archive's metadata. Throws Error{not_found},
/// Error{io}, Error{bad_input} or Error{unsupported}.
std::shared_ptr<const TileSource> open_archive_source(std::string id, const std::string& path);

}  // namespace jintu::tiles
