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

tile::Selection selected(const Published& published, const std::string& ids) {
  auto result = tile::select(published.sources, ids);
  if (const auto* unknown = std::get_if<tile::UnknownSource>(&result))
    throw Error(ErrorCode::not_found, "没有此数据源 there is no tile source: " + unknown->id);
  if (const auto* bad = std::get_if<tile::BadSelection>(&result))
    throw Error(ErrorCode::bad_input, bad->detail);
  return std::get<tile::Selection>(std::move(result));
}

tiles::TileCoord coordinate(const std::string& z, const std::string& x, const std::string& y) {
  constexpr std::uint64_t most = std::uint64_t{1} << tiles::max_tile_zoom;
  const auto zoom = parse_whole(z, tiles::max_tile_zoom), column = parse_whole(x, most),
             row = parse_whole(y, most);
  if (zoom && column && row) {
    const auto coord = tiles::TileCoord::checked(static_cast<std::int64_t>(*zoom),
                                                 static_cast<std::int64_t>(*column),
                                                 static_cast<std::int64_t>(*row));
    if (coord) return *coord;
  }
  throw Error(ErrorCode::bad_input,
              "瓦片编号有误：须为整数，z 0–22，x、y 小于 2 的 z 次方 "
              "z, x and y must be whole numbers: z 0 to 22, x and y from 0 to below 2^z");
}

std::shared_ptr<const Layer> collection(const Published& published, const std::string& name) {
  auto layer = published.snapshot ? published.snapshot->layer(name) : nullptr;
  if (!layer) throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + name.substr(0, 63));
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
  now.queued = pool_.queued();
  if (call.published && call.published->snapshot) {
    now.revision = call.published->snapshot->revision().value;
    now.ready = call.published->not_ready.empty();
  }
  return uncached(make_response(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.prometheus(now)));
}

Response App::site(const Call& call) const {
  const Query query(call.request().query, {});
  const Snapshot& snapshot = *call.published->snapshot;
  return text_answer(call.request(), json_type, text_of(catalog::site_json(call.published->site, snapshot)));
}

Response App::tile_catalog(const Call& call) const {
  const Query query(call.request().query, {});
  Json sources = Json::array();
  for (const auto& [id, source] : call.published->sources) {
    sources.push_back({{"id", id},
                       {"kind", tiles::to_string(source->info().kind)},
                       {"tilejson", "/tiles/" + id + ".json"}});
  }
  Json json;
  json["sources"] = std::move(sources);
  return text_answer(call.request(), json_type, text_of(json));
}

Response App::tilejson(const Call& call) const {
  const Query query(call.request().query, {});
  const auto selection = selected(*call.published, call.arg(0));
  const std::string url = call.root + "/tiles/" + selection.ids + "/{z}/{x}/{y}.mvt";
  return text_answer(call.request(), json_type, tiles::tilejson(tile::info_of(selection), url));
}

std::optional<Response> App::tile(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  const auto coord = coordinate(call.arg(1), call.arg(2), call.arg(3));
  auto selection = selected(*call.published, call.arg(0));
  if (const auto made = memory_.find(selection, coord))
    return *made ? tile_answer(call.request(), **made) : empty_tile_answer();
  return elsewhere(call, later, [this, coord, selection = std::move(selection)](const Call& c) {
    const auto start = Clock::now();
    const auto made = tile::make_tile(selection, coord);
    metrics_.tile_made(Clock::now() - start);
    memory_.put(selection, coord, made);
    return made ? tile_answer(c.request(), *made) : empty_tile_answer();
  });
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
  if (call.target.route == Route::ogc_collections)
    return answer(catalog::collections_json(published.site, *published.snapshot, call.root));
  return answer(catalog::collection_json(published.site, *collection(published, call.arg(0)), call.root));
}

Response App::ogc_items(const Call& call) const {
  const auto layer = collection(*call.published, call.arg(0));
  catalog::ItemsQuery query = items_query(call.request().query);
  query.page_bytes = options_.page_bytes;
  auto page = catalog::items_page(*layer, query, call.root, utc_now());
  Response response =
      text_answer(call.request(), geojson_type, std::move(page.body), page.stable_bytes);
  return std::move(response.with(field::content_crs, '<' + std::string(catalog::uri(query.crs)) + '>'));
}

Response App::ogc_item(const Call& call) const {
  const auto layer = collection(*call.published, call.arg(0));
  const catalog::AnswerCrs crs = item_crs(call.request().query);
  const Feature* feature = catalog::find_item(*layer, call.arg(1));
  if (!feature)
    throw Error(ErrorCode::not_found, "图层中没有此要素 the collection has no feature: " + call.arg(1).substr(0, 100));
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
  if (!file && page) file = files_.find("index.html");
  if (!file) throw Error(ErrorCode::not_found, "没有此文件 there is no such file");
  return file_answer(call.request(), *file, options_.content_security_policy);
}

}  // namespace jintu::http
