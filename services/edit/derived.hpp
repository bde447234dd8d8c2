// Properties that follow from where a record is: `lon`, `lat`, `label_lon`, `label_lat`,
// `district`, `district_code`, `district_codes`.
#pragma once

#include <vector>

#include "geo/feature/layer.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/schema_check.hpp"

namespace jintu::edit {

struct Surroundings {
  const io::RecordSchema* schema = nullptr;  ///< of the layer; nullptr: a user's own layer
  const Layer* districts = nullptr;          ///< nullptr: not known, so no district is derived
};

/// Derives them anew where `feature` is new or moved and what it brings is absent or as `before`
/// (nullptr: a new record) had it. What it brings beside that must agree with its place; where it
/// does not, that is a finding "derived". Districts may be several, joined by "/": the one that
/// holds the place must be among them. In a user's own layer only `lon` and `lat` are derived, and
/// only where they agreed with the place before.
std::vector<Finding> derive(Feature& feature, const Feature* before, const Surroundings& around);

}  // namespace jintu::edit
