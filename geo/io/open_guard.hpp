// Internal to geo/io and geo/gdal: what a path holds, decided before GDAL sees it. Only local
// regular files.
#pragma once

#include <string>

#include "geo/io/read.hpp"

namespace jintu::io {

enum class Format {
  geojson,
  geopackage,
  shapefile,
  kml,
  kmz,
  dxf,
  csv,
  xlsx,
  flatgeobuf,
  icalendar
};

const char* to_string(Format format);

struct Opened {
  Format format;
  std::string path;  ///< canonical; of the .shp for a shapefile
  std::uint64_t bytes = 0;
};

/// Finds the file and its format by its name, and checks that its first bytes agree. Throws
/// Error{not_found | bad_input | unsupported | too_large}, saying what was expected.
Opened look_at(const std::string& path, const ReadOptions& options);

}  // namespace jintu::io
