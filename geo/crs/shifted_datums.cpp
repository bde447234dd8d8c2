// GCJ-02 and BD-09, by the published formulas (the same that gcoord and eviltransform carry).
#include <cmath>
#include <numbers>

#include "geo/crs/transform.hpp"

namespace jintu::detail {

namespace {

constexpr double pi = std::numbers::pi;
// Krasovsky 1940, the ellipsoid in which the offset is expressed.
constexpr double semi_major = 6378245.0;
constexpr double eccentricity_squared = 0.00669342162296594323;

bool in_china(Degrees2 p) {
  return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

double waves(double u, double v, double a, double b) {
  // The term common to both offsets, then one that differs only in its amplitudes.
  return (20 * std::sin(6 * u * pi) + 20 * std::sin(2 * u * pi)) * 2 / 3 +
         (20 * std::sin(v * pi) + 40 * std::sin(v / 3 * pi)) * 2 / 3 +
         (a * std::sin(v / 12 * pi) + b * std::sin(v * pi / 30)) * 2 / 3;
}

Degrees2 gcj02_offset(Degrees2 p) {
  const double x = p.lon - 105;
  const double y = p.lat - 35;
  const double root = std::sqrt(std::abs(x));
  const double north =
      -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves(x, y, 160, 320);
  const double east =
      300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves(x, x, 150, 300);
  const double phi = p.lat / 180 * pi;
  const double w2 = 1 - eccentricity_squared * std::sin(phi) * std::sin(phi);
  const double w = std::sqrt(w2);
  return {east * 180 / (semi_major / w * std::cos(phi) * pi),
          north * 180 / (semi_major * (1 - eccentricity_squared) / (w2 * w) * pi)};
}

// The forward maps move points by less than their distance from one another, so x ← x + (p − f(x))
// closes in on f⁻¹(p) by a factor of about 10⁴ a step; the one-step inverses in use are 1.4–2 m
// off.
template <class Forward>
Degrees2 invert(Degrees2 p, Forward forward) {
  Degrees2 x = p;
  for (int i = 0; i < 30; ++i) {
    const Degrees2 y = forward(x);
    const double dlon = p.lon - y.lon;
    const double dlat = p.lat - y.lat;
    x = {x.lon + dlon, x.lat + dlat};
    if (std::abs(dlon) < 1e-12 && std::abs(dlat) < 1e-12) break;
  }
  return x;
}

}  // namespace

Degrees2 wgs84_to_gcj02(Degrees2 p) {
  if (!in_china(p)) return p;
  const Degrees2 offset = gcj02_offset(p);
  return {p.lon + offset.lon, p.lat + offset.lat};
}

Degrees2 gcj02_to_wgs84(Degrees2 p) { return in_china(p) ? invert(p, wgs84_to_gcj02) : p; }

Degrees2 gcj02_to_bd09(Degrees2 p) {
  constexpr double k = pi * 3000 / 180;
  const double radius = std::hypot(p.lon, p.lat) + 0.00002 * std::sin(p.lat * k);
  const double angle = std::atan2(p.lat, p.lon) + 0.000003 * std::cos(p.lon * k);
  return {radius * std::cos(angle) + 0.0065, radius * std::sin(angle) + 0.006};
}

Degrees2 bd09_to_gcj02(Degrees2 p) { return invert(p, gcj02_to_bd09); }

}  // namespace jintu::detail
