// The table of routes: all that this server answers, and what is told of it.
#include "services/http/api/app.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view json = "application/json", geojson = "application/geo+json",
                           mvt = "application/vnd.mapbox-vector-tile";

/// A member function of App as a handler, with or without a Later.
template <auto member>
std::optional<Response> run(App& app, const Call& call, const Later& later) {
  if constexpr (requires { (app.*member)(call, later); })
    return (app.*member)(call, later);
  else
    return (app.*member)(call);
}

Operation get(Handler handler, Needs needs = Needs::data, Lane lane = Lane::read) {
  return {.method = Method::get, .handler = handler, .needs = needs, .lane = lane};
}

Operation get(Handler handler, Doc doc, Lane lane = Lane::documents) {
  return {.method = Method::get, .handler = handler, .lane = lane, .doc = std::move(doc)};
}

/// By the siting side, whose data are its own.
Operation plans(Method method, Handler handler, std::vector<std::string_view> media = {},
                Condition condition = Condition::free) {
  return {.method = method,
          .handler = handler,
          .access = Access::planner,
          .needs = Needs::nothing,
          .media = std::move(media),
          .most_bytes = &ServerOptions::max_siting_bytes,
          .condition = condition,
          .lane = Lane::siting};
}

Operation edits(Method method, Handler handler, std::vector<std::string_view> media,
                Condition condition, Doc doc) {
  return {.method = method,
          .handler = handler,
          .access = Access::editor,
          .needs = Needs::nothing,
          .media = std::move(media),
          .condition = condition,
          .lane = Lane::edit,
          .doc = std::move(doc)};
}

}  // namespace

std::vector<Route> App::table() {
  std::vector<Route> routes{
      {"/healthz", "health", {get(run<&App::health>, Needs::nothing)}},
      {"/readyz", "ready", {get(run<&App::ready>, Needs::nothing)}},
      {"/metrics", "metrics", {get(run<&App::metrics>, Needs::nothing)}},
      {"/events", "events", {get(run<&App::events>)}},
      {"/api/site", "site", {get(run<&App::site>)}},
      {"/api/venues", "venues", {get(run<&App::venues>)}},
      {"/catalog", "catalog", {get(run<&App::catalog>, Needs::data, Lane::survey)}},
      {"/catalog/{part}", "catalog", {get(run<&App::catalog_part>, Needs::data, Lane::survey)}},
      {"/styles", "style", {get(run_elsewhere<&App::style>, Needs::data, Lane::documents)}},
      {"/styles/{style}", "style", {get(run_elsewhere<&App::style>, Needs::data, Lane::documents)}},
      {"/archives/{file}", "archive", {get(run<&App::archive>)}},

      {"/tiles", "tile_catalog", {get(run<&App::tile_catalog>)}},
      {"/tiles/{source}.json", "tilejson", {get(run<&App::tilejson>)}},
      {"/tiles/{source}/quality.json",
       "tile_quality",
       {get(run<&App::tile_quality>, Needs::data, Lane::survey)}},
      {"/tiles/{source}/{z}/{x}/{y}.mvt", "tile", {get(run<&App::tile>)}},
  };
  add_ogc(routes);
  add_siting(routes);
  routes.push_back({file_path, "file", {get(run<&App::file>, Needs::nothing)}});
  return routes;
}

void App::add_ogc(std::vector<Route>& routes) {
  const std::vector<std::string_view> whole{geojson, json};
  const auto add = [&](Route route) { routes.push_back(std::move(route)); };
  add({"/ogc",
       "ogc_landing",
       {get(run_elsewhere<&App::ogc_landing>, {"getLandingPage",
                                               "入口 landing page",
                                               json,
                                               "landingPage",
                                               {},
                                               {"ogcapi-features-1/1.0/conf/core"}})}});
  add({"/ogc/api",
       "ogc_api",
       {get(run_elsewhere<&App::ogc_api>, {"getApi",
                                           "接口定义 this document",
                                           "application/vnd.oai.openapi+json;version=3.0",
                                           "",
                                           {},
                                           {"ogcapi-features-1/1.0/conf/oas30"}})}});
  add({"/ogc/conformance",
       "ogc_conformance",
       {get(run_elsewhere<&App::ogc_conformance>,
            {"getConformance", "符合的标准 conformance classes", json, "conformance"})}});
  add({"/ogc/collections",
       "ogc_collections",
       {get(run_elsewhere<&App::ogc_collections>,
            {"getCollections", "图层 collections", json, "collections"})}});
  add({"/ogc/collections/{collectionId}",
       "ogc_collection",
       {get(run_elsewhere<&App::ogc_collection>,
            {"getCollection", "一个图层 one collection", json, "collection"})}});
  add({"/ogc/collections/{collectionId}/queryables",
       "ogc_queryables",
       {get(run_elsewhere<&App::ogc_queryables>, {"getQueryables",
                                                  "可用于筛选的属性 queryables",
                                                  "application/schema+json",
                                                  "",
                                                  {},
                                                  {"ogcapi-features-3/1.0/conf/queryables"}})}});
  add({"/ogc/collections/{collectionId}/items",
       "ogc_items",
       {get(run<&App::ogc_items>,
            {"getFeatures",
             "要素 features",
             geojson,
             "featureCollection",
             {"limit", "offset", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang",
              "filter-crs"},
             {"ogcapi-features-1/1.0/conf/geojson", "ogcapi-features-2/1.0/conf/crs",
              "ogcapi-features-3/1.0/conf/queryables-query-parameters",
              "ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter",
              "cql2/1.0/conf/cql2-text", "cql2/1.0/conf/basic-cql2",
              "cql2/1.0/conf/advanced-comparison-operators",
              "cql2/1.0/conf/basic-spatial-functions"}},
            Lane::read),
        // Part 4 is a draft: this is 1.0.0-draft.2 (OGC 20-002r1).
        edits(Method::post, run<&App::record_written>, whole, Condition::free,
              {"addFeature",
               "新要素 a new feature",
               geojson,
               "feature",
               {},
               {"ogcapi-features-4/1.0/conf/create-replace-delete",
                "ogcapi-features-4/1.0/conf/features"}})}});
  add({"/ogc/collections/{collectionId}/items/{featureId}",
       "ogc_item",
       {get(run_elsewhere<&App::ogc_item>,
            {"getFeature", "一个要素 one feature", geojson, "feature", {"crs"}}, Lane::read),
        edits(Method::put, run<&App::record_written>, whole, Condition::if_match,
              {"replaceFeature",
               "替换要素 replaces the feature",
               geojson,
               "feature",
               {},
               {"ogcapi-features-4/1.0/conf/optimistic-locking-etags"}}),
        edits(Method::patch, run<&App::record_written>, {"application/merge-patch+json"},
              Condition::if_match,
              {"updateFeature",
               "修改要素 changes the feature",
               geojson,
               "feature",
               {},
               {"ogcapi-features-4/1.0/conf/update"}}),
        edits(Method::del, run<&App::record_written>, {}, Condition::if_match,
              {"deleteFeature", "删除要素 deletes the feature", "", ""})}});
  add({"/ogc/transactions",
       "ogc_transactions",
       {edits(Method::post, run<&App::transaction_posted>, {"application/ogc-tx+json", json},
              Condition::free,
              {"postTransaction",
               "多个要素，一次提交 many records, all written or none",
               json,
               "transactionResponse",
               {},
               {},
               "transaction",
               "200"})}});
  add({"/ogc/tileMatrixSets",
       "ogc_tile_matrix_sets",
       {get(run_elsewhere<&App::tile_matrix_sets>, {"getTileMatrixSetsList",
                                                    "瓦片矩阵集 tile matrix sets",
                                                    json,
                                                    "",
                                                    {},
                                                    {"tms/2.0/conf/tilematrixset"}})}});
  add({"/ogc/tileMatrixSets/{tileMatrixSetId}",
       "ogc_tile_matrix_set",
       {get(run_elsewhere<&App::tile_matrix_set>, {"getTileMatrixSet",
                                                   "一个瓦片矩阵集 one tile matrix set",
                                                   json,
                                                   "",
                                                   {},
                                                   {"tms/2.0/conf/json-tilematrixset"}})}});
  add({"/ogc/tiles",
       "ogc_tile_sets",
       {get(run_elsewhere<&App::tile_sets>, {"dataset.vector.getTileSetsList",
                                             "瓦片集 tile sets",
                                             json,
                                             "",
                                             {},
                                             {"ogcapi-tiles-1/1.0/conf/tilesets-list",
                                              "ogcapi-tiles-1/1.0/conf/dataset-tilesets"}})}});
  add({"/ogc/tiles/{tileMatrixSetId}",
       "ogc_tile_set",
       {get(run<&App::tile_set>,
            {"dataset.vector.getTileSet",
             "一个瓦片集 one tile set",
             json,
             "",
             {},
             {"ogcapi-tiles-1/1.0/conf/tileset", "tms/2.0/conf/json-tilesetmetadata"}})}});
  add({"/ogc/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
       "ogc_tile",
       {get(run<&App::ogc_tile>,
            {"dataset.vector.getTile",
             "一个瓦片 one tile",
             mvt,
             "",
             {},
             {"ogcapi-tiles-1/1.0/conf/core", "ogcapi-tiles-1/1.0/conf/mvt"}},
            Lane::read)}});
  add({"/ogc/collections/{collectionId}/tiles",
       "ogc_tile_sets",
       {get(run_elsewhere<&App::tile_sets>, {"collection.vector.getTileSetsList",
                                             "瓦片集 tile sets",
                                             json,
                                             "",
                                             {},
                                             {"ogcapi-tiles-1/1.0/conf/geodata-tilesets"}})}});
  add({"/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}",
       "ogc_tile_set",
       {get(run<&App::tile_set>,
            {"collection.vector.getTileSet", "一个瓦片集 one tile set", json, ""})}});
  add(
      {"/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/"
       "{tileRow}/{tileCol}",
       "ogc_tile",
       {get(run<&App::ogc_tile>, {"collection.vector.getTile", "一个瓦片 one tile", mvt, ""},
            Lane::read)}});
}

void App::add_siting(std::vector<Route>& routes) {
  const auto city = [](Handler handler, Lane lane) { return get(handler, Needs::nothing, lane); };
  const auto read = [](Handler handler, Lane lane = Lane::siting) {
    Operation operation = plans(Method::get, handler);
    operation.lane = lane;
    return operation;
  };
  const std::vector<std::string_view> body{json};
  const auto add = [&](Route route) { routes.push_back(std::move(route)); };
  // A plan to be weighed is a list of ids; only problems are large.
  Operation weighed = plans(Method::post, run<&App::job_evaluated>, body);
  weighed.most_bytes = &ServerOptions::max_request_bytes;
  add({"/siting/points", "siting_points", {city(run<&App::city_points>, Lane::siting)}});
  add({"/siting/coverage", "siting_coverage", {city(run<&App::city_coverage>, Lane::areas)}});
  add({"/siting/jobs",
       "siting_jobs",
       {read(run<&App::job_list>), plans(Method::post, run<&App::job_posted>, body)}});
  add({"/siting/jobs/{id}",
       "siting_job",
       {read(run<&App::job>), plans(Method::del, run<&App::job_cancelled>)}});
  add({"/siting/jobs/{id}/problem", "siting_job_part", {read(run<&App::job_problem>)}});
  add({"/siting/jobs/{id}/solution", "siting_job_part", {read(run<&App::job_solution>)}});
  add({"/siting/jobs/{id}/catchments",
       "siting_job_part",
       {read(run<&App::job_catchments>, Lane::areas)}});
  add({"/siting/jobs/{id}/evaluate", "siting_job_part", {weighed}});
  add({"/siting/elbow", "siting_elbow", {plans(Method::post, run<&App::elbow_posted>, body)}});
  add({"/siting/robustness",
       "siting_robustness",
       {plans(Method::post, run<&App::robustness_posted>, body)}});
  Operation upload = plans(Method::post, run<&App::points_uploaded>, {"application/octet-stream"});
  upload.lane = Lane::areas;
  add({"/siting/uploads", "siting_uploads", {upload}});
  Operation asked = plans(Method::post, run<&App::addresses_asked>, body);
  asked.most_bytes = &ServerOptions::max_request_bytes;
  asked.lane = Lane::areas;
  add({"/siting/addresses", "siting_addresses", {asked}});
  add({"/siting/scenarios",
       "siting_scenarios",
       {read(run<&App::scenario_list>), plans(Method::post, run<&App::scenario_posted>, body)}});
  add({"/siting/scenarios/{id}",
       "siting_scenario",
       {read(run<&App::scenario>),
        plans(Method::put, run<&App::scenario_written>, body, Condition::if_match),
        plans(Method::del, run<&App::scenario_written>, {}, Condition::if_match)}});
  add({"/siting/scenarios/{id}/versions", "siting_versions", {read(run<&App::scenario_versions>)}});
  add({"/siting/scenarios/{id}/report",
       "siting_scenario_report",
       {read(run<&App::scenario_report>, Lane::areas)}});
}

}  // namespace jintu::http
