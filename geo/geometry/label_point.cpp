// The pole of inaccessibility, by the quadtree search of Garcia-Castellanos & Lombardo (2007) in
// the form that Mapbox's polylabel made known: best-first over square cells.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <queue>

#include "geo/base/error.hpp"
#include "geo/geometry/box.hpp"
#include "geo/geometry/validity.hpp"

namespace jintu {

namespace {

struct Flat {
  double x, y;
};
using FlatRing = std::vector<Flat>;

double segment_distance_squared(Flat p, Flat a, Flat b) {
  double dx = b.x - a.x;
  double dy = b.y - a.y;
  if (dx != 0 || dy != 0) {
    const double t =
        std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    a = {a.x + t * dx, a.y + t * dy};
  }
  dx = p.x - a.x;
  dy = p.y - a.y;
  return dx * dx + dy * dy;
}

// Positive inside.
double signed_distance(Flat p, const std::vector<FlatRing>& rings) {
  bool inside = false;
  double least = INFINITY;
  for (const auto& ring : rings) {
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      const Flat a = ring[i];
      const Flat b = ring[j];
      if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
        inside = !inside;
      least = std::min(least, segment_distance_squared(p, a, b));
    }
  }
  return (inside ? 1 : -1) * std::sqrt(least);
}

struct Cell {
  Flat centre;
  double half;
  double distance;
  double bound() const { return distance + half * std::numbers::sqrt2; }
  friend bool operator<(const Cell& l, const Cell& r) { return l.bound() < r.bound(); }
};

const Polygon<Position>& largest(const MultiPolygon<Position>& polygons) {
  const Polygon<Position>* best = nullptr;
  double best_area = -1;
  for (const auto& polygon : polygons) {
    const double here = area({polygon}).value();
    if (here > best_area) {
      best = &polygon;
      best_area = here;
    }
  }
  if (!best) throw Error(ErrorCode::internal, "label_point of no polygon");
  return *best;
}

}  // namespace

Position label_point(const MultiPolygon<Position>& polygons) {
  const auto& polygon = largest(polygons);
  Box<Wgs84> box;
  for (const auto& p : polygon.outer.points) box.add(p);
  // Degrees of longitude are shorter than those of latitude: measure in one unit.
  const double squeeze = std::cos((box.min.lat + box.max.lat) / 2 * std::numbers::pi / 180);
  std::vector<FlatRing> rings;
  const auto flatten = [&](const Ring<Position>& ring) {
    FlatRing flat;
    for (const auto& p : ring.points) flat.push_back({p.lon * squeeze, p.lat});
    rings.push_back(std::move(flat));
  };
  flatten(polygon.outer);
  for (const auto& hole : polygon.holes) flatten(hole);

  const double min_x = box.min.lon * squeeze;
  const double width = (box.max.lon - box.min.lon) * squeeze;
  const double height = box.max.lat - box.min.lat;
  const double precision = std::max(width, height) / 100;
  double half = std::min(width, height) / 2;
  const auto cell_at = [&](Flat centre, double h) {
    return Cell{centre, h, signed_distance(centre, rings)};
  };
  Cell best = cell_at({min_x + width / 2, box.min.lat + height / 2}, 0);
  if (half <= 0) return polygon.outer.points.front();

  std::priority_queue<Cell> queue;
  const auto columns = static_cast<int>(std::ceil(width / (2 * half)));
  const auto rows = static_cast<int>(std::ceil(height / (2 * half)));
  for (int i = 0; i < columns; ++i)
    for (int j = 0; j < rows; ++j)
      queue.push(cell_at({min_x + (2 * i + 1) * half, box.min.lat + (2 * j + 1) * half}, half));
  while (!queue.empty()) {
    const Cell cell = queue.top();
    queue.pop();
    if (cell.distance > best.distance) best = cell;
    if (cell.bound() - best.distance <= precision) break;
    half = cell.half / 2;
    for (const double dx : {-half, half})
      for (const double dy : {-half, half})
        queue.push(cell_at({cell.centre.x + dx, cell.centre.y + dy}, half));
  }
  return {best.centre.x / squeeze, best.centre.y};
}

}  // namespace jintu
