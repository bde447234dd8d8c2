// ISO well-known binary, little endian, two dimensions.
#pragma once

#include <string>
#include <string_view>

#include "geo/geometry/geometry.hpp"

namespace jintu {

/// Appends. Points become POINT or MULTIPOINT, lines and polygons always the MULTI types; nothing
/// for monostate.
void append_wkb(const Geometry<Position>& geometry, std::string& out);

/// Reads any of the six simple types. Throws Error{bad_input} on truncation, other types,
/// coordinates that are not finite, or counts beyond the bytes given.
Geometry<Position> parse_wkb(std::string_view bytes);

}  // namespace jintu
