// Axis-parallel boxes in longitude and latitude.
#pragma once

#include <algorithm>
#include <limits>

#include "geo/geometry/geometry.hpp"

namespace jintu {

/// Closed on all sides; empty until something is added. Does not cross the antimeridian.
template <GeographicCrs C>
struct Box {
  LonLat<C> min{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  LonLat<C> max{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

  bool empty() const { return !(min.lon <= max.lon && min.lat <= max.lat); }
  void add(LonLat<C> p) {
    min = {std::min(min.lon, p.lon), std::min(min.lat, p.lat)};
    max = {std::max(max.lon, p.lon), std::max(max.lat, p.lat)};
  }
  void add(const Box& other) {
    if (other.empty()) return;
    add(other.min);
    add(other.max);
  }
  bool intersects(const Box& o) const {
    return !(o.min.lon > max.lon || o.max.lon < min.lon || o.min.lat > max.lat ||
             o.max.lat < min.lat);
  }
  bool contains(LonLat<C> p) const {
    return p.lon >= min.lon && p.lon <= max.lon && p.lat >= min.lat && p.lat <= max.lat;
  }
  friend bool operator==(const Box&, const Box&) = default;
};

template <GeographicCrs C>
Box<C> box_of(const Geometry<LonLat<C>>& g) {
  Box<C> box;
  for_each_vertex(g, [&](const LonLat<C>& p) { box.add(p); });
  return box;
}

}  // namespace jintu
