// Internal to geo/gdal: OGR's features into an Intake.
#pragma once

#include <ogrsf_frmts.h>

#include <optional>
#include <string>
#include <vector>

#include "geo/gdal/gdal_scope.hpp"
#include "geo/gdal/ogr_geometry.hpp"
#include "geo/io/intake.hpp"
#include "geo/io/open_guard.hpp"
#include "geo/io/table/record_crs.hpp"

namespace jintu::gdal {

/// Throws Error{bad_input}: the file is broken at `where`, as `gdal` says.
[[noreturn]] void broken(const io::Opened& opened, const io::Intake& intake,
                         const std::string& where, const std::string& gdal);

/// Opens `path` with the driver of the format. Throws Error{bad_input}.
GDALDatasetUniquePtr open_dataset(const io::Opened& opened, const std::string& path,
                                  const io::Intake& intake, GdalErrors& errors);

class OgrReader {
 public:
  /// `encoding`: of texts that GDAL gives as they are; empty: they are UTF-8.
  OgrReader(const io::Opened& opened, io::Intake& intake, std::string encoding)
      : opened_(opened), intake_(intake), encoding_(std::move(encoding)) {}

  void name_fields(const OGRFeatureDefn& definition);
  /// `crs` nullptr: each record says it in its field "datum".
  void feature(OGRFeature& from, const std::string& name, const SourceCrs* crs);
  /// Adds what was left out or assumed to the notices.
  void tell(const GdalErrors& errors);

 private:
  std::optional<std::string> text(const char* bytes);
  std::optional<Value> value(const OGRFeature& from, int i, std::string& why);
  const SourceCrs* crs_of(OGRFeature& from, const SourceCrs* crs, int& datum_field);
  std::string raw_json(const OGRFeature& from) const;

  const io::Opened& opened_;
  io::Intake& intake_;
  std::string encoding_;
  std::vector<std::string> names_;
  int datum_field_ = -1;
  io::RecordCrs record_crs_;
  io::GeometryLosses notes_;
  std::uint64_t cut_texts_ = 0, binaries_ = 0, areas_ = 0, long_numbers_ = 0;
};

}  // namespace jintu::gdal
