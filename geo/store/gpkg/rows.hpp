// The GeoPackage behind `Rows`.
#pragma once

#include <memory>
#include <string>

#include "geo/store/rows.hpp"

namespace jintu::gpkg {

/// One file (WAL, full sync). Throws Error{not_found}, Error{bad_input} (not a GeoPackage, or newer
/// than this program) or Error{io}. A store that lacks revisions which were answered opens, with
/// that as its `trouble`.
std::unique_ptr<Rows> open_rows(const std::string& path, OpenMode mode,
                                const StoreOptions& options);

}  // namespace jintu::gpkg
