// The live layers as they are now, in an archive.
#pragma once

#include <string>
#include <vector>

#include "geo/feature/layer.hpp"
#include "tiles/build/pyramid.hpp"

namespace jintu::tiles {

/// The tile layers that the sources `names` have when served (all of the snapshot when empty), in
/// the datum `crs`. Throws Error{bad_input} for unknown names or when there is nothing to draw,
/// Error{io}, Error{cancelled}; an older archive at `path` then stays as it is.
PyramidReport build_live(const Snapshot& snapshot, const std::vector<std::string>& names,
                         const std::string& path, TileCrs crs, const PyramidOptions& options,
                         const Progress& progress);

}  // namespace jintu::tiles
