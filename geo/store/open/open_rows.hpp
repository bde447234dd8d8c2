// The rows of a store by its address; for `geo/store/open` alone.
#pragma once

#include <memory>
#include <string>

#include "geo/store/rows.hpp"

namespace jintu {

std::unique_ptr<Rows> open_rows(const std::string& address, OpenMode mode,
                                const StoreOptions& options);

}  // namespace jintu
