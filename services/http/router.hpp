// From a path to what is meant by it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/http/metrics.hpp"

namespace jintu::http {

struct Target {
  Route route = Route::none;
  /// tile: ids, z, x, y; tilejson: ids; ogc_collection, ogc_queryables, ogc_items: collection; ogc_item:
  /// collection, id; archive: file name; file: the relative path. All decoded.
  std::vector<std::string> args;
};

/// Throws Error{bad_input} when the path does not decode or climbs ("..").
Target route_of(std::string_view path);

}  // namespace jintu::http
