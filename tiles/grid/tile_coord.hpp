// Tiles of the web mercator square: which there are, where they lie, in which order they are
// stored.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "geo/geometry/box.hpp"

namespace jintu::tiles {

inline constexpr int max_tile_zoom = 22;

/// XYZ scheme: x to the east, y to the south. Always within its zoom; made by `checked`.
class TileCoord {
 public:
  /// Nothing unless 0 ≤ z ≤ 22 and 0 ≤ x, y < 2^z.
  static constexpr std::optional<TileCoord> checked(std::int64_t z, std::int64_t x,
                                                    std::int64_t y) {
    if (z < 0 || z > max_tile_zoom) return std::nullopt;
    const std::int64_t n = std::int64_t{1} << z;
    if (x < 0 || y < 0 || x >= n || y >= n) return std::nullopt;
    return TileCoord(static_cast<std::uint8_t>(z), static_cast<std::uint32_t>(x),
                     static_cast<std::uint32_t>(y));
  }
  constexpr TileCoord() = default;  ///< 0/0/0

  constexpr int z() const { return z_; }
  constexpr std::uint32_t x() const { return x_; }
  constexpr std::uint32_t y() const { return y_; }
  friend constexpr auto operator<=>(const TileCoord&, const TileCoord&) = default;

 private:
  constexpr TileCoord(std::uint8_t z, std::uint32_t x, std::uint32_t y) : z_(z), x_(x), y_(y) {}
  std::uint8_t z_ = 0;
  std::uint32_t x_ = 0;
  std::uint32_t y_ = 0;
};

/// Edges of the tile, without buffer.
Box<Wgs84> tile_bounds(TileCoord tile);

/// All tiles of one zoom from (x0, y0) to (x1, y1), both included.
struct TileRange {
  int z = 0;
  std::uint32_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool contains(TileCoord t) const {
    return t.z() == z && t.x() >= x0 && t.x() <= x1 && t.y() >= y0 && t.y() <= y1;
  }
  std::uint64_t count() const {
    return (std::uint64_t{x1} - x0 + 1) * (std::uint64_t{y1} - y0 + 1);
  }
  friend bool operator==(const TileRange&, const TileRange&) = default;
};

/// The tiles that a box touches when each tile reaches `buffer` of its own width (64.0 / 4096)
/// beyond its edges. Nothing for an empty box. Latitudes beyond ±85.0511° count as the edge.
std::optional<TileRange> tiles_touched(const Box<Wgs84>& box, int zoom, double buffer);

/// Position on the Hilbert curves of PMTiles v3: all tiles of z 0, then of z 1, and so on.
std::uint64_t pmtiles_id(TileCoord tile);
/// That of the first tile of a zoom, 0 to 23; of 23 it is the number of all tiles down to z 22.
constexpr std::uint64_t first_pmtiles_id(int zoom) {
  return ((std::uint64_t{1} << (2 * zoom)) - 1) / 3;
}
/// Nothing beyond the last tile of z 22.
std::optional<TileCoord> from_pmtiles_id(std::uint64_t id);

}  // namespace jintu::tiles
