// From noded edges to rings: winding numbers on a half-edge structure, then the outline of what
// is positive. Nothing moves here, so neighbours that share edges go on sharing them.
#include <algorithm>
#include <map>
#include <numeric>

#include "tiles/mvt/integer_polygon.hpp"
#include "tiles/mvt/segments.hpp"
#include "tiles/mvt/snap_rounding.hpp"

namespace jintu::tiles {
namespace {

using Seg = Segment<GridPoint>;

/// Half-edges 2i (a → b) and 2i + 1 (b → a) of the edges that remain after opposite ones cancel.
struct Arrangement {
  std::vector<Seg> edges;
  std::vector<int> net;                 ///< how much more often a → b than b → a
  std::vector<std::uint32_t> by_angle;  ///< half-edges, grouped by origin, counter-clockwise
  std::vector<std::uint32_t> position;  ///< of a half-edge in by_angle
  std::vector<std::uint32_t> first;     ///< group of by_angle: begin, per half-edge position
  std::vector<std::uint32_t> last;
  std::vector<int> winding;  ///< to the left of each half-edge
  std::vector<char> known;

  GridPoint origin(std::uint32_t h) const { return (h & 1) ? edges[h >> 1].b : edges[h >> 1].a; }
  GridPoint target(std::uint32_t h) const { return (h & 1) ? edges[h >> 1].a : edges[h >> 1].b; }
  /// The half-edge after this one in clockwise order round their origin.
  std::uint32_t clockwise(std::uint32_t h) const {
    const std::uint32_t p = position[h];
    return by_angle[p == first[p] ? last[p] - 1 : p - 1];
  }
  int net_of(std::uint32_t h) const { return (h & 1) ? -net[h >> 1] : net[h >> 1]; }
};

int half_plane(std::int64_t dx, std::int64_t dy) { return dy < 0 || (dy == 0 && dx < 0) ? 1 : 0; }

void cancel_opposites(const GridRings& chains, Arrangement& a) {
  std::vector<std::pair<Seg, int>> all;
  for (const auto& ring : chains)
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const GridPoint p = ring[i], q = ring[i + 1 == ring.size() ? 0 : i + 1];
      if (p == q) continue;
      if (p < q)
        all.push_back({{p, q}, 1});
      else
        all.push_back({{q, p}, -1});
    }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size();) {
    int sum = 0;
    std::size_t j = i;
    for (; j < all.size() && all[j].first == all[i].first; ++j) sum += all[j].second;
    if (sum != 0) {
      a.edges.push_back(all[i].first);
      a.net.push_back(sum);
    }
    i = j;
  }
}

void sort_by_angle(Arrangement& a) {
  const auto n = static_cast<std::uint32_t>(a.edges.size() * 2);
  a.by_angle.resize(n);
  std::iota(a.by_angle.begin(), a.by_angle.end(), 0u);
  std::sort(a.by_angle.begin(), a.by_angle.end(), [&](std::uint32_t l, std::uint32_t r) {
    const GridPoint o = a.origin(l), p = a.origin(r);
    if (o != p) return o < p;
    const GridPoint tl = a.target(l), tr = a.target(r);
    const int hl = half_plane(std::int64_t{tl.x} - o.x, std::int64_t{tl.y} - o.y);
    const int hr = half_plane(std::int64_t{tr.x} - o.x, std::int64_t{tr.y} - o.y);
    if (hl != hr) return hl < hr;
    return orientation<std::int64_t>(o, tl, tr) > 0;
  });
  a.position.resize(n);
  a.first.resize(n);
  a.last.resize(n);
  for (std::uint32_t i = 0; i < n;) {
    std::uint32_t j = i;
    while (j < n && a.origin(a.by_angle[j]) == a.origin(a.by_angle[i])) ++j;
    for (std::uint32_t k = i; k < j; ++k) {
      a.position[a.by_angle[k]] = k;
      a.first[k] = i;
      a.last[k] = j;
    }
    i = j;
  }
}

// Winding number just west of p, by a ray to the west. p is no point of the edges it crosses.
int winding_west_of(const Arrangement& a, const std::vector<std::uint32_t>& component,
                    std::uint32_t own, GridPoint p) {
  int sum = 0;
  for (std::size_t i = 0; i < a.edges.size(); ++i) {
    if (component[i] == own) continue;
    const Seg& e = a.edges[i];
    if ((e.a.y <= p.y) == (e.b.y <= p.y) || e.min_x() >= p.x) continue;
    const bool upward = e.b.y > e.a.y;
    const bool west = e.max_x() < p.x || (orientation<std::int64_t>(e.a, e.b, p) < 0) == upward;
    if (west) sum += upward ? -a.net[i] : a.net[i];
  }
  return sum;
}

// Marks one connected part, beginning at half-edge `start` whose left side is known.
void spread(Arrangement& a, std::uint32_t start, std::vector<std::uint32_t>& open) {
  open.assign(1, start);
  a.known[start] = 1;
  const auto mark = [&](std::uint32_t h, int w) {
    if (a.known[h]) return;
    a.known[h] = 1;
    a.winding[h] = w;
    open.push_back(h);
  };
  while (!open.empty()) {
    const std::uint32_t h = open.back();
    open.pop_back();
    mark(h ^ 1, a.winding[h] - a.net_of(h));
    mark(a.clockwise(h ^ 1), a.winding[h]);  // the next edge round the same face
  }
}

std::vector<std::uint32_t> components(const Arrangement& a) {
  std::vector<std::uint32_t> parent(a.edges.size());
  std::iota(parent.begin(), parent.end(), 0u);
  const auto root = [&](std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (std::uint32_t i = 1; i < a.by_angle.size(); ++i)
    if (a.first[i] != i) parent[root(a.by_angle[i] >> 1)] = root(a.by_angle[i - 1] >> 1);
  for (std::uint32_t i = 0; i < parent.size(); ++i) parent[i] = root(i);
  return parent;
}

void find_windings(Arrangement& a) {
  a.winding.assign(a.edges.size() * 2, 0);
  a.known.assign(a.edges.size() * 2, 0);
  const auto component = components(a);
  std::vector<std::uint32_t> open;
  // by_angle begins with the westernmost origin; so does each part's first appearance in it.
  for (std::uint32_t i = 0; i < a.by_angle.size(); ++i) {
    if (a.first[i] != i || a.known[a.by_angle[i]]) continue;
    // All edges here point east of straight down. The last one before west, counter-clockwise,
    // has the outer face on its left: upward edges come first in the order, then downward ones.
    std::uint32_t best = a.by_angle[i];
    for (std::uint32_t k = i; k < a.last[i]; ++k) {
      const std::uint32_t h = a.by_angle[k];
      if (a.target(h).y > a.origin(h).y || (a.target(h).y == a.origin(h).y)) best = h;
    }
    const bool any_up = a.target(best).y >= a.origin(best).y;
    if (!any_up) best = a.by_angle[a.last[i] - 1];
    a.winding[best] = winding_west_of(a, component, component[best >> 1], a.origin(best));
    spread(a, best, open);
  }
}

// Cuts a closed walk at vertices that it passes twice, so that each ring is simple.
void split_walk(const GridRing& walk, GridRings& rings) {
  std::map<GridPoint, std::size_t> seen;
  GridRing path;
  for (const GridPoint p : walk) {
    const auto it = seen.find(p);
    if (it != seen.end()) {
      const std::size_t from = it->second;
      rings.emplace_back(path.begin() + static_cast<std::ptrdiff_t>(from), path.end());
      for (std::size_t i = from; i < path.size(); ++i) seen.erase(path[i]);
      path.resize(from);
    }
    seen.emplace(p, path.size());
    path.push_back(p);
  }
  if (!path.empty()) rings.push_back(std::move(path));
}

GridRings outline(const Arrangement& a) {
  const auto n = static_cast<std::uint32_t>(a.edges.size() * 2);
  std::vector<char> wanted(n), used(n);
  for (std::uint32_t h = 0; h < n; ++h) wanted[h] = a.winding[h] > 0 && a.winding[h ^ 1] <= 0;
  GridRings rings;
  for (std::uint32_t i = 0; i < n; ++i) {
    std::uint32_t h = a.by_angle[i];
    if (!wanted[h] || used[h]) continue;
    GridRing walk;
    while (!used[h]) {
      used[h] = 1;
      walk.push_back(a.origin(h));
      std::uint32_t next = a.clockwise(h ^ 1);
      while (!wanted[next]) next = a.clockwise(next);
      h = next;
    }
    split_walk(walk, rings);
  }
  return rings;
}

/// Twice the coordinates, so that the middle of an edge is a grid point.
bool contains_middle(const GridRing& ring, GridPoint a, GridPoint b) {
  struct Big {
    std::int64_t x, y;
  };
  const Big p{std::int64_t{a.x} + b.x, std::int64_t{a.y} + b.y};
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const Big u{2 * std::int64_t{ring[j].x}, 2 * std::int64_t{ring[j].y}};
    const Big v{2 * std::int64_t{ring[i].x}, 2 * std::int64_t{ring[i].y}};
    if ((u.y <= p.y) == (v.y <= p.y)) continue;
    if ((v.y > u.y) == (orientation<std::int64_t>(u, v, p) > 0)) inside = !inside;
  }
  return inside;
}

// Outer rings in the order found (west to east), each followed by its holes.
GridRings assign_holes(GridRings rings) {
  GridRings outers, holes;
  std::vector<std::int64_t> areas;
  for (auto& ring : rings) {
    const std::int64_t area = twice_area(std::span(ring));
    if (area > 0) {
      areas.push_back(area);
      outers.push_back(std::move(ring));
    } else if (area < 0) {
      holes.push_back(std::move(ring));
    }
  }
  std::vector<GridRings> inside(outers.size());
  for (auto& hole : holes) {
    std::size_t best = outers.size();
    for (std::size_t i = 0; i < outers.size(); ++i)
      if ((best == outers.size() || areas[i] < areas[best]) &&
          contains_middle(outers[i], hole[0], hole[1]))
        best = i;
    if (best < outers.size()) inside[best].push_back(std::move(hole));
  }
  GridRings result;
  for (std::size_t i = 0; i < outers.size(); ++i) {
    result.push_back(std::move(outers[i]));
    for (auto& hole : inside[i]) result.push_back(std::move(hole));
  }
  return result;
}

GridRings rebuild(const GridRings& chains) {
  Arrangement a;
  cancel_opposites(chains, a);
  if (a.edges.empty()) return {};
  sort_by_angle(a);
  find_windings(a);
  return assign_holes(outline(a));
}

}  // namespace

void repair(std::span<GridRings> features) {
  std::vector<Seg> segments;
  for (const auto& rings : features)
    for (const auto& ring : rings)
      for (std::size_t i = 0; i < ring.size(); ++i)
        segments.push_back({ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]});
  const auto courses = snap_round(segments);
  std::size_t next = 0;
  for (auto& rings : features) {
    GridRings chains;
    chains.reserve(rings.size());
    for (const auto& ring : rings) {
      GridRing chain;
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto& c = courses[next++];
        chain.insert(chain.end(), c.begin(), c.size() == 1 ? c.begin() : c.end() - 1);
      }
      chains.push_back(std::move(chain));
    }
    rings = rebuild(chains);
  }
}

}  // namespace jintu::tiles
