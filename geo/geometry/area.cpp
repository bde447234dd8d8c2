#include <algorithm>
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

/// `zone` between two latitudes that are less than 0.2° apart, by a cubic through four of its
/// values: true to 1e-10 of the difference, at a tenth of the price.
class NearZone {
 public:
  static constexpr double widest = 0.2;  // degrees

  NearZone(double low, double high)
      : middle_((low + high) / 2), half_(std::max((high - low) / 2, 1e-9)) {
    for (int i = 0; i < 4; ++i) c_[i] = zone(middle_ + half_ * at[i]);
    for (int order = 1; order < 4; ++order)
      for (int i = 3; i >= order; --i) c_[i] = (c_[i] - c_[i - 1]) / (at[i] - at[i - order]);
  }
  double operator()(double lat) const {
    const double t = (lat - middle_) / half_;
    return c_[0] + (t - at[0]) * (c_[1] + (t - at[1]) * (c_[2] + (t - at[2]) * c_[3]));
  }

 private:
  static constexpr double at[4] = {-0.923879532511287, -0.382683432365090, 0.382683432365090,
                                   0.923879532511287};  // Chebyshev's
  double middle_, half_, c_[4];
};

// Edges are straight in longitude and latitude (RFC 7946 §3.1.1); Simpson's rule along each.
double ring_area(const Ring<Position>& ring) {
  const auto& p = ring.points;
  if (p.size() < 4) return 0;
  double sum = 0;
  const auto [low, high] =
      std::minmax_element(p.begin(), p.end(), [](Position l, Position r) { return l.lat < r.lat; });
  if (high->lat - low->lat < NearZone::widest && p.size() > 16) {
    const NearZone near(low->lat, high->lat);
    // Less the first, which all have: the sum of the differences of longitude is nothing.
    const double first = near(p[0].lat);
    double before = 0;
    for (std::size_t i = 1; i < p.size(); ++i) {
      const double here = near(p[i].lat) - first;
      double mean = (before + here) / 2;
      if (std::abs(p[i].lat - p[i - 1].lat) >= 0.01)
        mean = (before + 4 * (near((p[i].lat + p[i - 1].lat) / 2) - first) + here) / 6;
      sum += (p[i].lon - p[i - 1].lon) * radians * mean;
      before = here;
    }
    return std::abs(sum);
  }
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
