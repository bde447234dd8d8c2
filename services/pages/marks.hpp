// The marks of the map as inline SVG: the same shapes as web/src/map/marks.ts draws
// (data/presentation/marks.json), coloured by the classes of its style sheets.
#pragma once

#include "services/html/html.hpp"
#include "services/pages/places.hpp"

namespace jintu::pages {

/// Of a place as lists and cards show it; `size` in pixels. `number` is unique on the page.
html::Html mark_of(const Place& place, int size, int number);

/// The outline of a brand's mark as SVG's path data, in a square of 24; -1: of no brand.
const std::string& brand_path(int brand);

enum class Icon { search, sun, moon, back, out };
html::Html icon(Icon which, int size = 20);

}  // namespace jintu::pages
