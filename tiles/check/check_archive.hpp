// An independent look at an archive: decodes every tile with the class that protoc makes of
// proto/vector_tile.proto and tests it against MVT 2.1. Shares nothing with the encoder.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "tiles/grid/tile_coord.hpp"

namespace jintu::tiles {

struct CheckOptions {
  std::size_t largest_tile_bytes = 500'000;  ///< plain; larger ones are reported
  std::size_t examples = 20;                 ///< faults that are told one by one
};

/// Of one layer at one zoom.
struct LayerCheck {
  std::uint64_t tiles = 0, features = 0, polygons = 0;
  std::uint64_t invalid = 0;     ///< polygons that GEOS finds invalid
  std::uint64_t wound = 0;       ///< polygons whose first ring is no outer ring (MVT 2.1 §4.3.4.4)
  std::uint64_t malformed = 0;   ///< fields missing, repeated, unknown or of another type (§4)
  std::uint64_t degenerate = 0;  ///< rings without area, lines without length, no points
  std::uint64_t repeated =
      0;            ///< points of a label layer (…_label) that stand in more than one tile
  double area = 0;  ///< of polygons within their tiles, as a share of the world's square
};

struct CheckExample {
  TileCoord tile;
  std::string layer;
  std::uint64_t feature = 0;
  std::string fault;
};

struct ArchiveCheck {
  std::uint64_t tiles = 0, bytes = 0;
  std::uint64_t undecodable = 0;  ///< not gzip, or not a vector tile of version 1 or 2
  std::uint64_t oversize = 0;
  std::uint64_t largest_bytes = 0;
  TileCoord largest;
  std::map<int, std::map<std::string, LayerCheck>> zooms;
  std::vector<CheckExample> examples;

  /// Adds what was found in one of `times` equal tiles of one zoom.
  void add(const ArchiveCheck& one, std::uint64_t times);
  /// Faults against the standard; oversize tiles are not among them.
  std::uint64_t faults() const;
};

/// PMTiles or MBTiles. A run of equal tiles is looked at once and counted as many times as it is
/// long, so that the work is bounded by the size of the file. Throws what `open_archive` and the
/// reader throw, and Error{cancelled}.
ArchiveCheck check_archive(const std::string& path, const CheckOptions& options,
                           const Progress& progress);

/// One tile; `content` is plain. Layers say which version of MVT they follow: of 1, which knows no
/// order of rings, less is demanded. Adds to `result`; label points are not compared over tiles.
void check_tile(TileCoord tile, const std::string& content, const CheckOptions& options,
                ArchiveCheck& result);

}  // namespace jintu::tiles
