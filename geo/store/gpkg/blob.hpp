// GeoPackage geometry blobs (OGC 12-128r18, clause 2.1.3): header, envelope, WKB.
#pragma once

#include <string>
#include <string_view>

#include "geo/geometry/box.hpp"

namespace jintu {

/// Writes into `out` (emptied first): SRS 4326, an XY envelope unless it is a single point.
/// Leaves `out` empty for monostate.
void write_geopackage_blob(const Geometry<Position>& geometry, const Box<Wgs84>& box,
                           std::string& out);

/// Throws Error{bad_input}. Empty bytes (SQL NULL) are a feature without a place.
Geometry<Position> read_geopackage_blob(std::string_view bytes);

/// The envelope without the vertices where the header has it. Empty box for an empty geometry.
Box<Wgs84> geopackage_blob_box(std::string_view bytes);

}  // namespace jintu
