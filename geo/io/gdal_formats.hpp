// What GDAL does for geo/io, behind a table of functions.
//
// GDAL brings over a hundred shared libraries, whose loading takes longer than many a command. So
// `geo/gdal` is a module of its own, which is loaded when the first file is met that needs it.
// Internal to geo/io and geo/gdal.
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "geo/crs/source_crs.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/open_guard.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/write_formats.hpp"

namespace jintu::io {

/// What a geometry lost when it became ours.
struct GeometryLosses {
  std::size_t dropped_z = 0;  ///< features that had heights or measures
  std::size_t curves = 0;     ///< features whose arcs became lines
};

struct GdalFormats {
  std::string (*release)();  ///< of GDAL
  /// GeoPackage, Shapefile, DXF, FlatGeobuf.
  void (*read)(const Opened& opened, Intake& intake);
  /// GPKG, Shapefile, KML, FlatGeobuf, DXF, XLSX.
  void (*write)(const Export& to, const std::string& extension);
  /// Positions by `crs`, from x = easting or longitude; a Finding when the text is no WKT.
  std::variant<Geometry<Position>, Finding> (*read_wkt)(const std::string& wkt,
                                                        const SourceCrs& crs,
                                                        std::size_t most_vertices,
                                                        GeometryLosses& losses);
  /// In the CRS `target`; empty for an unplaced feature.
  std::string (*write_wkt)(const Geometry<Position>& geometry, const SourceCrs& target,
                           int decimals);
};

/// Loads the module at the first call, from the program's folder or the one it was built into. Any
/// thread. Throws Error{internal} naming the file when it is missing or of another build.
const GdalFormats& gdal_formats();

// The one name that the module exports is of a function that returns its table, JINTU_GDAL_FORMATS:
// it names the build as well (cmake/BuildIdentity.cmake), since both sides hold our types in
// memory.

}  // namespace jintu::io
