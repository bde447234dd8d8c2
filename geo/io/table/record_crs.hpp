// Internal to geo/io and geo/gdal: records that each say in which datum their numbers are.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "geo/crs/source_crs.hpp"

namespace jintu::io {

/// Our own exports in GCJ-02 and BD-09 say it in a field of this name, for no file format can.
inline constexpr const char* kDatumField = "datum";

/// Told, with a count, of records read so.
inline constexpr const char* kReadByDatum =
    "坐标按每条记录的 datum 读入 positions read in the datum that the record's field \"datum\" "
    "names";

class RecordCrs {
 public:
  /// The CRS that "wgs84", "GCJ-02", "bd09", "cgcs2000" or "EPSG:n" means; nullptr for other words.
  const SourceCrs* find(std::string_view word);
  /// The same without codes: of numbers that are degrees whatever the record says.
  const SourceCrs* find_datum(std::string_view word);

 private:
  std::unordered_map<std::string, SourceCrs> known_;
};

}  // namespace jintu::io
