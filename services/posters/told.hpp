// What pictures tell beside the places: where the data is from, of when, and where there is more.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/pages/ground.hpp"
#include "services/pages/parts.hpp"
#include "services/pages/places.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::posters {

struct Told {
  struct Source {
    html::Bilingual layer, source, accuracy;
  };
  std::vector<Source> sources;  ///< of the layers that are drawn
  std::string review_number;    ///< 审图号; empty: there is none, and the picture says so
  std::string date;             ///< RFC 3339, when the data was written; empty: not known
  std::int64_t revision = 0;
  std::string root;  ///< "https://map.example"; empty: it has no address for everybody
};

/// One state of the city.
struct City {
  const pages::Places& places;
  const pages::Ground& ground;
  const Told& told;
  const tiles::TileSource* base = nullptr;  ///< the base map of an extract; nullptr: there is none
};

}  // namespace jintu::posters
