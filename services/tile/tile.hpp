// The use case "a tile": which sources are meant, and one tile out of them. No HTTP.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tiles/source/tile_source.hpp"

namespace jintu::tile {

/// By id. Immutable once published.
using Sources = std::map<std::string, std::shared_ptr<const tiles::TileSource>, std::less<>>;

/// The sources of one request in the order asked for; one or more, each once.
struct Selection {
  std::string ids;  ///< as asked, "a,b"
  std::vector<std::shared_ptr<const tiles::TileSource>> parts;
};
struct UnknownSource {
  std::string id;
};
/// An empty or repeated id, or too many: says which.
struct BadSelection {
  std::string detail;
};
inline constexpr std::size_t max_parts = 16;

/// `ids` is one id or several joined with commas.
std::variant<Selection, UnknownSource, BadSelection> select(const Sources& sources,
                                                            std::string_view ids);

/// Nothing when every part is empty there. The tile of several parts holds their layers in order:
/// MVT messages may be joined byte by byte (MVT 2.1 §4.1 is a list of layers), gzip members may
/// not be: Chromium reads the first only. So they are compressed anew.
std::optional<tiles::Tile> make_tile(const Selection& selection, tiles::TileCoord coord);

/// Of one part its own info; of several a composite: widest zooms and bounds, all layers.
tiles::SourceInfo info_of(const Selection& selection);

}  // namespace jintu::tile
