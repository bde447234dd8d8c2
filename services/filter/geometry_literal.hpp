// Geometries written in a filter: well-known text and BBOX.
#pragma once

#include <variant>
#include <vector>

#include "geo/geometry/box.hpp"
#include "geo/geometry/geometry.hpp"
#include "services/filter/expression.hpp"
#include "services/filter/stream.hpp"

namespace jintu::filter {

/// Boxes: of BBOX, two across the antimeridian, or of a point.
using GeometryLiteral = std::variant<std::vector<Box<Wgs84>>, Geometry<Position>>;

/// POINT, LINESTRING, POLYGON, their MULTI forms, BBOX (or ENVELOPE): one; GEOMETRYCOLLECTION:
/// its members. Heights are passed over. Throws Error{bad_input} for anything else, and for what is
/// not valid.
std::vector<GeometryLiteral> take_geometries(Stream& words, AxisOrder axes);

/// Boxes as areas; those without a height or width as lines and points.
Geometry<Position> geometry_of(const GeometryLiteral& literal);

}  // namespace jintu::filter
