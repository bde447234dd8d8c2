// What an archive holds, by zoom and layer, so that two encoders can be held against each other.
#pragma once

#include <string>

#include "geo/base/json.hpp"

namespace jintu::bench {

/// {"tiles", "gzip_bytes", "undecodable", "zooms": {"8": {"tiles", "gzip_bytes", "layers":
/// {NAME: {"features", "inside", "points", "lines", "polygons", "vertices", "area", "length",
/// "invalid", "wrongly_wound", "degenerate"}}}}}. Areas and lengths are those within the tile, in
/// shares of the world's square and of its side; areas count rings as they are wound, valid or not;
/// "inside" counts features of which something lies within the tile, not in its buffer alone.
/// Throws what `open_archive` throws.
Json decoded(const std::string& archive);

}  // namespace jintu::bench
