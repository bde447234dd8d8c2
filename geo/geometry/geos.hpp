// GEOS with owners, for the sources of this folder only.
#pragma once

#include <geos_c.h>

#include <memory>
#include <vector>

#include "geo/geometry/geometry.hpp"

namespace jintu::geos {

/// Of this thread.
GEOSContextHandle_t context();

struct Free {
  void operator()(GEOSGeometry* g) const { GEOSGeom_destroy_r(context(), g); }
  void operator()(char* text) const { GEOSFree_r(context(), text); }
};
using GeometryPtr = std::unique_ptr<GEOSGeometry, Free>;

/// Rings must be closed and have at least four points. May be null when GEOS refuses.
GeometryPtr from(const MultiPolygon<Position>& polygons);
/// The polygons of any geometry; lines and points in it are left out.
MultiPolygon<Position> polygons_of(const GEOSGeometry* geometry);

}  // namespace jintu::geos
