// Internal to geo/io: a strict walk over the raw bytes of a GeoJSON file, before anything is built
// of them. It finds where each feature stands, and refuses what a JSON library would swallow or
// choke on: NaN, 1e400, text that is not UTF-8, deep nesting, too many vertices.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/io/read.hpp"

namespace jintu::io {

struct JsonSpan {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::uint64_t line = 0;  ///< from 1
};

struct GeoJsonOutline {
  std::string type;  ///< of the root object
  JsonSpan root;
  JsonSpan crs;  ///< member "crs" (GeoJSON 2008); length 0 when absent
  bool has_features = false;
  std::vector<JsonSpan> features;  ///< elements of the root's "features"
  /// Features in which an object names a key twice, by index: which of the two is meant?
  std::unordered_map<std::size_t, std::string> duplicate_keys;
};

/// Throws Error{bad_input | too_large} naming `file` and the line.
GeoJsonOutline outline_geojson(std::string_view text, const std::string& file,
                               const ReadLimits& limits);

}  // namespace jintu::io
