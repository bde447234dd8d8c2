// From a block to the bytes of its tiles: Mapbox Vector Tile 2.1.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tiles/mvt/block.hpp"

namespace jintu::tiles {

struct EncodeOptions {
  /// Beyond this many plain bytes the least important features are left out, those of layers with
  /// the lowest `keep_priority` first.
  std::size_t byte_budget = 500'000;
};

/// What became of one layer in one tile.
struct LayerReport {
  std::string layer;
  std::uint64_t features = 0;
  std::uint64_t dust = 0;         ///< of them, squares that stand for small areas
  std::uint64_t repaired = 0;     ///< polygons that rounding or cutting had made invalid
  std::uint64_t invalid = 0;      ///< polygons left out because repair failed
  std::uint64_t over_budget = 0;  ///< features left out to keep the tile small
  double over_budget_below = 0;   ///< their greatest importance
};

struct TileReport {
  std::size_t bytes = 0;
  std::vector<LayerReport> layers;  ///< of layers with something to say
};

struct EncodedTile {
  std::string bytes;  ///< empty: nothing in this tile
  TileReport report;
};

/// The tile in column i and row j of the block. Equal content gives equal bytes.
EncodedTile encode_tile(const Block& block, std::uint32_t i, std::uint32_t j,
                        const EncodeOptions& options = {});

/// One tile straight from the layers.
EncodedTile encode_tile(PreparedLayers layers, TileCoord coord, const EncodeOptions& options = {});

}  // namespace jintu::tiles
