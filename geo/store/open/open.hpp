// A store by its address: a file or a database.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "geo/store/feature_store.hpp"

namespace jintu {

/// "postgresql://…" or "postgres://…"; anything else is the path of a file.
bool is_database(std::string_view address);
/// The address as people and logs may see it: without user and password.
std::string shown(const std::string& address);

/// One GeoPackage file (WAL, full sync), or the tables of one PostgreSQL database with PostGIS.
/// Throws Error{not_found}, Error{bad_input} (not a store of ours, or newer than this program),
/// Error{io}, Error{unavailable} (no database server). A file that lacks revisions which were
/// answered opens, with that as its `trouble`.
std::unique_ptr<FeatureStore> open_store(const std::string& address, OpenMode mode,
                                         const StoreOptions& options = {});

}  // namespace jintu
