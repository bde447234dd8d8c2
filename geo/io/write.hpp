// Vector files out: GeoJSON, GeoPackage, Shapefile (also zipped), KML, FlatGeobuf, CSV, XLSX, DXF.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/feature/layer.hpp"

namespace jintu::io {

/// Gives every feature to `visit`, in the same order each time: it is called twice, first to learn
/// what a format must declare up front (widths, single or multi), then to write.
using FeatureSource = std::function<void(const std::function<void(const Feature&)>& visit)>;

/// What becomes of texts in CSV that spreadsheets would take for a formula: those that begin with
/// = + - @, a tab or a line break, and are no number.
enum class CsvTexts {
  exact,         ///< as they are: what reads them back gets the same
  safe_to_open,  ///< after an apostrophe, for files that people open in Excel or WPS
};

struct WriteOptions {
  CsvTexts csv_texts = CsvTexts::exact;
  /// What the file says of itself where its format has a place for that: GeoJSON, GeoPackage, KML,
  /// and README.txt in a zipped shapefile. Empty: nothing.
  std::string title{}, description{};
};

struct WriteReport {
  std::string format;
  std::string crs;  ///< of the coordinates written
  bool crs_in_file =
      true;  ///< false: the format or the CRS has no way to say it (GCJ-02, BD-09, DXF)
  std::uint64_t features = 0;        ///< written; those that the format left out are in the notices
  std::vector<std::string> notices;  ///< what the format could not hold, with counts
};

/// Writes all features, in the format of the path's extension (.geojson .json .gpkg .shp .kml .fgb
/// .csv .xlsx .dxf, and .shp.zip: all parts of a shapefile), under a temporary name, then renames:
/// the file is whole or as it was before. `target_crs`: "wgs84" (also when empty), "cgcs2000",
/// "EPSG:n", "gcj02", "bd09". For the last two no standard CRS exists: every record then carries a
/// field `datum` that says so, and nothing else does. The key is the field `id`. Throws
/// Error{unsupported} for what the format cannot hold at all (mixed kinds in a shapefile, another
/// CRS in KML), Error{bad_input} for an unknown CRS, Error{io}.
WriteReport write_vector_file(const std::string& path, const LayerSchema& schema,
                              const FeatureSource& features, const std::string& target_crs,
                              const Progress& progress, const WriteOptions& options = {});

/// Throws as `write_vector_file` would for the name of the file and the CRS alone.
void check_target(const std::string& path, const std::string& target_crs);

}  // namespace jintu::io
