#include "geo/geometry/overlap.hpp"

#include "geo/base/error.hpp"
#include "geo/geometry/geos.hpp"
#include "geo/geometry/validity.hpp"

namespace jintu {

std::optional<Overlap> overlap(const MultiPolygon<Position>& a, const MultiPolygon<Position>& b) {
  const auto left = geos::from(a), right = geos::from(b);
  if (!left || !right) throw Error(ErrorCode::internal, "GEOS did not take a geometry");
  const geos::GeometryPtr common(GEOSIntersection_r(geos::context(), left.get(), right.get()));
  if (!common) throw Error(ErrorCode::internal, "GEOS could not intersect two valid geometries");
  const auto parts = geos::polygons_of(common.get());
  if (parts.empty()) return std::nullopt;
  std::size_t largest = 0;
  double most = -1;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double size = area({parts[i]}).value();
    if (size > most) {
      most = size;
      largest = i;
    }
  }
  if (most <= 0) return std::nullopt;
  return Overlap{area(parts), label_point({parts[largest]})};
}

}  // namespace jintu
