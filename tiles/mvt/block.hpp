// A square of tiles of one zoom, with everything that lies in it brought onto their common grid:
// simplified, rounded, valid, cut at clip lines. Tiles are then cut out of it without rounding.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tiles/grid/tile_coord.hpp"
#include "tiles/mvt/clip.hpp"
#include "tiles/mvt/prepared_layer.hpp"

namespace jintu::tiles {

/// Beyond the tile's edge, in units of its 4096 grid: wider than any line that we draw.
inline constexpr std::int64_t tile_buffer = 64;

struct BlockFeature {
  std::uint32_t feature = 0;  ///< in the prepared layer
  std::uint32_t first_part = 0, part_count = 0;
  GridPoint low, high;  ///< box
  bool dust = false;    ///< a square that stands for areas too small to draw
};

struct BlockLayer {
  std::shared_ptr<const PreparedLayer> layer;
  std::vector<BlockFeature> features;  ///< in canonical order
  std::vector<std::uint32_t> part_begin{0};
  std::vector<GridPoint> points;
  std::uint64_t repaired = 0;  ///< polygons invalid after rounding, made valid
  std::uint64_t invalid = 0;   ///< polygons dropped because repair failed (a fault of ours)

  std::span<const GridPoint> part(std::uint32_t p) const {
    return {points.data() + part_begin[p], part_begin[p + 1] - part_begin[p]};
  }
};

struct Block {
  int zoom = 0;
  std::uint32_t x = 0, y = 0;  ///< first tile
  BlockGrid grid;              ///< its units are 2^magnify tile units
  int magnify = 0;             ///< beyond z 20 the world's units are coarser than the tile's
  std::vector<BlockLayer> layers;
};

using PreparedLayers = std::span<const std::shared_ptr<const PreparedLayer>>;

/// `size` tiles to the east and south of (x, y); at most 16.
Block make_block(PreparedLayers layers, int zoom, std::uint32_t x, std::uint32_t y,
                 std::uint32_t size);

}  // namespace jintu::tiles
