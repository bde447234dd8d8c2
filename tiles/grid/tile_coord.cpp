#include "tiles/grid/tile_coord.hpp"

#include <utility>

#include "tiles/grid/world.hpp"

namespace jintu::tiles {
namespace {

// One step of the Hilbert curve: mirror and swap the quadrant, as in the PMTiles v3 annex.
void rotate(std::uint64_t n, std::uint64_t& x, std::uint64_t& y, std::uint64_t rx,
            std::uint64_t ry) {
  if (ry != 0) return;
  if (rx == 1) {
    x = n - 1 - x;
    y = n - 1 - y;
  }
  std::swap(x, y);
}

}  // namespace

Box<Wgs84> tile_bounds(TileCoord tile) {
  const double size = 1.0 / static_cast<double>(std::uint64_t{1} << tile.z());
  Box<Wgs84> box;
  box.add(from_unit_square(tile.x() * size, tile.y() * size));
  box.add(from_unit_square((tile.x() + 1) * size, (tile.y() + 1) * size));
  return box;
}

std::optional<TileRange> tiles_touched(const Box<Wgs84>& box, int zoom, double buffer) {
  if (box.empty() || zoom < 0 || zoom > max_tile_zoom) return std::nullopt;
  const double n = static_cast<double>(std::uint64_t{1} << zoom);
  const auto cell = [n](double unit) {
    const double v = unit * n;
    return v <= 0 ? 0u : v >= n ? static_cast<std::uint32_t>(n) - 1 : static_cast<std::uint32_t>(v);
  };
  const auto low = to_unit_square({box.min.lon, box.max.lat});
  const auto high = to_unit_square({box.max.lon, box.min.lat});
  const double b = buffer / n;
  return TileRange{zoom, cell(low.x - b), cell(low.y - b), cell(high.x + b), cell(high.y + b)};
}

std::uint64_t pmtiles_id(TileCoord tile) {
  std::uint64_t x = tile.x(), y = tile.y(), d = 0;
  for (int s = tile.z() - 1; s >= 0; --s) {
    const std::uint64_t rx = (x >> s) & 1, ry = (y >> s) & 1;
    d += (std::uint64_t{1} << (2 * s)) * ((3 * rx) ^ ry);
    const std::uint64_t mask = (std::uint64_t{1} << s) - 1;
    x &= mask;
    y &= mask;
    rotate(std::uint64_t{1} << s, x, y, rx, ry);
  }
  return first_pmtiles_id(tile.z()) + d;
}

std::optional<TileCoord> from_pmtiles_id(std::uint64_t id) {
  int z = 0;
  while (z <= max_tile_zoom && id >= first_pmtiles_id(z + 1)) ++z;
  if (z > max_tile_zoom) return std::nullopt;
  std::uint64_t d = id - first_pmtiles_id(z), x = 0, y = 0;
  for (int s = 0; s < z; ++s) {
    const std::uint64_t rx = (d / 2) & 1, ry = (d ^ rx) & 1;
    rotate(std::uint64_t{1} << s, x, y, rx, ry);
    x += rx << s;
    y += ry << s;
    d /= 4;
  }
  return TileCoord::checked(z, static_cast<std::int64_t>(x), static_cast<std::int64_t>(y));
}

}  // namespace jintu::tiles
