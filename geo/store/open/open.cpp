#include "geo/store/open/open.hpp"

#include "geo/postgres/address.hpp"
#include "geo/store/gpkg/rows.hpp"
#include "geo/store/open/open_rows.hpp"
#include "geo/store/postgis/rows.hpp"
#include "geo/store/revisioned.hpp"

namespace jintu {

bool is_database(std::string_view address) { return postgres::is_address(address); }

std::string shown(const std::string& address) { return postgres::without_secrets(address); }

std::unique_ptr<Rows> open_rows(const std::string& address, OpenMode mode,
                                const StoreOptions& options) {
  return is_database(address) ? postgis::open_rows(address, mode, options)
                              : gpkg::open_rows(address, mode, options);
}

std::unique_ptr<FeatureStore> open_store(const std::string& address, OpenMode mode,
                                         const StoreOptions& options) {
  return std::make_unique<Revisioned>(open_rows(address, mode, options), shown(address), mode,
                                      options);
}

}  // namespace jintu
