// OGC API – Tiles part 1: tile matrix sets, and the tile sets of the dataset and of its
// collections.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::catalog {

/// A quadtree of square tiles; how its matrices relate to TileCoord: same zoom, column, row.
struct TileMatrixSet {
  std::string_view id;  ///< in addresses
  std::string_view title;
  std::string_view crs;                   ///< URI
  std::string_view uri;                   ///< of the definition; empty where no register has one
  std::string_view well_known_scale_set;  ///< one of the same CRS; else empty
  tiles::TileCrs plane;
  int min_zoom;  ///< of its first matrix
  int max_zoom;  ///< of its last matrix; tiles are there down to `tiles::max_tile_zoom`
};

/// WebMercatorQuad (OGC 17-083r4, annex D) and CGCS2000Quad: degrees of CGCS2000, with the scales
/// of GoogleCRS84Quad and the level numbers of 天地图.
std::span<const TileMatrixSet> tile_matrix_sets();
const TileMatrixSet* find_tile_matrix_set(std::string_view id);

/// The tile, or nothing unless there is one at this place in the set.
std::optional<tiles::TileCoord> tile_in(const TileMatrixSet& set, std::uint64_t matrix,
                                        std::uint64_t row, std::uint64_t column);

/// The tiles of a matrix that can have something of what lies within `bounds` in them: the limits
/// of the tile set, beyond which there is no tile. Nothing for empty bounds, which limit nothing.
std::optional<tiles::TileRange> limits_in(const TileMatrixSet& set, const Box<Wgs84>& bounds,
                                          int zoom);

// `root` is what links begin with ("https://map.example").

Json tile_matrix_sets_json(std::string_view root);
Json tile_matrix_set_json(const TileMatrixSet& set);

/// What tile sets are of: the dataset ("/ogc") or a collection ("/ogc/collections/x").
struct TiledThing {
  std::string path;
  std::string title;
};
/// `bounds` are those of the data.
Json tile_sets_json(const TiledThing& thing, const Box<Wgs84>& bounds, std::string_view root);
/// `info` is that of the source in the set's plane.
Json tile_set_json(const TiledThing& thing, const TileMatrixSet& set, const tiles::SourceInfo& info,
                   std::string_view root);

}  // namespace jintu::catalog
