#include "geo/geometry/intersects.hpp"

#include <algorithm>

namespace jintu {

namespace {

/// Liang and Barsky: is a part of the segment inside the box?
bool segment_touches(Position a, Position b, const Box<Wgs84>& box) {
  double from = 0, to = 1;
  const auto clip = [&](double start, double step, double low, double high) {
    if (step == 0) return start >= low && start <= high;
    const double t0 = (low - start) / step, t1 = (high - start) / step;
    from = std::max(from, std::min(t0, t1));
    to = std::min(to, std::max(t0, t1));
    return from <= to;
  };
  return clip(a.lon, b.lon - a.lon, box.min.lon, box.max.lon) &&
         clip(a.lat, b.lat - a.lat, box.min.lat, box.max.lat);
}

bool line_touches(const std::vector<Position>& points, const Box<Wgs84>& box) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (segment_touches(points[i - 1], points[i], box)) return true;
  }
  return false;
}

/// Even-odd rule; what lies on the ring itself is found by line_touches.
bool inside(const Ring<Position>& ring, Position p) {
  bool in = false;
  for (std::size_t i = 1; i < ring.points.size(); ++i) {
    const Position a = ring.points[i - 1], b = ring.points[i];
    if ((a.lat > p.lat) != (b.lat > p.lat) &&
        p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon)
      in = !in;
  }
  return in;
}

bool polygon_touches(const Polygon<Position>& polygon, const Box<Wgs84>& box) {
  if (line_touches(polygon.outer.points, box)) return true;
  for (const auto& hole : polygon.holes) {
    if (line_touches(hole.points, box)) return true;
  }
  // No edge touches the box, so all of it is inside, in a hole, or outside.
  return inside(polygon.outer, box.min) &&
         std::none_of(polygon.holes.begin(), polygon.holes.end(),
                      [&](const auto& hole) { return inside(hole, box.min); });
}

}  // namespace

bool intersects(const Geometry<Position>& geometry, const Box<Wgs84>& box) {
  if (box.empty()) return false;
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry))
    return std::any_of(points->begin(), points->end(), [&](Position p) { return box.contains(p); });
  if (const auto* lines = std::get_if<MultiLineString<Position>>(&geometry))
    return std::any_of(lines->begin(), lines->end(),
                       [&](const auto& line) { return line_touches(line.points, box); });
  if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry))
    return std::any_of(polygons->begin(), polygons->end(),
                       [&](const auto& polygon) { return polygon_touches(polygon, box); });
  return false;
}

}  // namespace jintu
