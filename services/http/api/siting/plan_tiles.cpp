#include "services/http/api/siting/plan_tiles.hpp"

#include <algorithm>

#include "geo/base/json.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/tile_query.hpp"
#include "services/http/query/tile_selection.hpp"
#include "services/siting/plans/scenario_draft.hpp"

namespace jintu::http {

namespace {

tiles::TileCrs plan_crs(const Request& request) {
  const Query query(request.query, {"crs"});
  const std::string* crs = query.find("crs");
  return crs ? tile_crs(*crs) : tiles::TileCrs::wgs84;
}

}  // namespace

/// Throws Error{not_found | conflict | unsupported}.
std::shared_ptr<const tiles::TileSource> PlanTiles::plan_source(const std::string& id,
                                                                tiles::TileCrs crs) const {
  siting::Workbench& siting = desk_.need();
  const std::string name = id.substr(plan_prefix.size());
  const std::string datum(tiles::word_of(crs));
  if (name.starts_with('s')) {
    const auto kept = siting.scenarios.read(name, std::nullopt);
    return siting.plans.get(name, std::to_string(kept.head.version), datum, [&] {
      const Json body = parse_json(kept.body, "scenario");
      return siting::plan_source(id, kept.head.title,
                                 siting::plan_map(body.at("problem"), body.at("solution")), crs);
    });
  }
  const auto result = siting.jobs.result(name);
  return siting.plans.get(name, "", datum, [&] {
    return siting::plan_source(id, siting.jobs.state(name).title,
                               plan_map(result->problem, result->solved.solution), crs);
  });
}

/// Those that the address names, plans and published ones, in the datum.
tile::Selection PlanTiles::selected_with_plans(const Call& call, tiles::TileCrs crs) {
  const std::string& ids = call.arg("source");
  tile::VariantQuery variant;
  variant.crs = crs;
  tile::Sources sources;
  for (std::size_t begin = 0; begin <= ids.size();) {
    const auto end = std::min(ids.find(',', begin), ids.size());
    const std::string id = ids.substr(begin, end - begin);
    if (id.starts_with(plan_prefix))
      sources.emplace(id, plan_source(id, crs));
    else if (const auto found = call.published->sources.find(id);
             found != call.published->sources.end())
      sources.emplace(id, maker_.varied(call, {id, {found->second}}, variant).parts.front());
    begin = end + 1;
  }
  return selected(sources, ids);
}

std::optional<Response> PlanTiles::tilejson(const Call& call, const Later& later) {
  const auto crs = plan_crs(call.request());
  return context_.elsewhere(call, later, [this, crs](const Call& c) {
    const auto selection = selected_with_plans(c, crs);
    const std::string query =
        crs == tiles::TileCrs::wgs84 ? "" : "?crs=" + std::string(tiles::word_of(crs));
    return text_answer(
        c.request(), "application/json",
        tiles::tilejson(tile::info_of(selection),
                        c.root + "/tiles/" + selection.ids + "/{z}/{x}/{y}.mvt" + query),
        {.root = c.root});
  });
}

std::optional<Response> PlanTiles::tile(const Call& call, const Later& later,
                                        tiles::TileCoord coord) {
  const auto crs = plan_crs(call.request());
  return context_.elsewhere(call, later, [this, crs, coord](const Call& c) {
    TileMaker::Wish wish{selected_with_plans(c, crs), {}, coord};
    wish.plain.ids +=
        "?" + std::string(tiles::word_of(crs));  // the name under which its tiles are remembered
    const auto known = maker_.remembered(wish, tile::TileMemory::Look::first);
    const auto made = known ? *known : maker_.make_tile(c, wish);
    return made ? tile_answer(c.request(), *made) : empty_tile_answer();
  });
}

PlanHandlers PlanTiles::handlers() {
  return {here(*this, &PlanTiles::tilejson),
          [this](const Call& call, const Later& later, tiles::TileCoord coord) {
            return tile(call, later, coord);
          }};
}

}  // namespace jintu::http
