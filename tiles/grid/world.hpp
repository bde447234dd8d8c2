// Web mercator of WGS 84 in whole numbers: 2^32 units along each side of the square, 9 mm at the
// equator. A tile of zoom 14 and extent 4096 then has units of exactly 2^6 world units.
#pragma once

#include <cstdint>

#include "geo/crs/crs.hpp"

namespace jintu::tiles {

/// x to the east from 180° W, y to the south from 85.0511° N.
struct WorldPoint {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  friend constexpr auto operator<=>(const WorldPoint&, const WorldPoint&) = default;
};

/// The same square as 0…1; latitudes beyond ±85.0511° are clamped to its edge.
struct UnitPoint {
  double x = 0;
  double y = 0;
};
UnitPoint to_unit_square(Position p);
Position from_unit_square(double x, double y);

/// Rounded to the nearest unit; the eastern and southern edges to the last unit.
WorldPoint to_world(Position p);
Position from_world(WorldPoint p);

/// Extent of a tile's own coordinates (MVT 2.1 §4.1), the same everywhere in this program.
inline constexpr int tile_extent_bits = 12;
inline constexpr std::int64_t tile_extent = std::int64_t{1} << tile_extent_bits;

/// Bits between the world and the tile grid of a zoom. Beyond z 20 tiles are magnified: negative.
constexpr int world_shift(int zoom) { return 32 - tile_extent_bits - zoom; }

}  // namespace jintu::tiles
