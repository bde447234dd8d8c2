#include "geo/geometry/overlay.hpp"

#include "geo/base/error.hpp"
#include "geo/geometry/geos.hpp"

namespace jintu {

namespace {

template <class Operation>
MultiPolygon<Position> of_two(const MultiPolygon<Position>& a, const MultiPolygon<Position>& b,
                              Operation operation) {
  const auto left = geos::from(a), right = geos::from(b);
  if (!left || !right) throw Error(ErrorCode::internal, "GEOS did not take a geometry");
  const geos::GeometryPtr result(operation(geos::context(), left.get(), right.get()));
  if (!result) throw Error(ErrorCode::internal, "GEOS could not combine two valid geometries");
  return geos::polygons_of(result.get());
}

}  // namespace

MultiPolygon<Position> intersection(const MultiPolygon<Position>& a,
                                    const MultiPolygon<Position>& b) {
  if (a.empty() || b.empty()) return {};
  return of_two(a, b, GEOSIntersection_r);
}

MultiPolygon<Position> difference(const MultiPolygon<Position>& a,
                                  const MultiPolygon<Position>& b) {
  if (a.empty() || b.empty()) return a;
  return of_two(a, b, GEOSDifference_r);
}

MultiPolygon<Position> united(const MultiPolygon<Position>& a, const MultiPolygon<Position>& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return of_two(a, b, GEOSUnion_r);
}

MultiPolygon<Position> clipped(const MultiPolygon<Position>& a, const Box<Wgs84>& box) {
  if (a.empty() || box.empty()) return {};
  const auto whole = geos::from(a);
  if (!whole) throw Error(ErrorCode::internal, "GEOS did not take a geometry");
  const geos::GeometryPtr part(GEOSClipByRect_r(geos::context(), whole.get(), box.min.lon,
                                                box.min.lat, box.max.lon, box.max.lat));
  // It refuses where a vertex lies on the edge of the box in an unlucky way.
  if (part && GEOSisValid_r(geos::context(), part.get()) == 1) return geos::polygons_of(part.get());
  const MultiPolygon<Position> frame{{{{{box.min.lon, box.min.lat},
                                        {box.max.lon, box.min.lat},
                                        {box.max.lon, box.max.lat},
                                        {box.min.lon, box.max.lat},
                                        {box.min.lon, box.min.lat}}},
                                      {}}};
  return intersection(a, frame);
}

Position inner_point(const MultiPolygon<Position>& area) {
  const auto shape = geos::from(area);
  const geos::GeometryPtr point(shape ? GEOSPointOnSurface_r(geos::context(), shape.get())
                                      : nullptr);
  Position p;
  const bool known = point && GEOSGeomGetX_r(geos::context(), point.get(), &p.lon) == 1 &&
                     GEOSGeomGetY_r(geos::context(), point.get(), &p.lat) == 1;
  return known ? p : area.front().outer.points.front();
}

}  // namespace jintu
