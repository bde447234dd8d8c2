// The area that lines enclose, where the lines may cross.
#pragma once

#include <cstddef>
#include <optional>

#include "geo/geometry/geometry.hpp"

namespace jintu {

/// What is tried at most. The numbers stand for about a second; no clock is looked at, so that the
/// same lines give the same answer on every machine.
struct EvenOddLimits {
  std::size_t segments = 200'000;
  std::size_t pairs = 20'000'000;  ///< of segments whose boxes meet
  std::size_t crossings = 5'000;   ///< a star of 500 points has 60,000, and took GEOS minutes
};

/// What is inside by the even-odd rule: separated from the outside by an odd number of lines; a
/// segment that is drawn twice counts for none. Valid polygons, oriented as RFC 7946 wants it.
/// Nothing when a line ends where no other goes on, when no area is left, or beyond the limits.
/// Precondition: coordinates are finite, in lon ±180 and lat ±90.
std::optional<MultiPolygon<Position>> even_odd_area(const MultiLineString<Position>& lines,
                                                    const EvenOddLimits& limits = {});

}  // namespace jintu
