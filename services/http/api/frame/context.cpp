#include "services/http/api/frame/context.hpp"

#include <algorithm>

#include "geo/base/log.hpp"
#include "services/http/message/problem.hpp"
#include "services/siting/question/numbers.hpp"

namespace jintu::http {

namespace {

/// What broke goes to the log under the request's id, never to the client.
void log_failure(const Exchange& exchange, const char* what) {
  log::error("request", what,
             {{"id", exchange.id}, {"path", std::string(exchange.request.path.substr(0, 1000))}});
}

/// A browser's own cache keeps what was released and what is previewed apart.
void vary_by_view(Response& response) {
  constexpr std::string_view names = "Jintu-Preview, Authorization";
  const auto kept = std::find_if(response.fields.begin(), response.fields.end(),
                                 [](const Response::Field& f) { return f.name == field::vary; });
  if (kept == response.fields.end())
    response.with(field::vary, std::string(names));
  else
    kept->value.append(", ").append(names);
}

/// What every answer carries. Pages of other sites may read the map's data, but not what planners
/// made; nor may a cache that many share keep that.
void finish(Response& response, bool confined, bool by_view) {
  if (by_view) vary_by_view(response);
  if (confined) {
    response.with(field::resource_policy, "same-origin");
    for (Response::Field& f : response.fields)
      if (f.name == field::cache_control && f.value.starts_with("public"))
        f.value.replace(0, std::string_view("public").size(), "private");
  } else {
    response.with(field::allow_origin, "*");
    response.with(field::expose_headers,
                  "Accept-Ranges, Content-Range, ETag, Link, Location, Content-Crs, "
                  "Jintu-Revision, Retry-After, X-Request-Id");
  }
  response.with(field::nosniff, "nosniff");
  response.with(field::referrer_policy, "strict-origin-when-cross-origin");
}

/// Without what it says of this machine's folders, which goes to the log.
void hide_paths(const PrivatePaths& paths, const Exchange& exchange, Response& response) {
  if (!response.body) return;
  std::string clean = paths.removed_from(*response.body);
  if (clean == *response.body) return;
  log_failure(exchange, response.body->c_str());
  response.body = std::make_shared<const std::string>(std::move(clean));
}

Lane lane_of(const Call& call) {
  if (names_plan(call.arg("source"))) return Lane::siting;
  // Nobody who writes waits for one who only asks.
  if (call.operation->lane == Lane::edit &&
      call.request().query.find("dry-run=true") != std::string_view::npos)
    return Lane::drafts;
  // Of the answers of a job those that are files take long to make.
  const std::string_view query = call.request().query;
  const bool is_file = call.operation->lane == Lane::siting && query.find("f=") != query.npos &&
                       query.find("f=json") == query.npos;
  return is_file ? Lane::areas : call.operation->lane;
}

}  // namespace

std::optional<Response> Context::guarded(
    const Exchange& exchange, const std::function<std::optional<Response>()>& make) const {
  std::optional<Response> response;
  try {
    response = make();
  } catch (const Refusal& refusal) {
    response = problem(refusal.status, refusal.code, refusal.detail, exchange.request, exchange.id,
                       refusal.more);
    for (const Response::Field& extra : refusal.fields) response->with(extra.name, extra.value);
    hide_paths(paths, exchange, *response);
  } catch (const siting::OutOfRange& error) {
    response = problem(422, "out_of_range", error.public_detail(), exchange.request, exchange.id,
                       Json::object());
    hide_paths(paths, exchange, *response);
  } catch (const Error& error) {
    // What clients are not told goes to the log: all of a fault of ours, the file behind a 503.
    const bool says_more = error.what() != error.public_detail();
    if (status_of(error.code()) == 500 || (status_of(error.code()) == 503 && says_more))
      log_failure(exchange, error.what());
    response = problem(error, exchange.request, exchange.id);
    hide_paths(paths, exchange, *response);
  } catch (const std::exception& error) {
    log_failure(exchange, error.what());
    response = problem(Error(ErrorCode::internal, ""), exchange.request, exchange.id);
  }
  if (response) finish(*response, exchange.confined, exchange.by_view);
  return response;
}

std::optional<Response> Context::elsewhere(const Call& call, const Later& later,
                                           std::function<Response(const Call&)> work,
                                           std::optional<Lane> lane) const {
  Work task;
  task.run = [this, call, later, work = std::move(work)](const Progress& progress) {
    Call now = call;
    now.progress = progress;
    later.answer(*guarded(*call.exchange, [&] { return std::optional<Response>(work(now)); }));
  };
  task.drop = [this, exchange = call.exchange, later](Dropped why) {
    metrics.queue_refused();
    later.answer(*guarded(*exchange, [&]() -> std::optional<Response> { throw not_begun(why); }));
  };
  if (lanes.submit(lane.value_or(lane_of(call)), std::move(task))) return std::nullopt;
  metrics.queue_refused();
  throw queue_full();
}

Error queue_full() {
  return Error(ErrorCode::unavailable,
               "请求过多，请稍后再试 too many requests are waiting; try again shortly");
}

Error not_begun(Dropped why) {
  if (why == Dropped::stopping)
    return Error(ErrorCode::unavailable, "服务器正在停止 the server is stopping");
  return Error(ErrorCode::unavailable,
               "等待过久，请稍后再试 this waited too long behind others; try again shortly");
}

}  // namespace jintu::http
