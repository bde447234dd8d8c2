#include "geo/geometry/geos.hpp"

namespace jintu::geos {
namespace {

struct Instance {
  GEOSContextHandle_t handle = GEOS_init_r();
  ~Instance() { GEOS_finish_r(handle); }
  Instance() = default;
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
};

GEOSGeometry* from(const Ring<Position>& ring) {
  auto* sequence = GEOSCoordSeq_copyFromBuffer_r(context(), &ring.points.front().lon,
                                                 static_cast<unsigned>(ring.points.size()), 0, 0);
  return GEOSGeom_createLinearRing_r(context(), sequence);
}

GEOSGeometry* from(const Polygon<Position>& polygon) {
  std::vector<GEOSGeometry*> holes;
  for (const auto& hole : polygon.holes) holes.push_back(from(hole));
  return GEOSGeom_createPolygon_r(context(), from(polygon.outer), holes.data(),
                                  static_cast<unsigned>(holes.size()));
}

Ring<Position> ring_of(const GEOSGeometry* ring) {
  Ring<Position> out;
  const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context(), ring);
  unsigned n = 0;
  GEOSCoordSeq_getSize_r(context(), sequence, &n);
  out.points.resize(n);
  for (unsigned i = 0; i < n; ++i)
    GEOSCoordSeq_getXY_r(context(), sequence, i, &out.points[i].lon, &out.points[i].lat);
  return out;
}

}  // namespace

GEOSContextHandle_t context() {
  thread_local Instance instance;
  return instance.handle;
}

GeometryPtr from(const MultiPolygon<Position>& polygons) {
  if (polygons.size() == 1) return GeometryPtr(from(polygons.front()));
  std::vector<GEOSGeometry*> parts;
  for (const auto& polygon : polygons) parts.push_back(from(polygon));
  return GeometryPtr(GEOSGeom_createCollection_r(context(), GEOS_MULTIPOLYGON, parts.data(),
                                                 static_cast<unsigned>(parts.size())));
}

MultiPolygon<Position> polygons_of(const GEOSGeometry* geometry) {
  MultiPolygon<Position> out;
  const int type = GEOSGeomTypeId_r(context(), geometry);
  if (type == GEOS_POLYGON) {
    if (GEOSisEmpty_r(context(), geometry) == 1) return out;
    Polygon<Position> polygon{ring_of(GEOSGetExteriorRing_r(context(), geometry)), {}};
    for (int i = 0; i < GEOSGetNumInteriorRings_r(context(), geometry); ++i)
      polygon.holes.push_back(ring_of(GEOSGetInteriorRingN_r(context(), geometry, i)));
    out.push_back(std::move(polygon));
  } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    for (int i = 0; i < GEOSGetNumGeometries_r(context(), geometry); ++i)
      for (auto& polygon : polygons_of(GEOSGetGeometryN_r(context(), geometry, i)))
        out.push_back(std::move(polygon));
  }
  return out;
}

}  // namespace jintu::geos
