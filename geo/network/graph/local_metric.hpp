// Metres per degree near one latitude of the WGS 84 ellipsoid: walks are short, so a plane will do.
#pragma once

#include <cmath>
#include <numbers>

#include "geo/crs/crs.hpp"

namespace jintu::network {

/// Taken at the middle latitude of two points, lengths up to 20 km are within 2 cm of the geodesic,
/// up to 3 km within 0.1 mm (below 60° of latitude).
struct LocalMetric {
  explicit LocalMetric(double latitude) {
    constexpr double a = 6378137.0;
    constexpr double f = 1 / 298.257223563;
    constexpr double e2 = f * (2 - f);
    constexpr double radians = std::numbers::pi / 180;
    const double s = std::sin(latitude * radians);
    const double w2 = 1 - e2 * s * s;
    const double n = a / std::sqrt(w2);
    lat_metres = n * (1 - e2) / w2 * radians;
    lon_metres = n * std::cos(latitude * radians) * radians;
  }
  static LocalMetric between(Position a, Position b) { return LocalMetric((a.lat + b.lat) / 2); }

  double length(Position a, Position b) const {
    const double x = (b.lon - a.lon) * lon_metres;
    const double y = (b.lat - a.lat) * lat_metres;
    return std::sqrt(x * x + y * y);
  }

  double lon_metres = 0;  ///< of one degree of longitude
  double lat_metres = 0;  ///< of one degree of latitude
};

}  // namespace jintu::network
