// What a request may ask of live tiles beside their place.
#pragma once

#include <functional>
#include <string>

#include "geo/feature/feature.hpp"
#include "tiles/grid/tile_crs.hpp"

namespace jintu::tiles {

/// Everything but the datum looks at features as they are stored. The functions are only called
/// while a source is made.
struct LiveVariant {
  /// Features for which it is false are left out; empty: none are. What others share with them
  /// (borders, places below a district's label) stays as it is in the whole layer.
  std::function<bool(const Feature&)> shows;
  /// Further properties for the tile layer that carries the feature's name; empty: none.
  std::function<void(const Feature&, Properties&)> add_properties;
  TileCrs crs = TileCrs::wgs84;

  bool shown(const Feature& f) const { return !shows || shows(f); }
};

}  // namespace jintu::tiles
