// The thin part: from a request to a use case, and from its result to an answer.
#include <ctime>

#include "geo/base/json.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/ogc.hpp"
#include "services/catalog/site.hpp"
#include "services/http/answers.hpp"
#include "services/http/app.hpp"
#include "services/http/feature_query.hpp"
#include "services/http/problem.hpp"
#include "services/http/uri.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view geojson_type = "application/geo+json";

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response uncached(Response response) {
  response.with(field::cache_control, "no-store");
  return response;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  const std::size_t n = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {text, n};
}

std::shared_ptr<const Layer> collection(const Published& published, const std::string& name) {
  auto layer = published.snapshot ? published.snapshot->layer(name) : nullptr;
  if (!layer)
    throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + name.substr(0, 63));
  return layer;
}

}  // namespace

Response App::health(const Call& call) const {
  const Query query(call.request().query, {});
  return uncached(make_response(200, json_type, R"({"status":"ok"})"));
}

Response App::ready(const Call& call) const {
  const Query query(call.request().query, {});
  const auto& published = call.published;
  if (!published || !published->snapshot)
    throw Error(ErrorCode::unavailable, "数据尚未就绪 the data is not ready yet");
  if (!published->not_ready.empty()) throw Error(ErrorCode::unavailable, published->not_ready);
  const Json json{{"status", "ready"}, {"revision", published->snapshot->revision().value}};
  return uncached(make_response(200, json_type, text_of(json)));
}

Response App::metrics(const Call& call) const {
  const Query query(call.request().query, {});
  const auto cache = memory_.figures();
  Metrics::Now now;
  now.tile_cache = {cache.hits, cache.misses, cache.entries, cache.bytes, cache.limit_bytes};
  for (const WorkPool& pool : lanes_.pools())
    now.lanes.push_back({pool.options().name, pool.queued(), pool.running()});
  if (call.published && call.published->snapshot) {
    now.revision = call.published->snapshot->revision().value;
    now.ready = call.published->not_ready.empty();
  }
  return uncached(
      make_response(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.prometheus(now)));
}

Response App::site(const Call& call) const {
  const Query query(call.request().query, {});
  const Snapshot& snapshot = *call.published->snapshot;
  return text_answer(call.request(), json_type,
                     text_of(catalog::site_json(call.published->site, snapshot)));
}

Response App::ogc_document(const Call& call) const {
  const Query query(call.request().query, {});
  const Published& published = *call.published;
  const auto answer = [&](const Json& json, std::string_view type = json_type) {
    return text_answer(call.request(), type, text_of(json));
  };
  if (call.target.route == Route::ogc_landing) return answer(catalog::landing_json(call.root));
  if (call.target.route == Route::ogc_conformance) return answer(catalog::conformance_json());
  if (call.target.route == Route::ogc_api)
    return answer(catalog::openapi_json(published.site, *published.snapshot, call.root),
                  "application/vnd.oai.openapi+json;version=3.0");
  if (call.target.route == Route::ogc_queryables)
    return answer(catalog::queryables_json(*collection(published, call.arg(0)), call.root),
                  "application/schema+json");
  if (call.target.route == Route::ogc_collections)
    return answer(catalog::collections_json(published.site, *published.snapshot, call.root));
  return answer(
      catalog::collection_json(published.site, *collection(published, call.arg(0)), call.root));
}

Response App::ogc_items(const Call& call) const {
  const auto layer = collection(*call.published, call.arg(0));
  catalog::ItemsQuery query = items_query(call.request().query, layer->schema());
  query.page_bytes = options_.page_bytes;
  auto page = catalog::items_page(*layer, query, call.root, utc_now());
  Response response =
      text_answer(call.request(), geojson_type, std::move(page.body), page.stable_bytes);
  return std::move(
      response.with(field::content_crs, '<' + std::string(catalog::uri(query.crs)) + '>'));
}

Response App::ogc_item(const Call& call) const {
  const auto layer = collection(*call.published, call.arg(0));
  const catalog::AnswerCrs crs = item_crs(call.request().query);
  const Feature* feature = catalog::find_item(*layer, call.arg(1));
  if (!feature)
    throw Error(ErrorCode::not_found,
                "图层中没有此要素 the collection has no feature: " + call.arg(1).substr(0, 100));
  Response response = text_answer(call.request(), geojson_type,
                                  catalog::item_text(*layer, *feature, crs, call.root));
  return std::move(response.with(field::content_crs, '<' + std::string(catalog::uri(crs)) + '>'));
}

Response App::file(const Call& call) const {
  const std::string& path = call.arg(0);
  const StaticFile* file = files_.find(path.empty() ? "index.html" : path);
  // Addresses that the web app makes up have no dot in their last part; a missing file has one,
  // and must not be answered with a page.
  const bool page = path.substr(path.rfind('/') + 1).find('.') == std::string::npos;
  if (!file && page && !path.empty())
    file = files_.find(path + ".html");  // a page of its own: /planner
  if (!file && page) file = files_.find("index.html");
  if (!file) throw Error(ErrorCode::not_found, "没有此文件 there is no such file");
  return file_answer(call.request(), *file, options_.content_security_policy);
}

}  // namespace jintu::http
