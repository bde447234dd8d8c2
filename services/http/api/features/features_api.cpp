#include "services/http/api/features/features_api.hpp"

#include <algorithm>
#include <array>

#include "geo/base/clock.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/ogc.hpp"
#include "services/http/api/features/openapi.hpp"
#include "services/http/api/frame/documents.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/negotiate.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/query/feature_query.hpp"
#include "services/http/query/record_tag.hpp"

namespace jintu::http {

namespace {

catalog::Collection collection_of(const live::Published& published, const std::string& id) {
  if (auto found = catalog::find_collection(*published.snapshot, *published.stored, id))
    return *std::move(found);
  throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + id.substr(0, 63));
}

/// The layer as it was is gone, and with it what the links of the pages before said.
[[noreturn]] void gone(Revision asked) {
  throw Refusal{
      410, "gone",
      "revision: 图层此后已更换或修改，第 " + std::to_string(asked.value) +
          " 版的各页不再提供，请从第一页重新读 the layer was replaced or changed since, and "
          "the pages of that revision are gone; read it anew from the first page"};
}

std::unique_ptr<LayerReading> reading_of(const live::Published& published,
                                         const catalog::Collection& of) {
  if (!published.store) throw Error(ErrorCode::unavailable, "库未打开 there is no store");
  try {
    return published.store->read(of.schema().name);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    throw Error(ErrorCode::unavailable,
                "库暂时读不到 the store cannot be read for now: " + of.id.substr(0, 63));
  }
}

/// `pinned`: a release is read, and what was between releases is not for everybody.
catalog::ItemsPage page_of(const Call& call, const catalog::Collection& of,
                           const catalog::ItemsQuery& query, bool pinned) {
  const live::Published& published = *call.published;
  if (!of.layer) {
    const auto reading = reading_of(published, of);
    if (query.revision && *query.revision != reading->replaced()) gone(*query.revision);
    if (!query.sort.empty())
      throw Error(ErrorCode::bad_input,
                  "sortby: 此图层只按标识排列 this collection stands in the order of its ids only");
    return catalog::stored_page(of, *reading, query, call.root, utc_now(), call.progress);
  }
  const Revision latest = published.snapshot->revision();
  const Revision asked = query.revision.value_or(latest);
  if (asked > latest)
    throw Error(ErrorCode::not_found,
                "revision: 还没有这一版 there is no such revision: " + std::to_string(asked.value));
  if (pinned && asked < latest) gone(asked);
  if (asked == latest || !published.changes->may_have_changed(of.schema().name, asked))
    return catalog::items_page(of, query, asked, call.root, utc_now());
  if (!query.sort.empty()) gone(asked);
  const auto reading = reading_of(published, of);
  return catalog::stored_page(of, *reading, query, call.root, utc_now(), call.progress);
}

/// A page draws what comes in degrees, longitude first: where no CRS is asked for.
bool in_degrees(const Call& call) { return call.request().query.find("crs=") == std::string::npos; }

[[noreturn]] void no_item(const std::string& id) {
  throw Error(ErrorCode::not_found,
              "图层中没有此要素 the collection has no feature: " + id.substr(0, 100));
}

}  // namespace

Response FeaturesApi::landing(const Call& call) const {
  return document_or_page(context_, call, browse::Subject::landing,
                          [&]() -> Json { return catalog::landing_json(call.root); });
}

Response FeaturesApi::conformance(const Call& call) const {
  return document_or_page(context_, call, browse::Subject::conformance, [&]() -> Json {
    return conformance_json(context_.routes, context_.is_offered);
  });
}

Response FeaturesApi::api(const Call& call) const {
  return document_or_page(
      context_, call, browse::Subject::api,
      [&]() -> Json {
        return openapi_json(context_.routes, context_.is_offered, *call.published, call.root);
      },
      "application/vnd.oai.openapi+json;version=3.0");
}

Response FeaturesApi::collections(const Call& call) const {
  return document_or_page(context_, call, browse::Subject::collections, [&]() -> Json {
    const live::Published& published = *call.published;
    return catalog::collections_json(published.site, *published.snapshot, *published.stored,
                                     call.root);
  });
}

Response FeaturesApi::collection(const Call& call) const {
  return document_or_page(context_, call, browse::Subject::collection, [&]() -> Json {
    const auto of = collection_of(*call.published, call.arg("collectionId"));
    return catalog::collection_json(call.published->site, of, call.root);
  });
}

Response FeaturesApi::queryables(const Call& call) const {
  return document_or_page(
      context_, call, browse::Subject::properties,
      [&]() -> Json {
        const auto of = collection_of(*call.published, call.arg("collectionId"));
        return catalog::queryables_json(of, call.root);
      },
      "application/schema+json");
}

Response FeaturesApi::schema(const Call& call) const {
  return document_or_page(
      context_, call, browse::Subject::properties,
      [&]() -> Json {
        const live::Published& published = *call.published;
        const auto of = collection_of(published, call.arg("collectionId"));
        const auto records = published.schemas.find(of.schema().name);
        return catalog::schema_json(
            of, records == published.schemas.end() ? nullptr : records->second.get(), call.root);
      },
      "application/schema+json");
}

Response FeaturesApi::sortables(const Call& call) const {
  return document_or_page(
      context_, call, browse::Subject::properties,
      [&]() -> Json {
        const auto of = collection_of(*call.published, call.arg("collectionId"));
        return catalog::sortables_json(of, call.root);
      },
      "application/schema+json");
}

catalog::ItemsPage FeaturesApi::found(const Call& call, const catalog::ItemsQuery& query,
                                      const catalog::Collection& of) const {
  const bool pinned = call.view == live::View::released &&
                      context_.state.get(live::View::working) != context_.state.get();
  return page_of(call, of, query, pinned);
}

Response FeaturesApi::items(const Call& call) const {
  const auto asked = [&](const catalog::Collection& of) {
    std::string text(call.request().query);
    if (prefers_page(call.request())) text = without_empty(text);
    catalog::ItemsQuery query = items_query(text, of.schema());
    query.page_bytes = context_.options.page_bytes;
    return query;
  };
  if (prefers_page(call.request()))
    return page_answer(
        context_, call, browse::Subject::items,
        [&] {
          const auto of = collection_of(*call.published, call.arg("collectionId"));
          return parse_json(found(call, asked(of), of).body, "items");
        },
        in_degrees(call));
  const auto of = collection_of(*call.published, call.arg("collectionId"));
  const catalog::ItemsQuery query = asked(of);
  auto page = found(call, query, of);
  Response response =
      text_answer(call.request(), geojson_type, std::move(page.body),
                  {.root = call.root, .stable_bytes = page.stable_bytes, .weak = true});
  response.with(field::content_crs, '<' + std::string(catalog::uri(query.crs)) + '>');
  return beside_page(std::move(response));
}

Response FeaturesApi::item(const Call& call) const {
  catalog::AnswerCrs crs = catalog::AnswerCrs::crs84;
  std::optional<Revision> revision;
  const auto text = [&] {
    const auto of = collection_of(*call.published, call.arg("collectionId"));
    crs = item_crs(call.request().query);
    std::optional<Feature> stored;
    if (!of.layer)
      stored = catalog::find_stored_item(*reading_of(*call.published, of), call.arg("featureId"));
    const Feature* feature = stored     ? &*stored
                             : of.layer ? catalog::find_item(of, call.arg("featureId"))
                                        : nullptr;
    if (!feature) no_item(call.arg("featureId"));
    revision = feature->revision;
    return catalog::item_text(of, *feature, crs, call.root);
  };
  if (prefers_page(call.request()))
    return page_answer(
        context_, call, browse::Subject::item, [&] { return parse_json(text(), "item"); },
        in_degrees(call));
  std::string item = text();
  const std::string tag = record_tag(*revision, call.published->epoch);
  Response response = text_answer(call.request(), geojson_type, std::move(item), {.given = tag});
  response.with(field::content_crs, '<' + std::string(catalog::uri(crs)) + '>');
  return beside_page(std::move(response));
}

/// A page of a stored layer that no index leads to: all its records may have to be read, seconds of
/// work, which must not keep tiles and pages waiting.
bool FeaturesApi::looks_through(const Call& call) {
  if (!call.published->stored->contains(call.arg("collectionId"))) return false;
  constexpr std::array<std::string_view, 9> led{
      "limit", "after", "revision", "bbox", "bbox-crs", "crs", "f", "preview", "properties"};
  std::string_view rest = call.request().query;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view name = rest.substr(0, std::min(rest.find('='), end));
    if (!name.empty() && std::find(led.begin(), led.end(), name) == led.end()) return true;
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return false;
}

void FeaturesApi::routes(std::vector<Route>& table, std::vector<Operation> of_items,
                         std::vector<Operation> of_item) {
  constexpr std::string_view json = json_type;
  const auto add = [&](Route route) { table.push_back(std::move(route)); };
  add({"/ogc",
       "ogc_landing",
       {get(in_lane(context_, *this, &FeaturesApi::landing),
            {"getLandingPage",
             "入口 landing page",
             json,
             "landingPage",
             {},
             {"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/html"}})}});
  add({"/ogc/api",
       "ogc_api",
       {get(in_lane(context_, *this, &FeaturesApi::api),
            {"getApi",
             "接口定义 this document",
             "application/vnd.oai.openapi+json;version=3.0",
             "",
             {},
             {"ogcapi-features-1/1.0/conf/oas30"}})}});
  add({"/ogc/conformance",
       "ogc_conformance",
       {get(in_lane(context_, *this, &FeaturesApi::conformance),
            {"getConformance", "符合的标准 conformance classes", json, "conformance"})}});
  add({"/ogc/collections",
       "ogc_collections",
       {get(in_lane(context_, *this, &FeaturesApi::collections),
            {"getCollections", "图层 collections", json, "collections"})}});
  add({"/ogc/collections/{collectionId}",
       "ogc_collection",
       {get(in_lane(context_, *this, &FeaturesApi::collection),
            {"getCollection", "一个图层 one collection", json, "collection"})}});
  add({"/ogc/collections/{collectionId}/queryables",
       "ogc_queryables",
       {get(in_lane(context_, *this, &FeaturesApi::queryables),
            {"getQueryables",
             "可用于筛选的属性 queryables",
             "application/schema+json",
             "",
             {},
             {"ogcapi-features-3/1.0/conf/queryables"}})}});
  add({"/ogc/collections/{collectionId}/schema",
       "ogc_schema",
       {get(in_lane(context_, *this, &FeaturesApi::schema),
            {"getSchema",
             "要素的属性 what the features are made of",
             "application/schema+json",
             "",
             {},
             {"ogcapi-common-3/1.0/conf/schemas",
              "ogcapi-common-3/1.0/conf/returnables-and-receivables"}})}});
  add({"/ogc/collections/{collectionId}/sortables",
       "ogc_sortables",
       {get(in_lane(context_, *this, &FeaturesApi::sortables),
            {"getSortables",
             "可用于排序的属性 what can be sorted by",
             "application/schema+json",
             "",
             {},
             {"ogcapi-common-3/1.0/conf/sortables"}})}});
  constexpr std::string_view geojson = geojson_type;
  of_items.insert(
      of_items.begin(),
      get(
          [this](const Call& call, const Later& later) {
            return context_.elsewhere(
                call, later, [this](const Call& c) { return items(c); },
                looks_through(call) ? std::optional(Lane::areas) : std::nullopt);
          },
          {"getFeatures",
           "要素 features",
           geojson,
           "featureCollection",
           {"limit", "offset", "after", "revision", "bbox", "bbox-crs", "datetime", "crs",
            "properties", "sortby", "filter", "filter-lang", "filter-crs"},
           {"ogcapi-features-1/1.0/conf/geojson", "ogcapi-features-2/1.0/conf/crs",
            "ogcapi-features-3/1.0/conf/queryables-query-parameters",
            "ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter",
            "cql2/1.0/conf/cql2-text", "cql2/1.0/conf/basic-cql2",
            "cql2/1.0/conf/advanced-comparison-operators", "cql2/1.0/conf/basic-spatial-functions",
            "cql2/1.0/conf/cql2-json", "cql2/1.0/conf/case-insensitive-comparison",
            "cql2/1.0/conf/accent-insensitive-comparison",
            "cql2/1.0/conf/basic-spatial-functions-plus", "cql2/1.0/conf/temporal-functions",
            "cql2/1.0/conf/property-property", "cql2/1.0/conf/arithmetic"}},
          Lane::read));
  add({"/ogc/collections/{collectionId}/items", "ogc_items", std::move(of_items)});
  of_item.insert(
      of_item.begin(),
      get(in_lane(context_, *this, &FeaturesApi::item),
          {"getFeature", "一个要素 one feature", geojson, "feature", {"crs"}}, Lane::read));
  add({"/ogc/collections/{collectionId}/items/{featureId}", "ogc_item", std::move(of_item)});
}

}  // namespace jintu::http
