// Tile sources of the live layers of a state, with as much of an earlier state's as is still true.
#pragma once

#include <optional>
#include <vector>

#include "services/live/published.hpp"

namespace jintu::live {

/// Adds a source for each layer of `next.snapshot`. Sources of layers that did not change since
/// `before` or are those of `sibling` (each may be null) are kept, and with them their cached
/// tiles. `commits`: what was done between `before` and `next`; nullptr: not known, or everything
/// may differ.
void add_layer_sources(Published& next, const Published* before, const Published* sibling,
                       const std::vector<ChangeSet>* commits);

/// Sources hang on the districts, too.
bool same_districts(const Snapshot& a, const Snapshot& b);

}  // namespace jintu::live
