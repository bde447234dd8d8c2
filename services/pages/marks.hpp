// The marks of the map as inline SVG: the same shapes as web/src/map/marks.ts draws
// (data/presentation/marks.json), coloured by the classes of its style sheets.
#pragma once

#include "services/html/html.hpp"
#include "services/pages/places.hpp"

namespace jintu::pages {

/// Of a place as lists and cards show it; `size` in pixels. `number` is unique on the page.
html::Html mark_of(const Place& place, int size, int number);

enum class Icon { search, sun, moon, back, out };
html::Html icon(Icon which, int size = 20);

}  // namespace jintu::pages
