// OpenStreetMap extracts into bulk layers of the store.
//
// Two passes: relations first (which ways do areas and boundaries need?), then nodes and ways.
// What becomes a feature, and of which layer and class, is said by data/osm_rules, not here.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "geo/base/progress.hpp"
#include "geo/geometry/box.hpp"
#include "geo/osm/reject.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::osm {

struct ImportOptions {
  std::string rules_dir;  ///< holds rules.json and walking.json (data/osm_rules)
  RejectSink rejects;     ///< may be empty: then rejects are counted only
};

struct OsmReport {
  std::uint64_t nodes = 0, ways = 0, relations = 0;  ///< distinct objects taken from the files
  std::uint64_t superseded = 0;  ///< same id met again in another file or as an older version
  std::uint64_t untagged_multipolygons =
      0;  ///< old style, tags on the outer ways: ways are taken alone
  std::map<std::string, std::uint64_t> features;  ///< by layer, empty layers too
  std::uint64_t rejected = 0, noted = 0;          ///< left out; imported without some part
  std::map<std::string, std::uint64_t> reject_codes, note_codes;  ///< the two before by code
  Box<Wgs84> bounds;      ///< of the headers, or of the nodes where a header says none
  std::string timestamp;  ///< newest osmosis_replication_timestamp of the headers; may be empty
};

/// Reads .osm, .osm.gz, .osm.bz2 and .osm.pbf (told apart by content) and replaces the layers that
/// the rules name, plus walk_nodes and walk_edges. Of objects that stand in several files the
/// highest version wins, the later file on a tie. Unsorted files are sorted in memory.
///
/// Feature ids: osm_id * 10 + 1 node, 2 way, 3 relation; negative ids |osm_id| * 10 + 4, 5, 6.
/// In a layer of any kind the lines of ways end in 7 (negative: 8), beside their areas.
/// Nothing is committed here. Throws Error{not_found}, Error{bad_input} (names file and what was
/// expected), Error{cancelled}.
OsmReport import_osm(std::span<const std::string> files, const ImportOptions& options,
                     Transaction& transaction, const Progress& progress);

/// The fid rule above. Precondition: 0 < |osm_id| ≤ max_osm_id. `type`: 'n', 'w' or 'r'.
FeatureId feature_id(std::int64_t osm_id, char type);
inline constexpr std::int64_t max_osm_id = 900'000'000'000'000'000;

}  // namespace jintu::osm
