#include "tiles/mvt/snap_rounding.hpp"

#include <algorithm>
#include <optional>

namespace jintu::tiles {
namespace {

using Seg = Segment<GridPoint>;
struct Big {
  std::int64_t x, y;
};

std::int64_t floor_div(std::int64_t a, std::int64_t b) {  // b > 0
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

// The pixel [c − ½, c + ½) that holds the crossing of two segments known to cross.
GridPoint crossing_pixel(const Seg& s, const Seg& t) {
  const std::int64_t dx = std::int64_t{s.b.x} - s.a.x, dy = std::int64_t{s.b.y} - s.a.y;
  const std::int64_t ex = std::int64_t{t.b.x} - t.a.x, ey = std::int64_t{t.b.y} - t.a.y;
  std::int64_t den = dx * ey - dy * ex;
  std::int64_t num = (std::int64_t{t.a.x} - s.a.x) * ey - (std::int64_t{t.a.y} - s.a.y) * ex;
  if (den < 0) {
    den = -den;
    num = -num;
  }
  return {static_cast<std::int32_t>(s.a.x + floor_div(2 * num * dx + den, 2 * den)),
          static_cast<std::int32_t>(s.a.y + floor_div(2 * num * dy + den, 2 * den))};
}

// Does the segment meet the half-open pixel round c? In doubled coordinates, after JTS's HotPixel.
bool meets_pixel(const Seg& s, GridPoint c) {
  Big p{2 * std::int64_t{s.a.x}, 2 * std::int64_t{s.a.y}};
  Big q{2 * std::int64_t{s.b.x}, 2 * std::int64_t{s.b.y}};
  if (p.x > q.x) std::swap(p, q);
  const std::int64_t x0 = 2 * std::int64_t{c.x} - 1, x1 = x0 + 2;
  const std::int64_t y0 = 2 * std::int64_t{c.y} - 1, y1 = y0 + 2;
  if (p.x >= x1 || q.x < x0 || std::min(p.y, q.y) >= y1 || std::max(p.y, q.y) < y0) return false;
  if (p.x == q.x || p.y == q.y) return true;
  const bool upward = p.y < q.y;
  const auto side = [&](std::int64_t x, std::int64_t y) {
    return orientation<std::int64_t>(p, q, Big{x, y});
  };
  const int upper_left = side(x0, y1);
  if (upper_left == 0) return !upward;
  const int upper_right = side(x1, y1);
  if (upper_right == 0) return upward;
  if (upper_left != upper_right) return true;
  const int lower_left = side(x0, y0);
  if (lower_left == 0 || lower_left != upper_left) return true;
  const int lower_right = side(x1, y0);
  if (lower_right == 0) return !upward;
  return lower_left != lower_right || lower_right != upper_right;
}

Seg canonical(const Seg& s) { return s.b < s.a ? Seg{s.b, s.a} : s; }

bool lies_on(const Seg& s, GridPoint c) {
  return within(s, c) && orientation<std::int64_t>(s.a, s.b, c) == 0;
}

/// Crossings of the segments as pixels, none when they only touch; nothing at all when they meet
/// at common ends already.
std::optional<std::vector<GridPoint>> crossings(const std::vector<Seg>& segments) {
  std::vector<GridPoint> pixels;
  bool clean = true;
  for_each_close_pair(segments, [&](std::size_t i, std::size_t j) {
    const Meeting m = meeting<std::int64_t>(segments[i], segments[j]);
    if (m == Meeting::crossing) pixels.push_back(crossing_pixel(segments[i], segments[j]));
    clean = clean && (m == Meeting::none || m == Meeting::at_ends);
    return true;
  });
  if (clean) return std::nullopt;
  return pixels;
}

// Whether a segment bends to the vertices whose pixels it meets, or is only split at vertices
// that lie on it. Without a crossing nothing needs to move, so nothing does: a neighbour that
// shares the segment but is repaired apart stays in touch.
enum class Bend { yes, no };

// `pixels` sorted by x, then y.
std::vector<GridPoint> course(const Seg& s, const std::vector<GridPoint>& pixels, Bend bend) {
  std::vector<GridPoint> hit;
  const GridPoint from{s.min_x() - 1, s.min_y() - 1};
  const std::int32_t y0 = s.min_y() - 1, y1 = s.max_y() + 1;
  for (auto it = std::lower_bound(pixels.begin(), pixels.end(), from);
       it != pixels.end() && it->x <= s.max_x() + 1; ++it)
    if (it->y >= y0 && it->y <= y1 && (bend == Bend::yes ? meets_pixel(s, *it) : lies_on(s, *it)))
      hit.push_back(*it);
  const std::int64_t dx = std::int64_t{s.b.x} - s.a.x, dy = std::int64_t{s.b.y} - s.a.y;
  const auto along = [&](GridPoint p) { return p.x * dx + p.y * dy; };
  std::sort(hit.begin(), hit.end(), [&](GridPoint l, GridPoint r) {
    const auto al = along(l), ar = along(r);
    return al != ar ? al < ar : l < r;
  });
  return hit;
}

// One pass; unique canonical segments in, their courses out.
std::vector<std::vector<GridPoint>> pass(const std::vector<Seg>& segments,
                                         std::vector<GridPoint> pixels) {
  const Bend bend = pixels.empty() ? Bend::no : Bend::yes;
  for (const Seg& s : segments) {
    pixels.push_back(s.a);
    pixels.push_back(s.b);
  }
  std::sort(pixels.begin(), pixels.end());
  pixels.erase(std::unique(pixels.begin(), pixels.end()), pixels.end());
  std::vector<std::vector<GridPoint>> courses;
  courses.reserve(segments.size());
  for (const Seg& s : segments) courses.push_back(course(s, pixels, bend));
  return courses;
}

std::vector<Seg> unique_segments(const std::vector<std::vector<GridPoint>>& courses) {
  std::vector<Seg> segments;
  for (const auto& c : courses)
    for (std::size_t i = 1; i < c.size(); ++i) segments.push_back(canonical({c[i - 1], c[i]}));
  std::sort(segments.begin(), segments.end());
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  return segments;
}

std::vector<GridPoint> directed(const std::vector<Seg>& keys,
                                const std::vector<std::vector<GridPoint>>& courses, const Seg& s) {
  if (s.a == s.b) return {s.a};
  const auto it = std::lower_bound(keys.begin(), keys.end(), canonical(s));
  auto c = courses[static_cast<std::size_t>(it - keys.begin())];
  if (s.b < s.a) std::reverse(c.begin(), c.end());
  return c;
}

}  // namespace

std::vector<std::vector<GridPoint>> snap_round(const std::vector<Seg>& segments) {
  std::vector<std::vector<GridPoint>> result;
  result.reserve(segments.size());
  for (const Seg& s : segments)
    result.push_back(s.a == s.b ? std::vector<GridPoint>{s.a} : std::vector<GridPoint>{s.a, s.b});
  // One pass suffices in theory; the loop covers an edge that comes to lie on a pixel's centre.
  for (int round = 0; round < 16; ++round) {
    const std::vector<Seg> keys = unique_segments(result);
    auto pixels = crossings(keys);
    if (!pixels) return result;
    const auto courses = pass(keys, std::move(*pixels));
    for (auto& line : result) {
      std::vector<GridPoint> finer{line.front()};
      for (std::size_t i = 1; i < line.size(); ++i) {
        const auto part = directed(keys, courses, {line[i - 1], line[i]});
        finer.insert(finer.end(), part.begin() + 1, part.end());
      }
      line = std::move(finer);
    }
  }
  return result;
}

}  // namespace jintu::tiles
