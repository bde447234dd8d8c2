// Metres around a place, for distances of up to some kilometres.
#pragma once

#include <cmath>
#include <numbers>

#include "geo/crs/crs.hpp"

namespace jintu::topology {

/// The plane that touches the WGS 84 ellipsoid at a place. A distance of 1 km is true to 1 mm in
/// the latitudes of Tianjin; what is reported of longer ones is measured by `distance` and `area`.
class Frame {
 public:
  explicit Frame(Position origin) : origin_(origin) {
    constexpr double a = 6378137.0, f = 1 / 298.257223563, e2 = f * (2 - f);
    constexpr double radians = std::numbers::pi / 180;
    const double s = std::sin(origin.lat * radians), w = 1 - e2 * s * s;
    east_ = a / std::sqrt(w) * std::cos(origin.lat * radians) * radians;
    north_ = a * (1 - e2) / (w * std::sqrt(w)) * radians;
  }

  struct Point {
    double x, y;  ///< metres east and north of the origin
  };
  Point at(Position p) const {
    return {(p.lon - origin_.lon) * east_, (p.lat - origin_.lat) * north_};
  }
  Position position(Point p) const {
    return {origin_.lon + p.x / east_, origin_.lat + p.y / north_};
  }
  double metres(Position a, Position b) const {
    return std::hypot((a.lon - b.lon) * east_, (a.lat - b.lat) * north_);
  }
  double east() const { return east_; }    ///< metres a degree of longitude
  double north() const { return north_; }  ///< metres a degree of latitude

 private:
  Position origin_;
  double east_, north_;
};

/// The point of the segment from `a` to `b` that is nearest to `p`.
inline Position nearest_on(const Frame& frame, Position a, Position b, Position p) {
  const auto [ax, ay] = frame.at(a);
  const auto [bx, by] = frame.at(b);
  const auto [px, py] = frame.at(p);
  const double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
  if (length2 == 0) return a;
  const double t = ((px - ax) * dx + (py - ay) * dy) / length2;
  if (t <= 0) return a;
  if (t >= 1) return b;
  return {a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t};
}

/// Twice the signed area of the triangle, in square degrees; positive where `c` is to the left of
/// the way from `a` to `b`. The sign is right wherever it is not lost in the last bits of the
/// coordinates themselves: the differences of near coordinates are exact, and their products are
/// summed without rounding in between.
inline double turn(Position a, Position b, Position c) {
  const double ux = b.lon - a.lon, uy = b.lat - a.lat, vx = c.lon - a.lon, vy = c.lat - a.lat;
  const double q = uy * vx, rest = std::fma(-uy, vx, q);
  return std::fma(ux, vy, -q) + rest;
}

}  // namespace jintu::topology
