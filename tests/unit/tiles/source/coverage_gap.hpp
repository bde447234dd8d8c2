// What lies between or twice under the polygons of a decoded layer, by GEOS.
#pragma once

#include <cmath>

#include "tests/unit/tiles/mvt/decoded_tile.hpp"

namespace jintu::tiles::test {

/// Square tile units that are missing from or doubled in the union of a layer's polygons, against
/// the sum of their areas.
inline double gap_and_overlap(const DecodedLayer& layer) {
  GEOSContextHandle_t h = GEOS_init_r();
  std::vector<GEOSGeometry*> all;
  double sum = 0;
  for (const auto& f : layer.features)
    for (const auto& ring : f.parts) {
      // Holes are filled by enclaves of other districts or not at all here: compare edge sums.
      sum += double(twice_area(ring)) / 2;
    }
  for (const auto& f : layer.features) {
    std::vector<GEOSGeometry*> holes;
    GEOSGeometry* shell = nullptr;
    const auto flush = [&] {
      if (shell)
        all.push_back(
            GEOSGeom_createPolygon_r(h, shell, holes.data(), static_cast<unsigned>(holes.size())));
      holes.clear();
    };
    for (const auto& ring : f.parts) {
      GEOSCoordSequence* s = GEOSCoordSeq_create_r(h, static_cast<unsigned>(ring.size() + 1), 2);
      for (unsigned i = 0; i <= ring.size(); ++i)
        GEOSCoordSeq_setXY_r(h, s, i, ring[i % ring.size()].first, ring[i % ring.size()].second);
      GEOSGeometry* r = GEOSGeom_createLinearRing_r(h, s);
      if (twice_area(ring) > 0) {
        flush();
        shell = r;
      } else {
        holes.push_back(r);
      }
    }
    flush();
  }
  GEOSGeometry* collection = GEOSGeom_createCollection_r(h, GEOS_GEOMETRYCOLLECTION, all.data(),
                                                         static_cast<unsigned>(all.size()));
  GEOSGeometry* joined = GEOSUnaryUnion_r(h, collection);
  double area = 0;
  GEOSArea_r(h, joined, &area);
  GEOSGeom_destroy_r(h, joined);
  GEOSGeom_destroy_r(h, collection);
  GEOS_finish_r(h);
  return std::abs(area - sum);
}

}  // namespace jintu::tiles::test
