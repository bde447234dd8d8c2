// What areas that are imported do to their neighbours: found as the gate of edits finds it, told,
// and refused by `--strict` only. An import brings what somebody has; which of two areas that
// overlap is wrong it cannot know.
#pragma once

#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/feature/layer.hpp"
#include "geo/topology/gate.hpp"

namespace jintu {

struct BorderFault {
  std::string record;  ///< its id
  topology::Fault fault;
};

/// New faults only, those of rings (as readers get them, too) before those beside neighbours, each
/// in the order of `put`, whose keys are set; ids do not matter. `before` may be
/// null; records of the layer that are not in `put` stay unless `replaces`. Throws
/// Error{cancelled}.
std::vector<BorderFault> border_faults(const Layer* before, std::vector<Feature> put, bool replaces,
                                       const Progress& progress);

}  // namespace jintu
