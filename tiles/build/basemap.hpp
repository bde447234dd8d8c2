// The basemap's archive out of the store, by rules that are data.
#pragma once

#include <string>
#include <vector>

#include "geo/store/feature_store.hpp"
#include "tiles/build/basemap_rules.hpp"
#include "tiles/build/pyramid.hpp"

namespace jintu::tiles {

struct BasemapOptions {
  TileCrs crs = TileCrs::wgs84;     ///< the datum of the tiles, which the metadata name
  std::vector<std::string> layers;  ///< of the rules, by name; empty: all
  PyramidOptions pyramid;
};

struct BasemapReport {
  PyramidReport pyramid;
  std::vector<std::string> empty_layers;  ///< asked for, but the store has nothing for them
};

/// Throws what the store throws, Error{bad_input} for unknown layers or when there is nothing to
/// draw, Error{io}, Error{cancelled}; an older archive at `path` then stays as it is.
BasemapReport build_basemap(const FeatureStore& store, const BasemapRules& rules,
                            const std::string& path, const BasemapOptions& options,
                            const Progress& progress);

}  // namespace jintu::tiles
