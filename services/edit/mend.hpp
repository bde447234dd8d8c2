// A mend of an area that somebody draws: shown, and accepted by sending the shape back as an edit.
#pragma once

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"
#include "geo/topology/mend.hpp"
#include "services/edit/edit.hpp"

namespace jintu::edit {

struct Proposal {
  MultiPolygon<Position> area;
  std::vector<topology::Mend> mends;  ///< what was done, in that order; none: nothing was to mend
  std::vector<Fault> left;            ///< what is wrong with the rings of `area` still
};

/// `feature` is a GeoJSON feature with an area, closed or not; its `id`, where it has one, is that
/// of the record that it shall be. `options.snap` draws it to the other areas of the layer. Nothing
/// is written. Throws Error{bad_input} for what is no feature with an area, Error{too_large} for
/// what cannot be looked through in time.
Proposal proposed_mend(const Layer& layer, const Json& feature, AxisOrder axes,
                       const topology::MendOptions& options);

}  // namespace jintu::edit
