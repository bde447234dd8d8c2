// Internal to geo/io and geo/gdal: the writers behind write_vector_file.
#pragma once

#include <map>
#include <set>
#include <string>

#include "geo/crs/source_crs.hpp"
#include "geo/io/write.hpp"

namespace jintu::io {

/// What the first pass over the features learned.
struct Survey {
  bool points = false, lines = false, polygons = false, unplaced = false;
  bool multi = false;  ///< some feature has several parts
  bool keys = false;
  std::uint64_t features = 0;
  std::set<std::string> long_integers;  ///< fields with whole numbers beyond 32 bits
  std::map<std::string, std::size_t>
      longest;  ///< bytes of the longest text of a field; "" is the key
  int kinds() const { return points + lines + polygons; }
};

struct Export {
  std::string path;  ///< to write to, in a folder of its own
  const LayerSchema& schema;
  const FeatureSource& features;
  const SourceCrs& crs;
  int epsg = 0;       ///< 0: the CRS has no code
  std::string datum;  ///< value of the field `datum`; empty: the format says the CRS itself
  bool projected = false;
  const Survey& survey;
  const Progress& progress;
  const WriteOptions& options;
  WriteReport& report;

  /// Calls `write` on each feature, with progress.
  void for_each(const std::function<void(const Feature&)>& write) const;
};

void write_geojson(const Export& to);
void write_csv(const Export& to);
void write_kml(const Export& to);

/// Text of a value as CSV and XLSX show it; empty for "not known".
std::string cell_of(const Value& value);

}  // namespace jintu::io
