#include "services/http/router.hpp"

#include <utility>

#include "geo/base/error.hpp"
#include "services/http/uri.hpp"

namespace jintu::http {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

Target tiles_target(std::vector<std::string>& s) {
  if (s.size() == 1) return {Route::tile_catalog, {}};
  if (s.size() == 2 && ends_with(s[1], ".json"))
    return {Route::tilejson, {s[1].substr(0, s[1].size() - 5)}};
  if (s.size() == 3 && s[2] == "quality.json") return {Route::tile_quality, {std::move(s[1])}};
  if (s.size() == 5 && ends_with(s[4], ".mvt"))
    return {Route::tile,
            {std::move(s[1]), std::move(s[2]), std::move(s[3]), s[4].substr(0, s[4].size() - 4)}};
  return {};
}

/// `at` is where "tiles" stands; what they are of comes first: "" is the dataset.
Target tile_set_target(std::vector<std::string>& s, std::size_t at, std::string of) {
  if (s.size() == at + 1) return {Route::ogc_tile_sets, {std::move(of)}};
  if (s.size() == at + 2) return {Route::ogc_tile_set, {std::move(of), std::move(s[at + 1])}};
  if (s.size() != at + 5) return {};
  return {Route::ogc_tile,
          {std::move(of), std::move(s[at + 1]), std::move(s[at + 2]), std::move(s[at + 3]),
           std::move(s[at + 4])}};
}

Target ogc_target(std::vector<std::string>& s) {
  if (s.size() == 1) return {Route::ogc_landing, {}};
  if (s.size() == 2 && s[1] == "api") return {Route::ogc_api, {}};
  if (s.size() == 2 && s[1] == "conformance") return {Route::ogc_conformance, {}};
  if (s[1] == "tileMatrixSets" && s.size() == 2) return {Route::ogc_tile_matrix_sets, {}};
  if (s[1] == "tileMatrixSets" && s.size() == 3)
    return {Route::ogc_tile_matrix_set, {std::move(s[2])}};
  if (s[1] == "tiles") return tile_set_target(s, 1, "");
  if (s[1] != "collections") return {};
  if (s.size() == 2) return {Route::ogc_collections, {}};
  if (s.size() == 3) return {Route::ogc_collection, {std::move(s[2])}};
  if (s.size() > 3 && s[3] == "tiles") return tile_set_target(s, 3, std::move(s[2]));
  if (s.size() == 4 && s[3] == "queryables") return {Route::ogc_queryables, {std::move(s[2])}};
  if (s[3] != "items") return {};
  if (s.size() == 4) return {Route::ogc_items, {std::move(s[2])}};
  if (s.size() == 5) return {Route::ogc_item, {std::move(s[2]), std::move(s[4])}};
  return {};
}

Target siting_target(std::vector<std::string>& s) {
  if (s.size() == 2 && s[1] == "points") return {Route::siting_points, {}};
  if (s.size() == 2 && s[1] == "coverage") return {Route::siting_coverage, {}};
  if (s.size() == 2 && s[1] == "elbow") return {Route::siting_elbow, {}};
  if (s.size() == 2 && s[1] == "scenarios") return {Route::siting_scenarios, {}};
  if (s.size() == 3 && s[1] == "scenarios") return {Route::siting_scenario, {std::move(s[2])}};
  if (s.size() == 4 && s[1] == "scenarios" && s[3] == "versions")
    return {Route::siting_versions, {std::move(s[2])}};
  if (s.size() == 4 && s[1] == "scenarios" && s[3] == "report")
    return {Route::siting_scenario_report, {std::move(s[2])}};
  if (s.size() < 2 || s[1] != "jobs") return {};
  if (s.size() == 2) return {Route::siting_jobs, {}};
  if (s.size() == 3) return {Route::siting_job, {std::move(s[2])}};
  if (s.size() == 4 &&
      (s[3] == "problem" || s[3] == "solution" || s[3] == "evaluate" || s[3] == "catchments"))
    return {Route::siting_job_part, {std::move(s[2]), std::move(s[3])}};
  return {};
}

/// A place and what stands directly below it.
Target one_part_target(Route route, std::vector<std::string>& s) {
  if (s.size() > 2) return {};
  return {route, {s.size() == 2 ? std::move(s[1]) : std::string()}};
}

}  // namespace

Target route_of(std::string_view path) {
  auto segments = path_segments(path);
  if (!segments)
    throw Error(ErrorCode::bad_input,
                "路径编码有误 the path is not percent-encoded UTF-8 without dot segments");
  auto& s = *segments;
  if (s[0] == "tiles") return tiles_target(s);
  if (s[0] == "archives")
    return s.size() == 2 ? Target{Route::archive, {std::move(s[1])}} : Target{};
  if (s[0] == "ogc") return ogc_target(s);
  if (s[0] == "api") return s.size() == 2 && s[1] == "site" ? Target{Route::site, {}} : Target{};
  if (s[0] == "styles") return one_part_target(Route::style, s);
  if (s[0] == "siting") return siting_target(s);
  if (s[0] == "catalog") return one_part_target(Route::catalog, s);
  if (s.size() == 1 && s[0] == "events") return {Route::events, {}};
  if (s.size() == 1 && s[0] == "healthz") return {Route::health, {}};
  if (s.size() == 1 && s[0] == "readyz") return {Route::ready, {}};
  if (s.size() == 1 && s[0] == "metrics") return {Route::metrics, {}};
  std::string file;
  for (const std::string& segment : s) {
    if (segment.empty() && s.size() > 1) return {};
    if (!file.empty()) file += '/';
    file += segment;
  }
  return {Route::file, {std::move(file)}};
}

bool names_plan(std::string_view ids) {
  for (;;) {
    if (ids.starts_with(plan_prefix)) return true;
    const auto comma = ids.find(',');
    if (comma == std::string_view::npos) return false;
    ids.remove_prefix(comma + 1);
  }
}

bool is_peoples_work(const Target& target) {
  switch (target.route) {
    case Route::siting_jobs:
    case Route::siting_job:
    case Route::siting_job_part:
    case Route::siting_elbow:
    case Route::siting_scenarios:
    case Route::siting_scenario:
    case Route::siting_versions:
    case Route::siting_scenario_report:
      return true;
    case Route::tile:
    case Route::tilejson:
    case Route::tile_quality:
      return names_plan(target.args[0]);
    default:
      return false;
  }
}

}  // namespace jintu::http
