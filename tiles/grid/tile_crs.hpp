// The datum that a tile's web mercator is of. Maps of Amap and Tencent draw GCJ-02, maps of Baidu
// BD-09: tiles in their own datum lie right on them.
#pragma once

#include <optional>
#include <string_view>

#include "tiles/grid/world.hpp"

namespace jintu::tiles {

enum class TileCrs { wgs84, gcj02, bd09 };

/// "gcj02" and "bd09", as queries name them; nothing for any other word.
std::optional<TileCrs> shifted_crs_of(std::string_view word);
/// "wgs84", "gcj02", "bd09".
std::string_view word_of(TileCrs crs);
/// "WGS 84", "GCJ-02", "BD-09".
std::string_view name_of(TileCrs crs);

/// In the spherical web mercator of the datum. Not Baidu's own plane (BD-09MC), which has another
/// projection and another tile scheme.
WorldPoint to_world(Position p, TileCrs crs);

}  // namespace jintu::tiles
