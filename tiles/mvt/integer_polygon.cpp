#include "tiles/mvt/integer_polygon.hpp"

#include <algorithm>

#include "tiles/mvt/segments.hpp"

namespace jintu::tiles {
namespace {

using Seg = Segment<GridPoint>;

/// Even-odd, half-open in y; the point must not lie on the ring.
bool ring_contains(const GridRing& ring, GridPoint p) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const GridPoint a = ring[j], b = ring[i];
    if ((a.y <= p.y) == (b.y <= p.y)) continue;
    const int side = orientation<std::int64_t>(a, b, p);
    if ((b.y > a.y) == (side > 0)) inside = !inside;
  }
  return inside;
}

struct RingBox {
  std::int32_t x0, y0, x1, y1;
  bool holds(GridPoint p) const { return p.x >= x0 && p.x <= x1 && p.y >= y0 && p.y <= y1; }
};

RingBox box_of(const GridRing& ring) {
  RingBox b{ring[0].x, ring[0].y, ring[0].x, ring[0].y};
  for (const GridPoint p : ring) {
    b.x0 = std::min(b.x0, p.x);
    b.y0 = std::min(b.y0, p.y);
    b.x1 = std::max(b.x1, p.x);
    b.y1 = std::max(b.y1, p.y);
  }
  return b;
}

void add_edges(const GridRings& rings, std::vector<Seg>& edges) {
  std::size_t n = edges.size();
  for (const auto& ring : rings) n += ring.size();
  edges.reserve(n);
  for (const auto& ring : rings)
    for (std::size_t i = 0; i < ring.size(); ++i)
      edges.push_back({ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]});
}

std::vector<Seg> edges_of(const GridRings& rings) {
  std::vector<Seg> edges;
  add_edges(rings, edges);
  return edges;
}

// Rings that do not meet can still be nested wrongly: simplification may move a hole out of
// its polygon without any crossing being left.
bool nested_well(const GridRings& rings, const std::vector<std::int64_t>& areas) {
  if (rings.size() == 1) return true;
  std::vector<RingBox> boxes;
  boxes.reserve(rings.size());
  for (const auto& ring : rings) boxes.push_back(box_of(ring));
  std::size_t outer = 0;
  for (std::size_t i = 0; i < rings.size(); ++i) {
    if (areas[i] > 0) outer = i;
    for (std::size_t j = 0; j < rings.size(); ++j) {
      if (i == j) continue;
      const bool in = boxes[j].holds(rings[i][0]) && ring_contains(rings[j], rings[i][0]);
      const bool wanted = areas[i] < 0 && j == outer;
      if (wanted != in && (wanted || areas[i] > 0 || areas[j] < 0)) return false;
      // A hole inside another part's outer ring means that the two parts overlap.
      if (in && areas[i] < 0 && areas[j] > 0 && j != outer) return false;
    }
  }
  return true;
}

}  // namespace

std::int64_t twice_area(std::span<const GridPoint> ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    sum += std::int64_t{ring[j].x} * ring[i].y - std::int64_t{ring[i].x} * ring[j].y;
  return sum;
}

std::int64_t twice_area(const GridRings& rings) {
  std::int64_t sum = 0;
  for (const auto& ring : rings) sum += twice_area(std::span(ring));
  return sum;
}

bool is_strictly_valid(const GridRings& rings) {
  if (rings.empty()) return true;
  // Most polygons are buildings of a few edges, for which memory would cost more than the check.
  thread_local std::vector<std::int64_t> areas;
  thread_local std::vector<Seg> edges;
  thread_local std::vector<std::uint32_t> next;
  areas.clear();
  edges.clear();
  for (const auto& ring : rings) {
    if (ring.size() < 3) return false;
    areas.push_back(twice_area(std::span(ring)));
    if (areas.back() == 0) return false;
  }
  if (areas[0] < 0) return false;
  add_edges(rings, edges);
  // Edges i and next[i] follow one another and share exactly the vertex between them.
  next.resize(edges.size());
  std::uint32_t first = 0;
  for (const auto& ring : rings) {
    const auto n = static_cast<std::uint32_t>(ring.size());
    for (std::uint32_t i = 0; i < n; ++i) next[first + i] = first + (i + 1 == n ? 0 : i + 1);
    first += n;
  }
  const bool simple = for_each_close_pair(edges, [&](std::size_t i, std::size_t j) {
    const Meeting m = meeting<std::int64_t>(edges[i], edges[j]);
    if (m == Meeting::none) return true;
    return m == Meeting::at_ends && (next[i] == j || next[j] == i);
  });
  return simple && nested_well(rings, areas);
}

bool is_noded(const GridRings& rings) {
  for (const auto& ring : rings) {
    if (ring.size() < 3 || twice_area(std::span(ring)) == 0) return false;
    GridRing sorted = ring;
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return false;
  }
  const std::vector<Seg> edges = edges_of(rings);
  return for_each_close_pair(edges, [&](std::size_t i, std::size_t j) {
    const Meeting m = meeting<std::int64_t>(edges[i], edges[j]);
    return m == Meeting::none || m == Meeting::at_ends;
  });
}

bool is_noded_coverage(std::span<const GridRings> features) {
  std::vector<Seg> edges;
  for (const auto& rings : features) {
    const auto more = edges_of(rings);
    edges.insert(edges.end(), more.begin(), more.end());
  }
  return for_each_close_pair(edges, [&](std::size_t i, std::size_t j) {
    const Meeting m = meeting<std::int64_t>(edges[i], edges[j]);
    return m != Meeting::crossing && m != Meeting::touching;
  });
}

}  // namespace jintu::tiles
