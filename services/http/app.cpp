#include "services/http/app.hpp"

#include <array>
#include <cstdio>

#include "services/http/problem.hpp"

namespace jintu::http {

namespace {

/// What broke goes to the log under the request's id, never to the client.
void log_failure(const Exchange& exchange, const char* what) {
  std::fprintf(stderr, "error %s %.*s: %s\n", exchange.id.c_str(),
               static_cast<int>(exchange.request.path.size()), exchange.request.path.data(), what);
}

constexpr std::string_view readable = "GET, HEAD, OPTIONS";

Response options_answer(const std::string& allowed) {
  Response response;
  response.status = 204;
  response.with(field::allow, allowed);
  response.with(field::allow_methods, std::string(readable));  // other origins may read
  response.with(field::allow_headers, "Accept, Accept-Language, If-None-Match, If-Range, Range");
  response.with(field::max_age, "86400");
  return response;
}

/// What every answer carries. Pages of other sites may read the map's data, but not what planners
/// made; nor may a cache that many share keep that.
void finish(Response& response, bool confined) {
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

bool is_siting(Route route) {
  return route == Route::siting_jobs || route == Route::siting_job ||
         route == Route::siting_job_part || route == Route::siting_elbow ||
         route == Route::siting_scenarios || route == Route::siting_scenario;
}

/// The lane of what is done elsewhere.
Lane lane_of(const Target& target, const Request& request) {
  if (target.route == Route::ogc_items || target.route == Route::ogc_item) {
    const bool reads = request.method == Method::get || request.method == Method::head;
    return reads ? Lane::read : Lane::edit;
  }
  switch (target.route) {
    case Route::style:
    case Route::ogc_landing:
    case Route::ogc_api:
    case Route::ogc_conformance:
    case Route::ogc_collections:
    case Route::ogc_collection:
    case Route::ogc_queryables:
    case Route::ogc_tile_matrix_sets:
    case Route::ogc_tile_matrix_set:
    case Route::ogc_tile_sets:
    case Route::ogc_tile_set:
      return Lane::documents;
    case Route::tile_quality:
    case Route::catalog:
      return Lane::survey;
    case Route::siting_coverage:
    case Route::siting_scenario_report:
      return Lane::areas;
    case Route::siting_job_part: {
      const bool file = target.args[1] == "solution" && !request.query.empty() &&
                        request.query.find("f=json") == std::string_view::npos;
      return file || target.args[1] == "catchments" ? Lane::areas : Lane::siting;
    }
    case Route::siting_points:
    case Route::siting_jobs:
    case Route::siting_job:
    case Route::siting_elbow:
    case Route::siting_scenarios:
    case Route::siting_scenario:
    case Route::siting_versions:
      return Lane::siting;
    case Route::tile:
    case Route::tilejson:
      return names_plan(target.args[0]) ? Lane::siting : Lane::read;
    default:
      return Lane::read;
  }
}

bool needs_state(Route route) {
  switch (route) {
    case Route::site:
    case Route::tile_catalog:
    case Route::tilejson:
    case Route::tile:
    case Route::tile_quality:
    case Route::catalog:
    case Route::style:
    case Route::archive:
    case Route::ogc_landing:
    case Route::ogc_api:
    case Route::ogc_conformance:
    case Route::ogc_collections:
    case Route::ogc_collection:
    case Route::ogc_queryables:
    case Route::ogc_items:
    case Route::ogc_item:
    case Route::ogc_tile_matrix_sets:
    case Route::ogc_tile_matrix_set:
    case Route::ogc_tile_sets:
    case Route::ogc_tile_set:
    case Route::ogc_tile:
    case Route::events:
      return true;
    case Route::unread:
    case Route::health:
    case Route::ready:
    case Route::metrics:
    case Route::siting_points:
    case Route::siting_coverage:
    case Route::siting_jobs:
    case Route::siting_job:
    case Route::siting_job_part:
    case Route::siting_elbow:
    case Route::siting_scenarios:
    case Route::siting_scenario:
    case Route::siting_versions:
    case Route::siting_scenario_report:
    case Route::file:
    case Route::none:
      return false;
  }
  return false;
}

}  // namespace

App::App(const ServerOptions& options, ServiceState& state, edit::Editor* editor,
         siting::Workbench* siting)
    : options_(options),
      state_(state),
      editor_(editor),
      siting_(siting),
      files_(StaticFiles::load(options.static_dir)),
      log_(options.access_log),
      memory_(options.tile_cache_bytes),
      waiters_(options.max_waiters),
      siting_waiters_(options.max_waiters),
      door_(options.address, options.public_url, options.hosts),
      paths_(options.private_folders),
      lanes_(lane_options(options.work_threads, options.work_queue)) {
  state_.on_publish([this] {
    variants_.keep_only(state_.get()->sources);
    waiters_.notify();
  });
  if (siting_) siting_->jobs.on_change([this] { siting_waiters_.notify(); });
}

App::~App() {
  if (siting_) siting_->jobs.on_change({});
  state_.on_publish({});
}

std::optional<Response> App::guarded(const Exchange& exchange,
                                     const std::function<std::optional<Response>()>& make) const {
  std::optional<Response> response;
  try {
    response = make();
  } catch (const Refusal& refusal) {
    response = problem(refusal.status, refusal.code, refusal.detail, exchange.request, exchange.id,
                       refusal.more);
    for (const Response::Field& extra : refusal.fields) response->with(extra.name, extra.value);
    hide_paths(exchange, *response);
  } catch (const Error& error) {
    // What clients are not told goes to the log: all of a fault of ours, the file behind a 503.
    const bool says_more = error.what() != error.public_detail();
    if (status_of(error.code()) == 500 || (status_of(error.code()) == 503 && says_more))
      log_failure(exchange, error.what());
    response = problem(error, exchange.request, exchange.id);
    hide_paths(exchange, *response);
  } catch (const std::exception& error) {
    log_failure(exchange, error.what());
    response = problem(Error(ErrorCode::internal, ""), exchange.request, exchange.id);
  }
  if (response) finish(*response, exchange.confined);
  return response;
}

void App::hide_paths(const Exchange& exchange, Response& response) const {
  if (!response.body) return;
  std::string clean = paths_.removed_from(*response.body);
  if (clean == *response.body) return;
  log_failure(exchange, response.body->c_str());
  response.body = std::make_shared<const std::string>(std::move(clean));
}

std::optional<Response> App::handle(const std::shared_ptr<Exchange>& exchange, Later later) {
  metrics_.in_flight(+1);
  exchange->route = static_cast<int>(Route::none);
  return guarded(*exchange, [&]() -> std::optional<Response> {
    Call call{exchange, {}, nullptr, {}, {}};
    return dispatch(call, later);
  });
}

Response App::refuse(const std::shared_ptr<Exchange>& exchange, const HeadFault& fault) {
  metrics_.in_flight(+1);
  exchange->route = static_cast<int>(Route::unread);
  return *guarded(*exchange, [&]() -> std::optional<Response> {
    throw Refusal{fault.status, "bad_request", fault.detail};
  });
}

void App::done(const Exchange& exchange) {
  metrics_.in_flight(-1);
  metrics_.request_done(static_cast<Route>(exchange.route), exchange.status,
                        Clock::now() - exchange.start, exchange.sent, exchange.aborted);
  log_.write(exchange);
}

std::optional<Response> App::dispatch(Call& call, const Later& later) {
  const Request& request = call.request();
  call.exchange->confined = true;  // who asks under another name is told nothing
  door_.check_host(request);
  call.exchange->confined = false;
  if (request.path == "*") return options_answer(std::string(readable));
  call.target = route_of(request.path);
  call.exchange->route = static_cast<int>(call.target.route);
  if (call.target.route == Route::none)
    throw Error(ErrorCode::not_found, "此处没有内容 there is nothing at this address");
  check_access(call);
  switch (request.method) {
    case Method::get:
    case Method::head:
      return get(call, later);
    case Method::options:
      return options_answer(allowed(call.target));
    case Method::post:
    case Method::put:
    case Method::patch:
    case Method::del:
      break;
  }
  const std::string methods = allowed(call.target);
  static constexpr std::array<std::pair<Method, std::string_view>, 4> names{
      {{Method::post, "POST"},
       {Method::put, "PUT"},
       {Method::patch, "PATCH"},
       {Method::del, "DELETE"}}};
  for (const auto& [method, name] : names)
    if (method == request.method && methods.find(name) != std::string::npos)
      return is_siting(call.target.route) ? siting_write(call, later) : write(call, later);
  throw Refusal{405,
                "method_not_allowed",
                "此资源不支持此方法 this resource does not take this method",
                Json::object(),
                {{field::allow, methods}}};
}

void App::check_access(const Call& call) const {
  const Request& request = call.request();
  const bool confined = call.exchange->confined = is_peoples_work(call.target);
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (request.method == Method::options) return;
  if (confined || !reads) door_.check_origin(request);
  if (!confined) return;
  need_siting();
  if (may_use_siting(request)) return;
  throw Refusal{401,
                "unauthorized",
                "需要令牌 siting takes the token of this server: Authorization: Bearer …",
                Json::object(),
                {{field::www_authenticate, "Bearer realm=\"jintu\""}}};
}

std::string App::allowed(const Target& target) const {
  std::string methods(readable);
  if (target.route == Route::siting_jobs && siting_) return methods + ", POST";
  if (target.route == Route::siting_job && siting_) return methods + ", DELETE";
  if (target.route == Route::siting_job_part && siting_)
    return target.args[1] == "evaluate" ? "POST, OPTIONS" : methods;
  if (target.route == Route::siting_elbow && siting_) return "POST, OPTIONS";
  if (target.route == Route::siting_scenarios && siting_) return methods + ", POST";
  if (target.route == Route::siting_scenario && siting_) return methods + ", PUT, DELETE";
  if (!editor_ || options_.edit_token.empty()) return methods;
  if (target.route == Route::ogc_items) methods += ", POST";
  if (target.route == Route::ogc_item) methods += ", PUT, PATCH, DELETE";
  return methods;
}

std::optional<Response> App::get(Call& call, const Later& later) {
  call.published = state_.get();
  const bool has_data = call.published && call.published->snapshot;
  if (!has_data && needs_state(call.target.route))
    throw Error(ErrorCode::unavailable, "数据尚未就绪 the data is not ready yet");
  call.root = root_of(call.request());
  switch (call.target.route) {
    case Route::health:
      return health(call);
    case Route::ready:
      return ready(call);
    case Route::metrics:
      return metrics(call);
    case Route::site:
      return site(call);
    case Route::tile_catalog:
      return tile_catalog(call);
    case Route::tilejson:
      return tilejson(call, later);
    case Route::tile:
      return tile(call, later);
    case Route::tile_quality:
      return tile_quality(call, later);
    case Route::catalog:
      return catalog_part(call, later);
    case Route::style:
      return elsewhere(call, later, [this](const Call& c) { return style(c); });
    case Route::archive:
      return archive(call);
    case Route::ogc_landing:
    case Route::ogc_api:
    case Route::ogc_conformance:
    case Route::ogc_collections:
    case Route::ogc_collection:
    case Route::ogc_queryables:
      return elsewhere(call, later, [this](const Call& c) { return ogc_document(c); });
    case Route::ogc_items:
      return elsewhere(call, later, [this](const Call& c) { return ogc_items(c); });
    case Route::ogc_item:
      return elsewhere(call, later, [this](const Call& c) { return ogc_item(c); });
    case Route::ogc_tile_matrix_sets:
    case Route::ogc_tile_matrix_set:
    case Route::ogc_tile_sets:
      return elsewhere(call, later, [this](const Call& c) { return tile_set_document(c); });
    case Route::ogc_tile_set:
      return tile_set(call, later);
    case Route::ogc_tile:
      return ogc_tile(call, later);
    case Route::events:
      return events(call, later);
    case Route::siting_points:
    case Route::siting_coverage:
      return siting_city(call, later);
    case Route::siting_jobs:
    case Route::siting_job:
    case Route::siting_job_part:
      return siting(call, later);
    case Route::siting_elbow:
      throw post_only();
    case Route::siting_scenarios:
    case Route::siting_scenario:
    case Route::siting_versions:
      return siting_scenarios(call, later);
    case Route::siting_scenario_report:
      return scenario_report(call, later);
    case Route::file:
      return file(call);
    case Route::unread:
    case Route::none:
      break;
  }
  throw Error(ErrorCode::not_found, "此处没有内容 there is nothing at this address");
}

std::optional<Response> App::elsewhere(const Call& call, const Later& later,
                                       std::function<Response(const Call&)> work) {
  Work task;
  task.run = [this, call, later, work = std::move(work)](const Progress& progress) {
    Call now = call;
    now.progress = progress;
    later.answer(*guarded(*call.exchange, [&] { return std::optional<Response>(work(now)); }));
  };
  task.drop = [this, exchange = call.exchange, later](Dropped why) {
    metrics_.queue_refused();
    later.answer(*guarded(*exchange, [&]() -> std::optional<Response> { throw not_begun(why); }));
  };
  if (lanes_.submit(lane_of(call.target, call.request()), std::move(task))) return std::nullopt;
  metrics_.queue_refused();
  throw queue_full();
}

Error App::queue_full() {
  return Error(ErrorCode::unavailable,
               "请求过多，请稍后再试 too many requests are waiting; try again shortly");
}

Error App::not_begun(Dropped why) {
  if (why == Dropped::stopping)
    return Error(ErrorCode::unavailable, "服务器正在停止 the server is stopping");
  return Error(ErrorCode::unavailable,
               "等待过久，请稍后再试 this waited too long behind others; try again shortly");
}

std::string App::root_of(const Request& request) const {
  if (!options_.public_url.empty()) return options_.public_url;
  return request.authority.empty() ? std::string() : "http://" + std::string(request.authority);
}

}  // namespace jintu::http
