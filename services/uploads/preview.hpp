// Areas of a file, to be looked at before one of them becomes a boundary in a draft.
#pragma once

#include "geo/base/json.hpp"
#include "services/uploads/upload.hpp"

namespace jintu::uploads {

inline constexpr std::size_t most_previewed = 2'000, most_rejects_told = 200;

/// A GeoJSON FeatureCollection of the areas, in WGS 84, with `format`, `crs`, `crs_source`,
/// `notices`, `other_geometry` (how many were no areas) and `rejected` beside it. What is not sound
/// stands in `rejects` (200 at most): `code`, `zh`, `en`, `line`, `feature`, where it is known the
/// `position` of the fault, and the `geometry` as it was drawn, where it can be told. Throws
/// Error{bad_input} for a file that cannot be read, has several layers and `layer` names none, or
/// says no CRS and none is named; Error{too_large} beyond `most_previewed` features or the limits
/// of size.
Json previewed(std::string_view bytes, const UploadAsk& ask, const Progress& progress);

}  // namespace jintu::uploads
