#include <cmath>
#include <numbers>

#include "geo/geometry/validity.hpp"

namespace jintu {

namespace {

constexpr double a = 6378137.0;
constexpr double f = 1 / 298.257223563;
constexpr double e2 = f * (2 - f);
constexpr double radians = std::numbers::pi / 180;

// Area between the equator and latitude φ, for one radian of longitude (Snyder 1987, eq. 3-12
// times a²/2).
double zone(double lat_degrees) {
  const double s = std::sin(lat_degrees * radians);
  static const double e = std::sqrt(e2);
  return a * a / 2 * (1 - e2) * (s / (1 - e2 * s * s) + std::atanh(e * s) / e);
}

// Edges are straight in longitude and latitude (RFC 7946 §3.1.1); Simpson's rule along each.
double ring_area(const Ring<Position>& ring) {
  const auto& p = ring.points;
  if (p.size() < 4) return 0;
  double sum = 0;
  double zone_before = zone(p[0].lat);
  for (std::size_t i = 1; i < p.size(); ++i) {
    const double zone_here = zone(p[i].lat);
    const double dlat = p[i].lat - p[i - 1].lat;
    // Over less than 0.01° the zone is linear to 1e-9: the middle adds nothing.
    const double mean =
        std::abs(dlat) < 0.01
            ? (zone_before + zone_here) / 2
            : (zone_before + 4 * zone((p[i].lat + p[i - 1].lat) / 2) + zone_here) / 6;
    sum += (p[i].lon - p[i - 1].lon) * radians * mean;
    zone_before = zone_here;
  }
  return std::abs(sum);
}

}  // namespace

SquareMetres area(const MultiPolygon<Position>& polygons) {
  double sum = 0;
  for (const auto& polygon : polygons) {
    sum += ring_area(polygon.outer);
    for (const auto& hole : polygon.holes) sum -= ring_area(hole);
  }
  return SquareMetres::of(sum);
}

}  // namespace jintu
