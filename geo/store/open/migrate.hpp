// A store moved into another, from a file to a database or back.
#pragma once

#include <cstdint>
#include <string>

#include "geo/base/progress.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu {

struct MigrationReport {
  Revision revision;
  std::uint64_t layers = 0, records = 0, versions = 0;
};

/// Copies everything: layers with their ids, bulk layers, revisions with author and time, the
/// history, and the named texts. One state of `from`, one transaction of `to`, which is made when
/// it is not there. The copy has an epoch of its own. Throws Error{conflict} when `to` holds
/// anything, Error{cancelled}, and what opening throws; then `to` is as it was.
MigrationReport migrate(const std::string& from, const std::string& to, const StoreOptions& options,
                        const Progress& progress);

}  // namespace jintu
