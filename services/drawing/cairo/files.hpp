// Pictures as files.
#pragma once

#include <string>

#include "services/drawing/picture.hpp"

namespace jintu::drawing {

// As Pens says.
std::string to_png(const Picture& picture, double scale, std::size_t most_bytes);
std::string to_pdf(const Picture& picture);
std::string to_svg(const Picture& picture);

}  // namespace jintu::drawing
