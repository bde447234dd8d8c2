// The four layers of the comparison, with the attributes that both sides write.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tiles/mvt/prepared_layer.hpp"

namespace jintu::bench {

enum class Rules {
  plain,  ///< no simplification, nothing gathered: what ST_AsMVT does with its input
  served  ///< as our own basemap is cut: simplified by 2 units, small polygons keep their area
};

struct SourceLayer {
  std::string name;
  std::vector<Feature> features;
};

/// osm_buildings, osm_roads, osm_landuse and osm_water of a store. Throws what it throws.
std::vector<SourceLayer> read_layers(const std::string& store);

std::vector<std::shared_ptr<const tiles::PreparedLayer>> prepare(
    const std::vector<SourceLayer>& layers, Rules rules);

/// Seconds of CPU that this process has used.
double cpu_seconds();

}  // namespace jintu::bench
