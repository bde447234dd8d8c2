// Internal to geo/gdal: the readers and writers that it gives to geo/io.
#pragma once

#include "geo/io/read_formats.hpp"
#include "geo/io/write_formats.hpp"

namespace jintu::gdal {

/// GeoPackage, Shapefile, DXF, FlatGeobuf.
void read_ogr(const io::Opened& opened, io::Intake& intake);
void read_dxf(const io::Opened& opened, io::Intake& intake);
/// GPKG, Shapefile, KML, FlatGeobuf, DXF, XLSX.
void write_ogr(const io::Export& to, const std::string& extension);

}  // namespace jintu::gdal
