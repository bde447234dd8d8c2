// What an import could not take as it stands, said once for each OSM object.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "geo/crs/crs.hpp"

namespace jintu::osm {

/// One fault. Codes: "missing_nodes" "missing_members" "open_ring" "open_way" "self_intersection"
/// "no_area" "too_few_points" "invalid_location" "bad_utf8" "bad_value" "duplicate_nodes"
/// "duplicate_segments" "duplicate_ways" "mended_area".
struct Reject {
  std::string file;    ///< as given to the import
  std::string object;  ///< "relation/123"
  std::string code;
  std::string text;                  ///< for people
  std::optional<Position> position;  ///< of the fault, where known
  std::string data;                  ///< JSON: {"tags":{…},"geometry":{GeoJSON}|"members":[…]}
  bool dropped = true;  ///< false: a note; the feature was kept, `text` says how it was read
};

/// Called on the importing thread, in the order of the input.
using RejectSink = std::function<void(const Reject&)>;

}  // namespace jintu::osm
