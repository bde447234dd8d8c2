// The thin part: from a request to a use case, and from its result to an answer.
#include "geo/base/clock.hpp"
#include "geo/base/json.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/ogc.hpp"
#include "services/catalog/site.hpp"
#include "services/http/api/app.hpp"
#include "services/http/api/openapi.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/feature_query.hpp"
#include "services/http/query/record_tag.hpp"

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

catalog::Collection collection(const live::Published& published, const std::string& id) {
  if (auto found = catalog::find_collection(*published.snapshot, id)) return *std::move(found);
  throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + id.substr(0, 63));
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
  const Query query(call.request().query, {}, no_formats);
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

Response App::venues(const Call& call) const {
  const Query query(call.request().query, {});
  if (!call.published->venues) throw Error(ErrorCode::not_found, "没有导入的地点 no places");
  return text_answer(call.request(), json_type, *call.published->venues);
}

namespace {

Response document(const Call& call, const Json& json, std::string_view type = json_type) {
  const Query query(call.request().query, {});
  return text_answer(call.request(), type, text_of(json), {.root = call.root});
}

}  // namespace

Response App::ogc_landing(const Call& call) const {
  return document(call, catalog::landing_json(call.root));
}

Response App::ogc_conformance(const Call& call) const {
  return document(call,
                  conformance_json(routes_, [this](const Operation& o) { return is_offered(o); }));
}

Response App::ogc_api(const Call& call) const {
  const auto offered = [this](const Operation& o) { return is_offered(o); };
  return document(call, openapi_json(routes_, offered, *call.published, call.root),
                  "application/vnd.oai.openapi+json;version=3.0");
}

Response App::ogc_collections(const Call& call) const {
  const live::Published& published = *call.published;
  return document(call, catalog::collections_json(published.site, *published.snapshot, call.root));
}

Response App::ogc_collection(const Call& call) const {
  const auto of = collection(*call.published, call.arg("collectionId"));
  return document(call, catalog::collection_json(call.published->site, of, call.root));
}

Response App::ogc_queryables(const Call& call) const {
  const auto of = collection(*call.published, call.arg("collectionId"));
  return document(call, catalog::queryables_json(of, call.root), "application/schema+json");
}

std::optional<Response> App::ogc_items(const Call& call, const Later& later) {
  return elsewhere(call, later, [this](const Call& c) { return items_page(c); });
}

Response App::items_page(const Call& call) const {
  const auto of = collection(*call.published, call.arg("collectionId"));
  catalog::ItemsQuery query = items_query(call.request().query, of.layer->schema());
  query.page_bytes = options_.page_bytes;
  auto page = catalog::items_page(of, query, call.root, utc_now());
  Response response =
      text_answer(call.request(), geojson_type, std::move(page.body),
                  {.root = call.root, .stable_bytes = page.stable_bytes, .weak = true});
  return std::move(
      response.with(field::content_crs, '<' + std::string(catalog::uri(query.crs)) + '>'));
}

Response App::ogc_item(const Call& call) const {
  const auto of = collection(*call.published, call.arg("collectionId"));
  const catalog::AnswerCrs crs = item_crs(call.request().query);
  const Feature* feature = catalog::find_item(of, call.arg("featureId"));
  if (!feature)
    throw Error(ErrorCode::not_found, "图层中没有此要素 the collection has no feature: " +
                                          call.arg("featureId").substr(0, 100));
  std::string item = catalog::item_text(of, *feature, crs, call.root);
  const std::string tag = record_tag(feature->revision, call.published->epoch);
  Response response = text_answer(call.request(), geojson_type, std::move(item), {.given = tag});
  return std::move(response.with(field::content_crs, '<' + std::string(catalog::uri(crs)) + '>'));
}

/// The web app keeps its state behind "#": its pages have addresses of their own, and others none.
const StaticFile* App::page_or_file(const std::string& path) const {
  if (path.empty()) return files_.find("index.html");
  const StaticFile* file = files_.find(path);
  return file ? file : files_.find(path + ".html");  // /planner
}

Response App::file(const Call& call) const {
  const StaticFile* file = page_or_file(call.arg("path"));
  if (!file) throw Error(ErrorCode::not_found, "此处没有内容 there is nothing at this address");
  return file_answer(call.request(), *file, options_.content_security_policy);
}

}  // namespace jintu::http
