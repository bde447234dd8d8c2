// A shapefile comes as a zip when it comes alone: its parts, unpacked within limits.
#pragma once

#include <string>

#include "geo/io/read.hpp"

namespace jintu::io {

/// Unpacks the one shapefile of a zip into `folder`, which must be there and empty; nothing else of
/// the zip, and no folders. Returns the path of the .shp. Throws Error{bad_input} when there is
/// none or more than one (unless `options.layer` names it), or the zip is broken;
/// Error{too_large} beyond `options.limits`.
std::string unpack_shapefile(const std::string& zip, const std::string& folder,
                             const ReadOptions& options);

}  // namespace jintu::io
