#include "geo/geometry/ring_contacts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/geometry/geos.hpp"

namespace jintu {

namespace {

constexpr std::size_t kMostComparisons = 20'000'000;

double length(double x, double y) { return std::sqrt(x * x + y * y); }

/// The points to insert into the edge from `a` to `b`, in its order.
std::vector<Position> contacts(Position a, Position b, const std::vector<Position>& by_x,
                               double near, std::size_t& comparisons) {
  const double same = near * 2e-5;
  const double dx = b.lon - a.lon;
  const double dy = b.lat - a.lat;
  const double whole = length(dx, dy);
  std::vector<std::pair<double, Position>> found;
  if (!(whole > 2 * near)) return {};
  const auto first = std::lower_bound(by_x.begin(), by_x.end(), std::min(a.lon, b.lon) - near,
                                      [](Position p, double x) { return p.lon < x; });
  for (auto p = first; p != by_x.end() && p->lon <= std::max(a.lon, b.lon) + near; ++p) {
    if (++comparisons > kMostComparisons) return {};
    if (p->lat < std::min(a.lat, b.lat) - near || p->lat > std::max(a.lat, b.lat) + near) continue;
    const double along = ((p->lon - a.lon) * dx + (p->lat - a.lat) * dy) / whole;
    const double away = std::abs((p->lon - a.lon) * dy - (p->lat - a.lat) * dx) / whole;
    if (away > near || along < same || along > whole - same) continue;
    const Position foot{a.lon + dx * along / whole, a.lat + dy * along / whole};
    found.emplace_back(along, away <= same ? *p : foot);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& l, const auto& r) { return l.first < r.first; });
  std::vector<Position> out;
  double last = 0;
  for (const auto& [along, p] : found) {
    if (along - last < same) continue;
    out.push_back(p);
    last = along;
  }
  return out;
}

}  // namespace

bool is_valid_plane(const MultiPolygon<Position>& polygons) {
  MultiPolygon<Position> all = polygons;
  bool rings = !all.empty();
  for_each_ring(all, [&](const Ring<Position>& ring) {
    rings = rings && ring.points.size() >= 4 && ring.points.front() == ring.points.back();
  });
  if (!rings) return false;
  const geos::GeometryPtr shape = geos::from(polygons);
  return shape && GEOSisValid_r(geos::context(), shape.get()) == 1;
}

bool tie_contacts(MultiPolygon<Position>& polygons, double near) {
  std::vector<Position> by_x;
  for_each_ring(polygons, [&](const Ring<Position>& ring) {
    by_x.insert(by_x.end(), ring.points.begin(), ring.points.end());
  });
  std::sort(by_x.begin(), by_x.end(), [](Position l, Position r) { return l.lon < r.lon; });
  std::size_t comparisons = 0;
  bool any = false;
  for_each_ring(polygons, [&](Ring<Position>& ring) {
    std::vector<Position> tied;
    for (std::size_t i = 0; i < ring.points.size(); ++i) {
      if (i > 0) {
        const auto more = contacts(ring.points[i - 1], ring.points[i], by_x, near, comparisons);
        tied.insert(tied.end(), more.begin(), more.end());
        any = any || !more.empty();
      }
      tied.push_back(ring.points[i]);
    }
    ring.points = std::move(tied);
  });
  return any && comparisons <= kMostComparisons;
}

}  // namespace jintu
