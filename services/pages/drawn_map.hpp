// A map without a script: the heart of the city as inline SVG, with night streets by their state.
#pragma once

#include <string>

#include "services/html/html.hpp"
#include "services/pages/evening.hpp"
#include "services/pages/ground.hpp"

namespace jintu::pages {

/// What does not change with the minute: districts, river, metro. Of one snapshot, one language.
html::Html drawn_ground(const Snapshot& snapshot, const Ground& ground, Language language);

/// The whole picture. Coloured by pages.css; one image to assistive technology, which has the list.
html::Html drawn_map(const Evening& evening, const html::Html& ground, const Wording& w);

/// A square around one place: ground, the place, stations near.
html::Html drawn_spot(const Place& place, const Snapshot& snapshot, const Ground& ground,
                      const Wording& w);

}  // namespace jintu::pages
