// The module's one door: see geo/io/gdal_formats.hpp.
#include <gdal.h>
#include <ogr_geometry.h>

#include "geo/gdal/formats.hpp"
#include "geo/gdal/gdal_scope.hpp"
#include "geo/gdal/ogr_geometry.hpp"
#include "geo/io/gdal_formats.hpp"
#include "geo/io/gdal_formats_build.hpp"

namespace jintu::gdal {

namespace {

std::string release() { return GDALVersionInfo("RELEASE_NAME"); }

std::variant<Geometry<Position>, Finding> read_wkt(const std::string& wkt, const SourceCrs& crs,
                                                   std::size_t most_vertices,
                                                   io::GeometryLosses& losses) {
  const GdalErrors errors;
  OGRGeometry* made = nullptr;
  const OGRErr failed = OGRGeometryFactory::createFromWkt(wkt.c_str(), nullptr, &made);
  const OGRGeometryUniquePtr parsed(made);
  if (failed != OGRERR_NONE || !parsed)
    return Finding{"bad_geometry", "wkt: 不是合法的 WKT is not well-known text", std::nullopt};
  return from_ogr(parsed.get(), crs, most_vertices, losses);
}

std::string write_wkt(const Geometry<Position>& geometry, const SourceCrs& target, int decimals) {
  const GdalErrors errors;
  const auto shape = to_ogr(geometry, target, Parts::as_needed);
  OGRWktOptions options;
  options.format = OGRWktFormat::F;
  options.precision = decimals;
  return shape ? shape->exportToWkt(options) : std::string();
}

}  // namespace

}  // namespace jintu::gdal

#ifdef __clang__  // C linkage is for the name alone: only C++ calls it
#pragma clang diagnostic ignored "-Wreturn-type-c-linkage"
#endif
extern "C" const jintu::io::GdalFormats& JINTU_GDAL_FORMATS() {
  using namespace jintu::gdal;
  static constexpr jintu::io::GdalFormats formats{release, read_ogr, write_ogr, read_wkt,
                                                  write_wkt};
  return formats;
}
