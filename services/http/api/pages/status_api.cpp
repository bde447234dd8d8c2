#include "services/http/api/pages/status_api.hpp"

#include "services/catalog/site.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"

namespace jintu::http {

Response StatusApi::health(const Call& call) const {
  const Query query(call.request().query, {});
  return uncached(make_response(200, json_type, R"({"status":"ok"})"));
}

Response StatusApi::ready(const Call& call) const {
  const Query query(call.request().query, {});
  const auto& published = call.published;
  if (!published || !published->snapshot)
    throw Error(ErrorCode::unavailable, "数据尚未就绪 the data is not ready yet");
  if (!published->not_ready.empty()) throw Error(ErrorCode::unavailable, published->not_ready);
  const Json json{{"status", "ready"}, {"revision", published->snapshot->revision().value}};
  return uncached(make_response(200, json_type, text_of(json)));
}

Response StatusApi::metrics(const Call& call) const {
  const Query query(call.request().query, {}, no_formats);
  const auto cache = maker_.figures();
  Metrics::Now now;
  now.tile_cache = {cache.hits, cache.misses, cache.entries, cache.bytes, cache.limit_bytes};
  for (const WorkPool& pool : context_.lanes.pools())
    now.lanes.push_back({pool.options().name, pool.queued(), pool.running()});
  if (call.published && call.published->snapshot) {
    now.revision = call.published->snapshot->revision().value;
    now.ready = call.published->not_ready.empty();
  }
  return uncached(make_response(200, "text/plain; version=0.0.4; charset=utf-8",
                                context_.metrics.prometheus(now)));
}

Response StatusApi::site(const Call& call) const {
  const Query query(call.request().query, {});
  const Snapshot& snapshot = *call.published->snapshot;
  return text_answer(call.request(), json_type,
                     text_of(catalog::site_json(call.published->site, snapshot)));
}

Response StatusApi::venues(const Call& call) const {
  const Query query(call.request().query, {});
  if (!call.published->venues) throw Error(ErrorCode::not_found, "没有导入的地点 no places");
  return text_answer(call.request(), json_type, *call.published->venues);
}

void StatusApi::routes(std::vector<Route>& table) {
  table.push_back({"/healthz", "health", {get(here(*this, &StatusApi::health), Needs::nothing)}});
  table.push_back({"/readyz", "ready", {get(here(*this, &StatusApi::ready), Needs::nothing)}});
  table.push_back({"/metrics", "metrics", {get(here(*this, &StatusApi::metrics), Needs::nothing)}});
  table.push_back({"/api/site", "site", {get(here(*this, &StatusApi::site))}});
  table.push_back({"/api/venues", "venues", {get(here(*this, &StatusApi::venues))}});
}

}  // namespace jintu::http
