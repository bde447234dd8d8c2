#include "tiles/mvt/clip.hpp"

#include <algorithm>
#include <bit>

namespace jintu::tiles {
namespace {

__extension__ typedef __int128 Int128;

// round(a + (at − from) · run / span), half up; span ≠ 0.
std::int64_t interpolate(std::int64_t a, std::int64_t at_from, std::int64_t run,
                         std::int64_t span) {
  Int128 num = Int128{at_from} * run * 2 + span;
  Int128 den = Int128{span} * 2;
  if (den < 0) {
    num = -num;
    den = -den;
  }
  Int128 q = num / den;
  if (num % den != 0 && num < 0) --q;
  return a + static_cast<std::int64_t>(q);
}

/// How many clip lines lie below v, in the order of all: k · tile − buffer, k · tile + buffer, …
std::int64_t lines_below(const BlockGrid& g, std::int64_t v) {
  // A tile is 2^n units wide, and shifts round downwards.
  const int bits = std::countr_zero(static_cast<std::uint64_t>(g.tile));
  const auto up_to = [&](std::int64_t last) {
    return std::clamp<std::int64_t>((last >> bits) + 1, 0, g.size + 1);
  };
  return up_to(v + g.buffer - 1) + up_to(v - g.buffer - 1);
}

/// Calls `visit` for each clip line strictly between low and high, within the window.
template <class Visit>
void for_each_line(const BlockGrid& g, std::int64_t low, std::int64_t high, Visit visit) {
  const std::int64_t last = lines_below(g, high);
  for (std::int64_t n = lines_below(g, low + 1); n < last; ++n)
    visit((n >> 1) * g.tile + ((n & 1) != 0 ? g.buffer : -g.buffer));
}

void crossings(FarPoint a, FarPoint b, const BlockGrid& grid, std::vector<FarPoint>& found) {
  const bool swapped = b < a;
  if (swapped) std::swap(a, b);
  found.clear();
  const std::int64_t dx = b.x - a.x, dy = b.y - a.y;
  for_each_line(grid, a.x, b.x, [&](std::int64_t x) {
    found.push_back({x, interpolate(a.y, x - a.x, dy, dx)});
  });
  for_each_line(grid, std::min(a.y, b.y), std::max(a.y, b.y), [&](std::int64_t y) {
    found.push_back({interpolate(a.x, y - a.y, dx, dy), y});
  });
  const bool down = dy < 0;
  std::sort(found.begin(), found.end(), [down](FarPoint l, FarPoint r) {
    return l.x != r.x ? l.x < r.x : down ? l.y > r.y : l.y < r.y;
  });
  if (swapped) std::reverse(found.begin(), found.end());
}

GridPoint near(FarPoint p) {
  return {static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)};
}
GridPoint near(GridPoint p) { return p; }

// One side of Sutherland–Hodgman. `inside` is closed; `cut` makes the point on the side's line.
template <class P, class Inside, class Cut>
void clip_side(const std::vector<P>& in, std::vector<P>& out, Inside inside, Cut cut) {
  out.clear();
  if (in.empty()) return;
  P before = in.back();
  bool before_in = inside(before);
  for (const P& p : in) {
    const bool now_in = inside(p);
    if (now_in != before_in) {
      const P c = cut(before, p);
      if (out.empty() || out.back() != c) out.push_back(c);
    }
    if (now_in && (out.empty() || out.back() != p)) out.push_back(p);
    before = p;
    before_in = now_in;
  }
  while (out.size() > 1 && out.front() == out.back()) out.pop_back();
}

template <class P>
GridRing clip_any_ring(const std::vector<P>& ring, const GridBox& box) {
  using C = decltype(P::x);
  const auto cut_x = [](std::int64_t x) {
    return [x](P a, P b) {
      if (b < a) std::swap(a, b);
      return P{static_cast<C>(x), static_cast<C>(interpolate(a.y, x - a.x, std::int64_t{b.y} - a.y,
                                                             std::int64_t{b.x} - a.x))};
    };
  };
  const auto cut_y = [](std::int64_t y) {
    return [y](P a, P b) {
      if (b < a) std::swap(a, b);
      return P{static_cast<C>(
                   interpolate(a.x, y - a.y, std::int64_t{b.x} - a.x, std::int64_t{b.y} - a.y)),
               static_cast<C>(y)};
    };
  };
  std::vector<P> one, two;
  clip_side(
      ring, one, [&](const P& p) { return p.x >= box.min_x; }, cut_x(box.min_x));
  clip_side(
      one, two, [&](const P& p) { return p.x <= box.max_x; }, cut_x(box.max_x));
  clip_side(
      two, one, [&](const P& p) { return p.y >= box.min_y; }, cut_y(box.min_y));
  clip_side(
      one, two, [&](const P& p) { return p.y <= box.max_y; }, cut_y(box.max_y));
  GridRing result;
  if (two.size() < 3) return result;
  result.reserve(two.size());
  for (const P& p : two) result.push_back(near(p));
  return result;
}

template <class P>
void clip_any_line(const std::vector<P>& line, const GridBox& box, std::vector<GridRing>& out) {
  GridRing current;
  const auto flush = [&] {
    if (current.size() >= 2) out.push_back(current);
    current.clear();
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!box.contains_point(line[i])) {
      flush();
      continue;
    }
    current.push_back(near(line[i]));
  }
  flush();
}

}  // namespace

bool BlockGrid::line_between(std::int64_t a, std::int64_t b) const {
  if (a > b) std::swap(a, b);
  return lines_below(*this, b) > lines_below(*this, a + 1);
}

void add_clip_vertices(const std::vector<FarPoint>& part, bool ring, const BlockGrid& grid,
                       std::vector<FarPoint>& out) {
  out.clear();
  out.reserve(part.size());
  std::vector<FarPoint> found;
  const auto add = [&out](FarPoint p) {
    if (out.empty() || out.back() != p) out.push_back(p);
  };
  const std::size_t edges = ring ? part.size() : part.size() - 1;
  for (std::size_t i = 0; i < part.size(); ++i) {
    add(part[i]);
    if (i >= edges) break;
    const FarPoint a = part[i], b = part[i + 1 == part.size() ? 0 : i + 1];
    if (!grid.line_between(a.x, b.x) && !grid.line_between(a.y, b.y)) continue;
    crossings(a, b, grid, found);
    for (const FarPoint p : found) add(p);
  }
  if (ring)
    while (out.size() > 1 && out.front() == out.back()) out.pop_back();
}

GridRing clip_ring(const std::vector<FarPoint>& ring, const GridBox& box) {
  return clip_any_ring(ring, box);
}
GridRing clip_ring(const GridRing& ring, const GridBox& box) { return clip_any_ring(ring, box); }

void clip_line(const std::vector<FarPoint>& line, const GridBox& box, std::vector<GridRing>& out) {
  clip_any_line(line, box, out);
}
void clip_line(const GridRing& line, const GridBox& box, std::vector<GridRing>& out) {
  clip_any_line(line, box, out);
}

}  // namespace jintu::tiles
