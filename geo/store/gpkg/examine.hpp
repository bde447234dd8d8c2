// Looking for damage in a GeoPackage of ours, table by table.
#pragma once

#include <string>
#include <vector>

#include "geo/base/progress.hpp"

namespace jintu {

enum class Depth {
  quick,  ///< every page is where it belongs and can be read; no index is compared with its table
  full,   ///< that too, references between tables, and every record and version is decoded
};

struct TableFault {
  std::string table;  ///< empty: of the file as a whole
  std::string what;
};

/// Reads the file as it is, beside any server. Throws Error when it cannot be opened at all.
std::vector<TableFault> examine_geopackage(const std::string& path, Depth depth,
                                           const Progress& progress);

}  // namespace jintu
