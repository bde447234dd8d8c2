// The features of a page as a small map (SVG).
#pragma once

#include "services/browse/browse.hpp"

namespace jintu::browse {

/// Nothing when no feature has a place. `features`: an array of GeoJSON features in degrees.
html::Html drawing(const Json& features, const std::string& items, const Look& look);

}  // namespace jintu::browse
