// From a path to what is meant by it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/http/metrics.hpp"

namespace jintu::http {

/// What the ids of plans begin with among tile sources.
inline constexpr std::string_view plan_prefix = "siting-";

struct Target {
  Route route = Route::none;
  /// tile: ids, z, x, y; tilejson, tile_quality: ids; catalog: what of it, empty: the page; style:
  /// its file, empty: the list; ogc_collection, ogc_queryables, ogc_items: collection; ogc_item:
  /// collection, id; ogc_tile_matrix_set: its id; ogc_tile_sets, ogc_tile_set, ogc_tile: collection
  /// (empty: the dataset), tile matrix set, matrix, row, column; archive: file name; siting_job,
  /// siting_scenario, siting_versions, siting_scenario_report: its id; siting_job_part: id, part;
  /// file: the relative path. All decoded.
  std::vector<std::string> args;
};

/// Throws Error{bad_input} when the path does not decode or climbs ("..").
Target route_of(std::string_view path);

/// Whether one of several ids joined with commas is that of a plan: "siting-…".
bool names_plan(std::string_view ids);

/// What planners made: jobs, scenarios, and whatever is answered out of them. Not for strangers.
bool is_peoples_work(const Target& target);

}  // namespace jintu::http
