// An oblong of the ground as a drawing sees it: where a place stands on it.
#pragma once

#include <algorithm>

#include "geo/crs/transform.hpp"
#include "geo/geometry/box.hpp"

namespace jintu::pages {

struct Pixel {
  double x = 0, y = 0;
};

struct View {
  LonLat<Wgs84> centre;
  double degrees_wide = 0;
};
/// So that all of `box` is in it, with room around; at least some 4 km wide. The heart of the city
/// for an empty one.
inline View fitted(const Box<Wgs84>& box, double height_by_width) {
  if (box.empty()) return {{117.205, 39.125}, 0.205};
  constexpr double squeeze = 0.776;  // a degree of longitude, in degrees of latitude
  const double lon = box.max.lon - box.min.lon, lat = box.max.lat - box.min.lat;
  return {{(box.min.lon + box.max.lon) / 2, (box.min.lat + box.max.lat) / 2},
          std::max({lon * 1.35, lat / squeeze / height_by_width * 1.3, 0.045})};
}

/// Drawn `width` units wide, north up.
class Frame {
 public:
  Frame(LonLat<Wgs84> centre, double degrees_wide, double width, double height)
      : width_(width), height_(height) {
    const auto middle = to_web_mercator(centre);
    const auto east = to_web_mercator(LonLat<Wgs84>{centre.lon + degrees_wide / 2, centre.lat});
    scale_ = width / 2 / (east.x - middle.x);
    x0_ = middle.x;
    y0_ = middle.y;
  }
  double width() const { return width_; }
  double height() const { return height_; }
  Pixel at(LonLat<Wgs84> p) const {
    const auto q = to_web_mercator(p);
    return {width_ / 2 + (q.x - x0_) * scale_, height_ / 2 - (q.y - y0_) * scale_};
  }
  bool shows(Pixel p, double margin = 0) const {
    return p.x >= -margin && p.y >= -margin && p.x <= width_ + margin && p.y <= height_ + margin;
  }
  /// Whether a stretch of a line may be seen.
  bool may_show(Pixel a, Pixel b) const {
    return !(std::max(a.x, b.x) < 0 || std::min(a.x, b.x) > width_ || std::max(a.y, b.y) < 0 ||
             std::min(a.y, b.y) > height_);
  }

 private:
  double width_, height_, scale_ = 1, x0_ = 0, y0_ = 0;
};

}  // namespace jintu::pages
