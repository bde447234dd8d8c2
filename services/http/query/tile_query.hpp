// The query parameters of tiles and TileJSON, read strictly.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "services/tile/variant.hpp"

namespace jintu::http {

struct TileQuery {
  tile::VariantQuery variant;
  std::string repeated;  ///< "?crs=gcj02&at=…", in one order whatever was sent; empty for none
};

/// at, crs; filter, filter-lang, filter-crs and properties by name, which every layer of the
/// selection must have. Throws Error{bad_input} naming the parameter and what was expected.
TileQuery tile_query(std::string_view query, const tile::Selection& selection,
                     const Snapshot& snapshot, std::span<const std::string_view> formats);
/// What `f` may be where the answer is a tile.
inline constexpr std::array<std::string_view, 2> tile_formats{"mvt", "pbf"};

/// "gcj02", "bd09" or "wgs84". Throws Error{bad_input}.
tiles::TileCrs tile_crs(const std::string& word);

}  // namespace jintu::http
