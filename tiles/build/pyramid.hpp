// All tiles of a set of prepared layers, cut in parallel into one archive.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/geometry/box.hpp"
#include "tiles/archive/archive_writer.hpp"
#include "tiles/mvt/encode.hpp"

namespace jintu::tiles {

struct PyramidOptions {
  int min_zoom = 0;
  int max_zoom = 14;
  std::optional<Box<Wgs84>> bounds;  ///< only tiles that meet it; none: where there is data
  unsigned threads = 0;              ///< 0: as many as the machine has
  EncodeOptions encode;

  unsigned thread_count() const;  ///< 1 to 64
};

/// Of one tile layer over all tiles.
struct PyramidLayerReport {
  std::string layer;
  std::uint64_t features = 0, dust = 0, repaired = 0, invalid = 0, over_budget = 0;
};

struct PyramidReport {
  ArchiveTotals archive;
  std::uint64_t largest_tile = 0;  ///< plain bytes
  std::string largest_tile_name;   ///< "z/x/y"
  std::vector<PyramidLayerReport> layers;
};

/// Writes `path` whole or not at all: MBTiles when it ends in ".mbtiles", else PMTiles. The bytes
/// depend on the layers and options alone, not on the number of threads. Throws Error{io},
/// Error{cancelled}, Error{bad_input} when nothing is in it.
PyramidReport build_pyramid(PreparedLayers layers, const std::string& path, ArchiveInfo info,
                            const PyramidOptions& options, const Progress& progress);

}  // namespace jintu::tiles
