// Exact predicates on integer segments, and the search for pairs that meet.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace jintu::tiles {

/// Sign of the turn a → b → c: positive is to the left with y upwards. `Wide` holds the products.
template <class Wide, class P>
int orientation(const P& a, const P& b, const P& c) {
  const Wide left = (Wide(b.x) - Wide(a.x)) * (Wide(c.y) - Wide(a.y));
  const Wide right = (Wide(b.y) - Wide(a.y)) * (Wide(c.x) - Wide(a.x));
  return left > right ? 1 : left < right ? -1 : 0;
}

template <class P>
struct Segment {
  P a, b;
  auto min_x() const { return std::min(a.x, b.x); }
  auto max_x() const { return std::max(a.x, b.x); }
  auto min_y() const { return std::min(a.y, b.y); }
  auto max_y() const { return std::max(a.y, b.y); }
  friend constexpr auto operator<=>(const Segment&, const Segment&) = default;
};

/// Whether `p`, known to be on the line of `s`, lies on the segment itself.
template <class P>
bool within(const Segment<P>& s, const P& p) {
  return p.x >= s.min_x() && p.x <= s.max_x() && p.y >= s.min_y() && p.y <= s.max_y();
}

enum class Meeting {
  none,
  at_ends,   ///< only at a vertex of both
  touching,  ///< an end of one inside the other, or a common stretch
  crossing,  ///< inside both
  equal      ///< the same segment, in either direction
};

template <class Wide, class P>
Meeting meeting(const Segment<P>& s, const Segment<P>& t) {
  if (s.max_x() < t.min_x() || t.max_x() < s.min_x() || s.max_y() < t.min_y() ||
      t.max_y() < s.min_y())
    return Meeting::none;
  if ((s.a == t.a && s.b == t.b) || (s.a == t.b && s.b == t.a)) return Meeting::equal;
  const int ta = orientation<Wide>(s.a, s.b, t.a), tb = orientation<Wide>(s.a, s.b, t.b);
  if (ta * tb > 0) return Meeting::none;
  const int sa = orientation<Wide>(t.a, t.b, s.a), sb = orientation<Wide>(t.a, t.b, s.b);
  if (sa * sb > 0) return Meeting::none;
  if (ta * tb < 0 && sa * sb < 0) return Meeting::crossing;
  const bool common_end = s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b;
  const auto inside = [](const Segment<P>& u, const P& p, int side) {
    return side == 0 && within(u, p) && !(p == u.a) && !(p == u.b);
  };
  if (inside(s, t.a, ta) || inside(s, t.b, tb) || inside(t, s.a, sa) || inside(t, s.b, sb))
    return Meeting::touching;
  return common_end ? Meeting::at_ends : Meeting::none;
}

/// Calls `visit(i, j)` for each pair whose boxes meet; a false answer ends the search.
/// `order` is scratch. Sorted by x: fit for the short edges that maps are made of.
template <class P, class Visit>
bool for_each_close_pair(const std::vector<Segment<P>>& segments, Visit visit) {
  if (segments.size() <= 24) {
    for (std::size_t i = 0; i < segments.size(); ++i)
      for (std::size_t j = i + 1; j < segments.size(); ++j)
        if (!visit(i, j)) return false;
    return true;
  }
  struct Entry {
    decltype(P::x) min_x, max_x, min_y, max_y;
    std::uint32_t index;
  };
  std::vector<Entry> order(segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i)
    order[i] = {segments[i].min_x(), segments[i].max_x(), segments[i].min_y(), segments[i].max_y(),
                static_cast<std::uint32_t>(i)};
  std::sort(order.begin(), order.end(), [](const Entry& l, const Entry& r) {
    return l.min_x != r.min_x ? l.min_x < r.min_x : l.index < r.index;
  });
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i + 1; j < order.size() && order[j].min_x <= order[i].max_x; ++j) {
      if (order[j].min_y > order[i].max_y || order[j].max_y < order[i].min_y) continue;
      if (!visit(order[i].index, order[j].index)) return false;
    }
  return true;
}

}  // namespace jintu::tiles
