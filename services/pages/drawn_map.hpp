// A map without a script: the heart of the city as inline SVG, with night streets by their state.
#pragma once

#include <string>
#include <vector>

#include "services/html/html.hpp"
#include "services/pages/evening.hpp"
#include "services/pages/ground.hpp"

namespace jintu::pages {

/// What does not change with the minute: districts, river, metro. Of one snapshot, one language.
struct DrawnGround {
  struct Name {
    double x = 0, y = 0;  ///< where its middle would stand best
    std::string words;
  };
  html::Html lines;
  std::vector<Name> districts;
};
DrawnGround drawn_ground(const Snapshot& snapshot, const Ground& ground, Language language);

/// The whole picture: no name covers another or a street's mark; districts' come first, then
/// streets' by their state. Coloured by pages.css; one image to assistive technology, which has the
/// list.
html::Html drawn_map(const Evening& evening, const DrawnGround& ground, const Wording& w);

/// The same of the part of the city where these places are; without any that has a position, of its
/// heart.
html::Html drawn_map_of(const std::vector<const Place*>& places, const Evening& evening,
                        const Ground& ground, const Wording& w);

/// A square around one place: ground, the place, stations near.
html::Html drawn_spot(const Place& place, const Snapshot& snapshot, const Ground& ground,
                      const Wording& w);

}  // namespace jintu::pages
