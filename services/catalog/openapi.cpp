#include <string>

#include "geo/store/live_layers.hpp"
#include "services/catalog/crs_uri.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/ogc.hpp"
#include "services/catalog/tile_sets.hpp"

namespace jintu::catalog {

namespace {

Json answer(std::string_view description, std::string_view type, Json schema) {
  return {{"description", description},
          {"content", {{std::string(type), {{"schema", std::move(schema)}}}}}};
}

Json operation(std::string_view id, std::string_view summary, std::string_view type,
               Json parameters) {
  Json json;
  json["operationId"] = id;
  json["summary"] = summary;
  json["parameters"] = std::move(parameters);
  const Json problem =
      answer("RFC 9457 problem details", "application/problem+json", {{"type", "object"}});
  json["responses"] = {{"200", answer("OK", type, {{"type", "object"}})},
                       {"304", {{"description", "not modified"}}},
                       {"400", problem},
                       {"404", problem},
                       {"500", problem},
                       {"503", problem}};
  return {{"get", std::move(json)}};
}

Json parameter(std::string_view name, std::string_view where, Json schema) {
  Json json{
      {"name", name}, {"in", where}, {"required", where == "path"}, {"schema", std::move(schema)}};
  const bool is_list = json["schema"]["type"] == "array";
  json["style"] = where == "path" ? "simple" : "form";
  if (is_list) json["explode"] = false;
  return json;
}

Json crs_parameter(std::string_view name) {
  Json allowed = Json::array();
  for (const AnswerCrs crs : answer_crss()) allowed.push_back(uri(crs));
  return parameter(name, "query",
                   {{"type", "string"},
                    {"format", "uri"},
                    {"enum", std::move(allowed)},
                    {"default", uri(AnswerCrs::crs84)}});
}

}  // namespace

Json openapi_json(const Site& site, const Snapshot& snapshot, std::string_view root) {
  Json names = Json::array();
  for (const std::string_view name : live_layer_names()) {
    if (snapshot.layer(name)) names.push_back(name);
  }
  const Json collection =
      parameter("collectionId", "path", {{"type", "string"}, {"enum", std::move(names)}});
  const Json feature = parameter("featureId", "path", {{"type", "string"}});
  const Json limit = parameter(
      "limit", "query",
      {{"type", "integer"}, {"minimum", 1}, {"maximum", max_limit}, {"default", default_limit}});
  const Json offset =
      parameter("offset", "query", {{"type", "integer"}, {"minimum", 0}, {"default", 0}});
  Json box = parameter("bbox", "query", {{"type", "array"}, {"items", {{"type", "number"}}}});
  box["schema"]["oneOf"] =
      Json::array({{{"minItems", 4}, {"maxItems", 4}}, {{"minItems", 6}, {"maxItems", 6}}});
  const Json datetime = parameter("datetime", "query", {{"type", "string"}});
  const Json filter = parameter("filter", "query", {{"type", "string"}});
  const Json filter_lang =
      parameter("filter-lang", "query",
                {{"type", "string"}, {"enum", {"cql2-text"}}, {"default", "cql2-text"}});
  // Properties by their own names: those of each collection are in its queryables.
  Json by_name{{"name", "properties"},
               {"in", "query"},
               {"required", false},
               {"style", "form"},
               {"explode", true}};
  by_name["schema"] = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
  const Json none = Json::array();

  Json paths;
  paths["/ogc"] = operation("getLandingPage", "入口 landing page", "application/json", none);
  paths["/ogc/api"] = operation("getApi", "接口定义 this document",
                                "application/vnd.oai.openapi+json;version=3.0", none);
  paths["/ogc/conformance"] =
      operation("getConformance", "符合的标准 conformance classes", "application/json", none);
  paths["/ogc/collections"] =
      operation("getCollections", "图层 collections", "application/json", none);
  paths["/ogc/collections/{collectionId}"] = operation(
      "getCollection", "一个图层 one collection", "application/json", Json::array({collection}));
  paths["/ogc/collections/{collectionId}/items"] =
      operation("getFeatures", "要素 features", "application/geo+json",
                Json::array({collection, limit, offset, box, datetime, crs_parameter("crs"),
                             crs_parameter("bbox-crs"), filter, filter_lang,
                             crs_parameter("filter-crs"), by_name}));
  paths["/ogc/collections/{collectionId}/queryables"] =
      operation("getQueryables", "可用于筛选的属性 queryables", "application/schema+json",
                Json::array({collection}));
  paths["/ogc/collections/{collectionId}/items/{featureId}"] =
      operation("getFeature", "一个要素 one feature", "application/geo+json",
                Json::array({collection, feature, crs_parameter("crs")}));

  Json sets = Json::array();
  for (const TileMatrixSet& set : tile_matrix_sets()) sets.push_back(set.id);
  const Json set =
      parameter("tileMatrixSetId", "path", {{"type", "string"}, {"enum", std::move(sets)}});
  const auto place = [](std::string_view name) {
    return parameter(name, "path", {{"type", "integer"}, {"minimum", 0}});
  };
  paths["/ogc/tileMatrixSets"] =
      operation("getTileMatrixSetsList", "瓦片矩阵集 tile matrix sets", "application/json", none);
  paths["/ogc/tileMatrixSets/{tileMatrixSetId}"] =
      operation("getTileMatrixSet", "一个瓦片矩阵集 one tile matrix set", "application/json",
                Json::array({set}));
  for (const auto& [prefix, of] : {std::pair<std::string, std::string>{"/ogc", "dataset"},
                                   {"/ogc/collections/{collectionId}", "collection"}}) {
    Json base = of == "dataset" ? none : Json::array({collection});
    paths[prefix + "/tiles"] =
        operation(of + ".vector.getTileSetsList", "瓦片集 tile sets", "application/json", base);
    base.push_back(set);
    paths[prefix + "/tiles/{tileMatrixSetId}"] =
        operation(of + ".vector.getTileSet", "一个瓦片集 one tile set", "application/json", base);
    for (const char* name : {"tileMatrix", "tileRow", "tileCol"}) base.push_back(place(name));
    Json tile = operation(of + ".vector.getTile", "一个瓦片 one tile",
                          "application/vnd.mapbox-vector-tile", base);
    tile["get"]["responses"]["200"]["content"]["application/vnd.mapbox-vector-tile"]["schema"] = {
        {"type", "string"}, {"format", "binary"}};
    tile["get"]["responses"]["204"] = {{"description", "空瓦片 nothing in this tile"}};
    paths[prefix + "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"] = std::move(tile);
  }

  Json json;
  json["openapi"] = "3.0.3";
  json["info"] = {{"title", "津图 Jintu"}, {"version", site.version}};
  json["servers"] = Json::array({{{"url", std::string(root)}}});
  json["paths"] = std::move(paths);
  return json;
}

}  // namespace jintu::catalog
