// Internal to geo/gdal: OGR's geometries and ours.
#pragma once

#include <ogr_geometry.h>

#include <string>
#include <variant>

#include "geo/crs/source_crs.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/gdal_formats.hpp"

namespace jintu::gdal {

/// nullptr and empty geometries are "not known". Positions by `crs`, from x = easting or longitude.
std::variant<Geometry<Position>, Finding> from_ogr(const OGRGeometry* geometry,
                                                   const SourceCrs& crs, std::size_t most_vertices,
                                                   io::GeometryLosses& losses);

/// GeoJSON text of the geometry in its own numbers; numbers that JSON lacks become null.
std::string raw_geojson(const OGRGeometry* geometry);

/// In the CRS `target`. Null for an unplaced feature. One part is a single geometry unless `multi`.
/// Throws Error{bad_input} when a position cannot be expressed there.
enum class Parts { as_needed, multi };
OGRGeometryUniquePtr to_ogr(const Geometry<Position>& geometry, const SourceCrs& target,
                            Parts parts);

}  // namespace jintu::gdal
