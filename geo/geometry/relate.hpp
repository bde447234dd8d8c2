// How two geometries stand to one another, in the plane of longitude and latitude.
#pragma once

#include <optional>

#include "geo/geometry/geometry.hpp"

namespace jintu {

/// As OGC 06-103r4 (simple features) defines them.
enum class Relation { intersects, disjoint, contains, within, overlaps, crosses, touches, equals };

/// Whether `a` stands so to `b`, by GEOS. Nothing when one has no place, or is so broken that GEOS
/// refuses it.
std::optional<bool> related(const Geometry<Position>& a, Relation relation,
                            const Geometry<Position>& b);

}  // namespace jintu
