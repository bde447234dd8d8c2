#include "geo/topology/boundary.hpp"

#include <algorithm>

#include "geo/topology/frame.hpp"

namespace jintu::topology {

namespace {

/// For its sign: without the exactness of `turn`, which has its price at each vertex.
double doubled_area(const std::vector<Position>& p) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < p.size(); ++i)
    sum += (p[i].lon - p[0].lon) * (p[i + 1].lat - p[0].lat) -
           (p[i].lat - p[0].lat) * (p[i + 1].lon - p[0].lon);
  return sum;
}

}  // namespace

Box<Wgs84> widened(Box<Wgs84> box, double metres) {
  if (box.empty()) return box;
  const Frame frame({box.min.lon, std::max(std::abs(box.min.lat), std::abs(box.max.lat))});
  const double lon = metres / std::max(frame.east(), 1.0), lat = metres / frame.north();
  box.min = {std::max(box.min.lon - lon, -180.0), std::max(box.min.lat - lat, -90.0)};
  box.max = {std::min(box.max.lon + lon, 180.0), std::min(box.max.lat + lat, 90.0)};
  return box;
}

IndexBox index_box_of(const Box<Wgs84>& box) { return index_box(box.min, box.max); }

IndexBox index_box_of(const Edge& edge) {
  return index_box({std::min(edge.a.lon, edge.b.lon), std::min(edge.a.lat, edge.b.lat)},
                   {std::max(edge.a.lon, edge.b.lon), std::max(edge.a.lat, edge.b.lat)});
}

Boundary::Boundary(const MultiPolygon<Position>& polygons) {
  std::size_t count = 0;
  for (const auto& polygon : polygons) {
    count += polygon.outer.points.size();
    for (const auto& hole : polygon.holes) count += hole.points.size();
  }
  edges_.reserve(count);
  for (const auto& polygon : polygons) {
    add(polygon.outer, false);
    for (const auto& hole : polygon.holes) add(hole, true);
  }
  build_index();
}

void Boundary::add(const Ring<Position>& ring, bool is_hole) {
  const auto& p = ring.points;
  const bool backwards = (doubled_area(p) < 0) != is_hole;
  for (std::size_t i = 1; i < p.size(); ++i) {
    const std::size_t at = backwards ? p.size() - i : i - 1, to = backwards ? at - 1 : at + 1;
    if (p[at] != p[to]) edges_.push_back({p[at], p[to]});
  }
  if (edges_.size() > rings_.back()) rings_.push_back(static_cast<std::uint32_t>(edges_.size()));
}

void Boundary::build_index() {
  for (std::size_t ring = 0; ring + 1 < rings_.size(); ++ring) {
    for (std::uint32_t begin = rings_[ring]; begin < rings_[ring + 1]; begin += longest_run) {
      const std::uint32_t end = std::min(begin + longest_run, rings_[ring + 1]);
      Box<Wgs84> box;
      box.add(edges_[begin].a);
      for (std::uint32_t i = begin; i < end; ++i) box.add(edges_[i].b);
      box_.add(box);
      run_begins_.push_back(begin);
      run_bounds_.push_back(box);
      run_boxes_.push_back(index_box_of(box));
    }
  }
  run_begins_.push_back(static_cast<std::uint32_t>(edges_.size()));
  index_ = PackedRTree(run_boxes_);
  rays_ = RayIndex(edges_, rings_);
}

std::uint32_t Boundary::ring_of(std::uint32_t edge) const {
  const auto after = std::upper_bound(rings_.begin(), rings_.end(), edge);
  return static_cast<std::uint32_t>(after - rings_.begin()) - 1;
}

std::uint32_t Boundary::next(std::uint32_t edge) const {
  const std::uint32_t ring = ring_of(edge);
  return edge + 1 == rings_[ring + 1] ? rings_[ring] : edge + 1;
}

bool Boundary::contains(Position p) const {
  return box_.contains(p) && rays_.crosses_odd(edges_, p);
}

std::optional<Boundary::Nearest> Boundary::nearest(Position p, double metres) const {
  Box<Wgs84> around;
  around.add(p);
  around = widened(around, metres);
  if (!around.intersects(box_)) return std::nullopt;
  const Frame frame(p);
  std::optional<Nearest> best;
  near_edges(index_box_of(around), [&](std::uint32_t i) {
    if (!meets(edges_[i], around)) return true;
    const Position q = nearest_on(frame, edges_[i].a, edges_[i].b, p);
    const double d = frame.metres(p, q);
    if (d <= metres && (!best || d < best->metres)) best = Nearest{d, q, i};
    return true;
  });
  return best;
}

}  // namespace jintu::topology
