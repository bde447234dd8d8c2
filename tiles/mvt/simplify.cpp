#include "tiles/mvt/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jintu::tiles {
namespace {

double squared_distance(WorldPoint p, WorldPoint a, WorldPoint b) {
  const double dx = double(b.x) - a.x, dy = double(b.y) - a.y;
  double px = double(p.x) - a.x, py = double(p.y) - a.y;
  const double length2 = dx * dx + dy * dy;
  if (length2 > 0) {
    const double t = std::clamp((px * dx + py * dy) / length2, 0.0, 1.0);
    px -= t * dx;
    py -= t * dy;
  }
  return px * px + py * py;
}

/// The lowest zoom at which a deviation of this size is more than the tolerance.
int zoom_of(double distance2, const SimplifyRules& rules) {
  double limit = std::ldexp(rules.tolerance, world_shift(0));
  for (int z = 0; z < rules.max_zoom; ++z, limit *= 0.5)
    if (distance2 > limit * limit) return z;
  return rules.max_zoom;
}

// `at(i)` is the i-th vertex of the stretch, `set(i, zoom)` stores its answer; ends are not set.
template <class At, class Set>
void divide(std::size_t n, const SimplifyRules& rules, At at, Set set) {
  struct Part {
    std::size_t from, to;
    int zoom;
  };
  std::vector<Part> open;
  if (n > 2) open.push_back({0, n - 1, 0});
  while (!open.empty()) {
    const Part part = open.back();
    open.pop_back();
    double most = -1;
    std::size_t farthest = part.from + 1;
    if (part.zoom < rules.max_zoom)
      for (std::size_t i = part.from + 1; i < part.to; ++i) {
        const double d = squared_distance(at(i), at(part.from), at(part.to));
        if (d > most || (d == most && at(i) < at(farthest))) {
          most = d;
          farthest = i;
        }
      }
    const int zoom = std::max(part.zoom, most < 0 ? rules.max_zoom : zoom_of(most, rules));
    if (zoom >= rules.max_zoom) {
      for (std::size_t i = part.from + 1; i < part.to; ++i) set(i, rules.max_zoom);
      continue;
    }
    set(farthest, zoom);
    if (farthest - part.from > 1) open.push_back({part.from, farthest, zoom});
    if (part.to - farthest > 1) open.push_back({farthest, part.to, zoom});
  }
}

}  // namespace

void zooms_of_line(std::span<const WorldPoint> line, const SimplifyRules& rules,
                   std::span<std::uint8_t> zooms) {
  if (line.empty()) return;
  zooms.front() = zooms.back() = 0;
  // The same answer for both directions: ties and rounding are decided from the lower end.
  const std::size_t n = line.size();
  const bool reversed = line.back() < line.front();
  const auto index = [&](std::size_t i) { return reversed ? n - 1 - i : i; };
  divide(
      n, rules, [&](std::size_t i) { return line[index(i)]; },
      [&](std::size_t i, int zoom) { zooms[index(i)] = static_cast<std::uint8_t>(zoom); });
}

void zooms_of_ring(std::span<const WorldPoint> ring, const SimplifyRules& rules,
                   std::span<std::uint8_t> zooms) {
  const std::size_t n = ring.size();
  const auto lowest =
      static_cast<std::size_t>(std::min_element(ring.begin(), ring.end()) - ring.begin());
  std::size_t far = lowest;
  double most = -1;
  for (std::size_t i = 0; i < n; ++i) {
    const double dx = double(ring[i].x) - ring[lowest].x, dy = double(ring[i].y) - ring[lowest].y;
    const double d = dx * dx + dy * dy;
    if (d > most || (d == most && ring[i] < ring[far])) {
      most = d;
      far = i;
    }
  }
  std::vector<WorldPoint> half;
  std::vector<std::uint8_t> half_zooms;
  const auto stretch = [&](std::size_t from, std::size_t to) {
    half.clear();
    for (std::size_t i = from;; i = (i + 1) % n) {
      half.push_back(ring[i]);
      if (i == to && half.size() > 1) break;
    }
    half_zooms.assign(half.size(), 0);
    zooms_of_line(half, rules, half_zooms);
    for (std::size_t i = 0; i < half.size(); ++i) zooms[(from + i) % n] = half_zooms[i];
  };
  if (far == lowest) {
    std::fill(zooms.begin(), zooms.end(), std::uint8_t{0});
    return;
  }
  stretch(lowest, far);
  stretch(far, lowest);
}

}  // namespace jintu::tiles
