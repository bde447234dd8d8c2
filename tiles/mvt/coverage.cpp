// Shared borders: split where they part, simplify once, and never let two of them cross.
#include <algorithm>
#include <array>
#include <utility>

#include "tiles/mvt/segments.hpp"
#include "tiles/mvt/simplify.hpp"

namespace jintu::tiles {
namespace {

__extension__ typedef __int128 Int128;
using Seg = Segment<WorldPoint>;

std::size_t following(std::size_t i, std::size_t n) { return i + 1 == n ? 0 : i + 1; }

/// Vertices whose neighbours differ from one ring to another, sorted.
std::vector<WorldPoint> nodes_of(std::span<const SharedRing> rings) {
  struct Passage {
    WorldPoint at, low, high;
    auto operator<=>(const Passage&) const = default;
  };
  std::vector<Passage> passages;
  for (const auto& ring : rings) {
    const std::size_t n = ring.points.size();
    for (std::size_t i = 0; i < n; ++i) {
      const auto [low, high] =
          std::minmax(ring.points[i == 0 ? n - 1 : i - 1], ring.points[following(i, n)]);
      passages.push_back({ring.points[i], low, high});
    }
  }
  std::sort(passages.begin(), passages.end());
  passages.erase(std::unique(passages.begin(), passages.end()), passages.end());
  std::vector<WorldPoint> nodes;
  for (std::size_t i = 1; i < passages.size(); ++i)
    if (passages[i].at == passages[i - 1].at && (nodes.empty() || nodes.back() != passages[i].at))
      nodes.push_back(passages[i].at);
  return nodes;
}

void simplify_borders(const SharedRing& ring, const std::vector<WorldPoint>& nodes,
                      const SimplifyRules& rules) {
  const std::size_t n = ring.points.size();
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < n; ++i)
    if (std::binary_search(nodes.begin(), nodes.end(), ring.points[i])) cuts.push_back(i);
  if (cuts.empty() || n == 0) {
    zooms_of_ring(ring.points, rules, ring.zooms);
    return;
  }
  std::vector<WorldPoint> border;
  std::vector<std::uint8_t> zooms;
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    const std::size_t from = cuts[c], to = cuts[following(c, cuts.size())];
    border.assign(1, ring.points[from]);
    for (std::size_t i = following(from, n); i != to; i = following(i, n))
      border.push_back(ring.points[i]);
    border.push_back(ring.points[to]);
    zooms.assign(border.size(), 0);
    if (from == to) {
      // A ring with one node: an open ring from there gives fixed ends without degenerate lines.
      border.pop_back();
      zooms.pop_back();
      zooms_of_ring(border, rules, zooms);
      zooms[0] = 0;
    } else {
      zooms_of_line(border, rules, zooms);
    }
    for (std::size_t i = 0; i < zooms.size(); ++i) ring.zooms[(from + i) % n] = zooms[i];
  }
}

struct Stretch {
  Seg key;  ///< canonical ends
  std::uint32_t ring;
  std::uint32_t from, to;
};

/// The edges that remain at `zoom`, with the vertices they hide.
std::vector<Stretch> stretches_at(std::span<const SharedRing> rings, int zoom) {
  std::vector<Stretch> all;
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    const auto& ring = rings[r];
    const auto n = static_cast<std::uint32_t>(ring.points.size());
    std::vector<std::uint32_t> kept;
    for (std::uint32_t i = 0; i < n; ++i)
      if (ring.zooms[i] <= zoom) kept.push_back(i);
    if (kept.size() < 2) continue;
    for (std::size_t k = 0; k < kept.size(); ++k) {
      const std::uint32_t from = kept[k], to = kept[following(k, kept.size())];
      const WorldPoint a = ring.points[from], b = ring.points[to];
      all.push_back({b < a ? Seg{b, a} : Seg{a, b}, r, from, to});
    }
  }
  return all;
}

// Brings back the hidden vertex farthest from the edge; the same one for all rings that share it.
bool refine(std::span<SharedRing> rings, const Stretch& s, int zoom) {
  auto& ring = rings[s.ring];
  const auto n = static_cast<std::uint32_t>(ring.points.size());
  double most = -1;
  std::uint32_t best = n;
  const double dx = double(s.key.b.x) - s.key.a.x, dy = double(s.key.b.y) - s.key.a.y;
  for (std::uint32_t i = (s.from + 1) % n; i != s.to; i = (i + 1) % n) {
    const double px = double(ring.points[i].x) - s.key.a.x,
                 py = double(ring.points[i].y) - s.key.a.y;
    const double cross = dx * py - dy * px;
    const double d = s.key.a == s.key.b ? px * px + py * py : cross * cross;
    if (d > most || (d == most && ring.points[i] < ring.points[best])) {
      most = d;
      best = i;
    }
  }
  if (best == n) return false;
  ring.zooms[best] = static_cast<std::uint8_t>(zoom);
  return true;
}

bool refine_crossings(std::span<SharedRing> rings, int zoom) {
  auto all = stretches_at(rings, zoom);
  std::sort(all.begin(), all.end(),
            [](const Stretch& l, const Stretch& r) { return l.key < r.key; });
  std::vector<Seg> segments;
  for (const auto& s : all)
    if (segments.empty() || segments.back() != s.key) segments.push_back(s.key);
  std::vector<char> bad(segments.size(), 0);
  for_each_close_pair(segments, [&](std::size_t i, std::size_t j) {
    const Meeting m = meeting<Int128>(segments[i], segments[j]);
    if (m == Meeting::crossing || m == Meeting::touching) bad[i] = bad[j] = 1;
    return true;
  });
  bool changed = false;
  std::size_t at = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    while (segments[at] != all[i].key) ++at;
    if (bad[at]) changed = refine(rings, all[i], zoom) || changed;
  }
  return changed;
}

}  // namespace

void zooms_of_coverage(std::span<SharedRing> rings, const SimplifyRules& rules) {
  const auto nodes = nodes_of(rings);
  for (const auto& ring : rings) simplify_borders(ring, nodes, rules);
  for (int zoom = 0; zoom < rules.max_zoom; ++zoom)
    while (refine_crossings(rings, zoom)) {
    }
}

}  // namespace jintu::tiles
