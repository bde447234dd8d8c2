// Points of a file that a planner sends: read, brought to WGS 84, given back. Nothing is kept.
#pragma once

#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "services/uploads/upload.hpp"

namespace jintu::siting {

using uploads::UploadAsk;

inline constexpr std::size_t most_uploaded = 100'000;

/// A GeoJSON FeatureCollection of points, with `format`, `crs`, `notices` and `rejects` (at most
/// 20, each with `line`, `feature` and `reason`) beside it. A polygon stands for itself at a point
/// inside it. Throws Error{bad_input} for a file that cannot be read, or of no known format,
/// Error{too_large} beyond `most_uploaded` features or the limits of size.
Json uploaded_points(std::string_view bytes, const UploadAsk& ask, const Progress& progress);

}  // namespace jintu::siting
