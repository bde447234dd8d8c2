#include "geo/geometry/relate.hpp"

#include <string>

#include "geo/geometry/box.hpp"
#include "geo/geometry/geos.hpp"
#include "geo/geometry/wkb.hpp"

namespace jintu {

namespace {

geos::GeometryPtr taken(const Geometry<Position>& geometry) {
  std::string wkb;
  append_wkb(geometry, wkb);
  const auto context = geos::context();
  GEOSWKBReader* reader = GEOSWKBReader_create_r(context);
  GEOSGeometry* read = GEOSWKBReader_read_r(
      context, reader, reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size());
  GEOSWKBReader_destroy_r(context, reader);
  return geos::GeometryPtr(read);
}

char ask(Relation relation, const GEOSGeometry* a, const GEOSGeometry* b) {
  const auto context = geos::context();
  switch (relation) {
    case Relation::intersects:
      return GEOSIntersects_r(context, a, b);
    case Relation::disjoint:
      return GEOSDisjoint_r(context, a, b);
    case Relation::contains:
      return GEOSContains_r(context, a, b);
    case Relation::within:
      return GEOSWithin_r(context, a, b);
    case Relation::overlaps:
      return GEOSOverlaps_r(context, a, b);
    case Relation::crosses:
      return GEOSCrosses_r(context, a, b);
    case Relation::touches:
      return GEOSTouches_r(context, a, b);
    case Relation::equals:
      return GEOSEquals_r(context, a, b);
  }
  return 2;
}

}  // namespace

std::optional<bool> related(const Geometry<Position>& a, Relation relation,
                            const Geometry<Position>& b) {
  const auto box = box_of(a), other = box_of(b);
  if (box.empty() || other.empty()) return std::nullopt;
  if (!box.intersects(other)) return relation == Relation::disjoint;
  const auto left = taken(a), right = taken(b);
  if (!left || !right) return std::nullopt;
  const char answer = ask(relation, left.get(), right.get());  // 2: an exception
  return answer == 2 ? std::nullopt : std::optional(answer == 1);
}

}  // namespace jintu
