// Boxes of geographic positions for PackedRTree.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "geo/crs/crs.hpp"
#include "geo/geometry/packed_rtree.hpp"

namespace jintu {

/// In 1e-7 degrees from 180° W and 90° S, rounded outwards. Precondition: lon ±180, lat ±90.
inline IndexBox index_box(Position min, Position max) {
  const auto below = [](double degrees) {
    return static_cast<std::uint32_t>(std::max(0.0, std::floor(degrees * 1e7)));
  };
  const auto above = [](double degrees) {
    return static_cast<std::uint32_t>(std::ceil(degrees * 1e7));
  };
  return {below(min.lon + 180), below(min.lat + 90), above(max.lon + 180), above(max.lat + 90)};
}

}  // namespace jintu
