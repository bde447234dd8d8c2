#include "services/drawing/picture.hpp"

#include <algorithm>

namespace jintu::drawing {

namespace {

/// A quarter of a circle as a curve: its pulling points lie so far along the tangents.
constexpr double quarter = 0.5522847498;

}  // namespace

Outline& Outline::move(Point to) {
  steps_.push_back(Step::move);
  points_.push_back(to);
  return *this;
}

Outline& Outline::line(Point to) {
  steps_.push_back(Step::line);
  points_.push_back(to);
  return *this;
}

Outline& Outline::curve(Point first, Point second, Point to) {
  steps_.push_back(Step::curve);
  points_.insert(points_.end(), {first, second, to});
  return *this;
}

Outline& Outline::close() {
  steps_.push_back(Step::close);
  return *this;
}

Outline& Outline::circle(Point c, double r) {
  return rectangle({c.x - r, c.y - r, 2 * r, 2 * r}, r);
}

Outline& Outline::rectangle(const Rectangle& r, double corner) {
  if (corner <= 0)
    return move({r.x, r.y})
        .line({r.right(), r.y})
        .line({r.right(), r.bottom()})
        .line({r.x, r.bottom()})
        .close();
  const double c = std::min({corner, r.width / 2, r.height / 2}), k = c * (1 - quarter);
  return move({r.x + c, r.y})
      .line({r.right() - c, r.y})
      .curve({r.right() - k, r.y}, {r.right(), r.y + k}, {r.right(), r.y + c})
      .line({r.right(), r.bottom() - c})
      .curve({r.right(), r.bottom() - k}, {r.right() - k, r.bottom()}, {r.right() - c, r.bottom()})
      .line({r.x + c, r.bottom()})
      .curve({r.x + k, r.bottom()}, {r.x, r.bottom() - k}, {r.x, r.bottom() - c})
      .line({r.x, r.y + c})
      .curve({r.x, r.y + k}, {r.x + k, r.y}, {r.x + c, r.y})
      .close();
}

Rectangle Outline::bounds() const {
  if (points_.empty()) return {};
  Point low = points_.front(), high = low;
  for (const Point& p : points_) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

}  // namespace jintu::drawing
