// Internal to geo/io: a strict walk over the raw bytes of a GeoJSON file, before anything is built
// of them. It finds where each feature stands, and refuses what a JSON library would swallow or
// choke on: NaN, 1e400, text that is not UTF-8, deep nesting, too many vertices. It holds one
// feature, or one other member, of the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "geo/io/read.hpp"

namespace jintu::io {

struct GeoJsonOutline {
  std::string type;           ///< of the root object
  std::string crs;            ///< text of the member "crs" (GeoJSON 2008); empty when absent
  bool has_features = false;  ///< an array of that name
};

/// Walks the whole file, and so finds any fault of its form. Throws Error{bad_input | too_large |
/// io} naming `name` and the line.
GeoJsonOutline outline_geojson(const std::string& path, const std::string& name,
                               const ReadLimits& limits);

struct GeoJsonText {
  std::string_view text;               ///< good until the visit returns
  std::uint64_t offset = 0, line = 0;  ///< where it begins, the line from 1
  /// A key that one of its objects names twice: which of the two is meant? Empty when none does.
  std::string_view twice;
  bool has_twice = false;
};

/// Walks the file again, whose outline this is: visits the elements of the root's "features", or
/// the root itself where it has none. Throws as above.
void for_each_feature(const std::string& path, const std::string& name, const ReadLimits& limits,
                      const GeoJsonOutline& outline,
                      const std::function<void(const GeoJsonText&)>& visit);

}  // namespace jintu::io
