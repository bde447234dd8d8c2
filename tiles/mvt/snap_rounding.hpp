// Snap rounding of integer segments: afterwards they meet at grid points that are ends of both.
#pragma once

#include <vector>

#include "tiles/mvt/integer_polygon.hpp"
#include "tiles/mvt/segments.hpp"

namespace jintu::tiles {

/// One segment → the points of its rounded course, both ends included; a point alone when the
/// segment has no length. Equal segments get equal courses, opposite ones opposite.
std::vector<std::vector<GridPoint>> snap_round(const std::vector<Segment<GridPoint>>& segments);

}  // namespace jintu::tiles
