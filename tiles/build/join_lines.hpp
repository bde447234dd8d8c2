// Lines that meet end to end and belong together become one: fewer features at low zooms, and
// names that run on past the next crossing.
#pragma once

#include <vector>

#include "geo/geometry/geometry.hpp"

namespace jintu::tiles {

enum class Direction {
  matters,  ///< one-way: an end joins a beginning only
  free      ///< lines may be turned round
};

/// Joins where exactly two ends of `lines` meet, so that the result does not depend on the order
/// of lines beyond the order of the result. A line grows to `max_vertices` at most.
MultiLineString<Position> join_lines(MultiLineString<Position> lines, Direction direction,
                                     std::size_t max_vertices = 2000);

}  // namespace jintu::tiles
