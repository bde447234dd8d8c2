// Keeping the source extract: merge several into one, and apply change files (.osc) to it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "geo/base/progress.hpp"

namespace jintu::osm {

struct ChangeReport {
  std::uint64_t created = 0, modified = 0, deleted = 0;
  std::uint64_t outside = 0;     ///< changes to objects that this extract does not hold
  std::uint64_t superseded = 0;  ///< changes older than what the extract holds
  std::uint64_t nodes = 0, ways = 0, relations = 0;  ///< in the new extract
};

/// Writes `out`: `extract` with the change files applied. The latest version wins, the change on a
/// tie. Objects that are new to the extract are kept when they belong to it: nodes within its
/// bounding box or used by a kept way; ways with a node in the extract or the box; relations with
/// a kept member. Written to `out`.part, synced, then renamed; `out` may be `extract`.
/// Change files are held in memory. Objects that are older than the extract and not in it were
/// deleted since: they count as superseded. Throws as import_osm does, and Error{conflict} when all
/// of the changes are older than the extract's header says it is.
ChangeReport apply_changes(const std::string& extract, std::span<const std::string> changes,
                           const std::string& out, const Progress& progress);

struct MergeReport {
  std::uint64_t nodes = 0, ways = 0, relations = 0, superseded = 0;
};

/// Writes one sorted PBF with the objects of all files, under the rules of `import_osm` for
/// duplicates. Written to `out`.part, synced, then renamed.
MergeReport write_merged(std::span<const std::string> files, const std::string& out,
                         const Progress& progress);

}  // namespace jintu::osm
