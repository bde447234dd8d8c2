// Marks drawn into a cairo context.
#pragma once

#include <cairo.h>

#include "services/drawing/picture.hpp"

namespace jintu::drawing {

void set_source(cairo_t* cairo, const Colour& colour);

/// All that may be seen within `visible`, on the ground. `links`: also where they lead.
void draw(cairo_t* cairo, const Picture& picture, const Rectangle& visible, bool links);

/// Throws Error{internal} when cairo refused something.
void check(cairo_status_t status);

}  // namespace jintu::drawing
