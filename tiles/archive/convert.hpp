// One archive into another, of whichever formats.
#pragma once

#include <string>

#include "geo/base/progress.hpp"
#include "tiles/archive/archive_info.hpp"

namespace jintu::tiles {

/// Every tile, its bytes as they are (what is stored plain gets compressed), with the metadata.
/// `to` is written whole or not at all. Throws what `open_archive` and `create_archive` throw,
/// Error{bad_input} when both are the same file, Error{cancelled}.
ArchiveTotals convert_archive(const std::string& from, const std::string& to,
                              const Progress& progress);

}  // namespace jintu::tiles
