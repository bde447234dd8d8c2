// Marks that are kept as SVG's path data, as outlines.
#pragma once

#include <string_view>

#include "services/drawing/picture.hpp"

namespace jintu::posters {

/// Of the commands M L H V C S A Z, absolute and relative. Each point times `scale`, then moved by
/// `to`. Throws Error{internal} for others: what is drawn ships with the program.
drawing::Outline outline_of(std::string_view path, double scale, drawing::Point to);

}  // namespace jintu::posters
