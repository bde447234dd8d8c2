// Polygons too small to draw keep their area: it is collected in cells and drawn as squares.
//
// Cells and their starting phase depend on the place only, so an edit changes the squares of its
// own cell and no other, and neighbouring tiles agree.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tiles/mvt/integer_polygon.hpp"

namespace jintu::tiles {

/// Side of a cell in tile units; blocks look this far beyond their edge.
inline constexpr std::int64_t dust_cell = 512;
/// A square's area in square tile units, at least: a quarter of a CSS pixel.
inline constexpr double dust_area = 16;
/// Polygons above this area are on their own: what rounding takes from them is not collected.
inline constexpr double dust_tracked_area = 256;
/// Polygons wider than this are never collected.
inline constexpr std::int64_t dust_tracked_width = 2048;

struct DustGrain {
  std::int64_t cell_x, cell_y;  ///< counted over the whole zoom
  std::uint64_t group;
  std::uint32_t feature;
  GridPoint at;
  double missing;  ///< area that was to be drawn but was not; negative: too much was drawn
};

struct DustSquare {
  std::uint32_t feature;
  GridPoint low;
  std::int32_t side;
};

std::uint64_t dust_hash(std::string_view text);

/// The squares for all grains; over many cells their area equals what is missing.
std::vector<DustSquare> settle_dust(std::vector<DustGrain> grains, std::uint64_t seed);

}  // namespace jintu::tiles
