// The borders of a coverage as lines, each stretch once.
#pragma once

#include <string>
#include <vector>

#include "geo/feature/layer.hpp"

namespace jintu::tiles {

/// All that divides the same two features, or one from the outside.
struct BorderLine {
  std::string left, right;  ///< keys; `right` is empty at the outer edge. left < right otherwise.
  MultiLineString<Position> lines;  ///< `left` lies to their left
};

/// Neighbours must share the vertices of their border. Sorted by left, right.
std::vector<BorderLine> border_lines(const Layer& coverage);

}  // namespace jintu::tiles
