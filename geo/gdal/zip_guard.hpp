// Internal to geo/gdal: what is inside a zip or a KML, looked at before GDAL's drivers see it.
#pragma once

#include "geo/io/open_guard.hpp"

namespace jintu::gdal {

/// Inflates every entry of a zip (KMZ, XLSX) once, counting. Throws Error{bad_input} when it is
/// broken, Error{too_large} beyond the limit.
void check_zip(const io::Opened& opened, const io::ReadLimits& limits);

/// KML text, alone or inside a KMZ: no DTD (entities), nesting within the limit, an end.
void check_kml(const io::Opened& opened, const io::ReadLimits& limits);

}  // namespace jintu::gdal
