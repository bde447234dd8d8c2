// The plane that tiles are cut in. Maps of Amap and Tencent draw GCJ-02, maps of Baidu BD-09: tiles
// in web mercator of their datum lie right on them. 天地图 (its "c" sets) draws degrees of
// CGCS2000.
#pragma once

#include <optional>
#include <string_view>

#include "geo/geometry/box.hpp"
#include "tiles/grid/world.hpp"

namespace jintu::tiles {

enum class TileCrs {
  wgs84,
  gcj02,
  bd09,  ///< spherical web mercator of that datum
  /// Degrees: the square is 360° wide and high from 90° N on, so that only its upper half is on
  /// earth. Zoom z has 2^z columns and 2^(z-1) rows, z from 1: the levels of 天地图.
  cgcs2000_degrees
};

/// "gcj02" and "bd09", as queries name them; nothing for any other word.
std::optional<TileCrs> shifted_crs_of(std::string_view word);
/// "wgs84", "gcj02", "bd09", "cgcs2000_degrees".
std::string_view word_of(TileCrs crs);
/// "WGS 84", "GCJ-02", "BD-09", "CGCS2000".
std::string_view name_of(TileCrs crs);
/// The other way round, as metadata of archives say it; nothing for any other name.
std::optional<TileCrs> crs_named(std::string_view name);
/// A box of WGS 84 in the numbers of the datum, by its corners: right to some metres.
Box<Wgs84> moved(const Box<Wgs84>& box, TileCrs crs);

/// Not Baidu's own plane (BD-09MC), which has another projection and another tile scheme.
WorldPoint to_world(Position p, TileCrs crs);
/// Back to the numbers of the plane's own datum.
Position from_world(WorldPoint p, TileCrs crs);

}  // namespace jintu::tiles
