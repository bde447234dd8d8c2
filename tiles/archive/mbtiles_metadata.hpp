// The table `metadata` of MBTiles 1.3 and the metadata of PMTiles, one into the other without loss.
#pragma once

#include <map>
#include <string>

#include "tiles/archive/archive_info.hpp"

namespace jintu::tiles {

using MbtilesRows = std::map<std::string, std::string, std::less<>>;

/// Texts become rows; all else goes into the row `json`, beside vector_layers. `name`, which the
/// standard demands, is `fallback_name` when the metadata has none.
MbtilesRows to_mbtiles_rows(const ArchiveInfo& info, const std::string& fallback_name);

/// min_zoom, max_zoom and what else has no row keep the values of `otherwise`. Throws
/// Error{bad_input} naming `path`, the row and what was expected.
ArchiveInfo from_mbtiles_rows(const MbtilesRows& rows, ArchiveInfo otherwise,
                              const std::string& path);

}  // namespace jintu::tiles
