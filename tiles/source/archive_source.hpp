// An archive, PMTiles or MBTiles, as a source.
#pragma once

#include <memory>
#include <string>

#include "tiles/source/tile_source.hpp"

namespace jintu::tiles {

/// Name, attribution and layers come from the archive's metadata. Throws Error{not_found},
/// Error{io}, Error{bad_input}, Error{unsupported} or Error{unavailable}. What the source gives was
/// looked at before: a tile that does not unpack or is no vector tile, and an archive that is being
/// written to, are Error{unavailable}, which names no path.
std::shared_ptr<const TileSource> open_archive_source(std::string id, const std::string& path);

/// In place of an archive that cannot be read now: `info` as it was, and Error{unavailable} with
/// `why` for each tile.
std::shared_ptr<const TileSource> make_unavailable_source(SourceInfo info, std::string why);

}  // namespace jintu::tiles
