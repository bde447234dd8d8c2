// A small picture of a source, drawn from its own tiles: what is seen is what is served.
#pragma once

#include <string>

#include "tiles/source/tile_source.hpp"

namespace jintu::catalog {

/// An SVG document, about `width` units wide, of the tiles that hold the source's bounds: at the
/// highest zoom at which they are few. No scripts, no style sheets, no outside addresses.
std::string preview_svg(const tiles::TileSource& source, int width = 360);

}  // namespace jintu::catalog
