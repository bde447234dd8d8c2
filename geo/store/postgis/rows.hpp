// PostgreSQL with PostGIS behind `Rows`.
#pragma once

#include <memory>
#include <string>

#include "geo/store/rows.hpp"

namespace jintu::postgis {

/// `url`: "postgresql://…"; the store's tables are in the first schema of its search path. Throws
/// Error{unavailable} when the server cannot be reached, and what `make_ready` throws.
std::unique_ptr<Rows> open_rows(const std::string& url, OpenMode mode, const StoreOptions& options);

}  // namespace jintu::postgis
