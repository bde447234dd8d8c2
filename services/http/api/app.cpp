#include "services/http/api/app.hpp"

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

constexpr std::string_view readable = "GET, HEAD, OPTIONS";

/// 200, as Features part 4 wants it of items.
Response options_answer(const std::string& allowed) {
  Response response;
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

void check_body_coding(const Request& request) {
  const auto* coding = request.field("content-encoding");
  if (!coding || coding->empty() || equals_ignoring_case(*coding, "identity")) return;
  // RFC 9110 §15.5.16.
  throw Refusal{415,
                "unsupported_media_type",
                "Content-Encoding: 请求体不能压缩 bodies of requests are taken without coding only",
                Json::object(),
                {{field::accept_encoding, "identity"}}};
}

void check_media_type(const Request& request, const std::vector<std::string_view>& accepted) {
  const auto* field = request.field("content-type");
  std::string_view type = field ? *field : std::string_view();
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  std::string list;
  for (const std::string_view one : accepted) {
    if (equals_ignoring_case(type, one)) return;
    list += (list.empty() ? "" : ", ") + std::string(one);
  }
  throw Refusal{415, "unsupported_media_type",
                "Content-Type: 应为其中之一 should be one of: " + list};
}

}  // namespace

App::App(const ServerOptions& options, live::ServiceState& state, edit::Editor* editor,
         siting::Workbench* siting)
    : options_(options),
      state_(state),
      editor_(editor),
      siting_(siting),
      routes_(table()),
      files_(StaticFiles::load(options.static_dir)),
      metrics_(routes_.names()),
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
  } catch (const siting::OutOfRange& error) {
    response = problem(422, "out_of_range", error.public_detail(), exchange.request, exchange.id,
                       Json::object());
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
  exchange->route = routes_.number_of(nullptr);
  return guarded(*exchange, [&]() -> std::optional<Response> {
    Call call{exchange, nullptr, nullptr, {}, nullptr, {}, {}};
    return dispatch(call, later);
  });
}

Response App::refuse(const std::shared_ptr<Exchange>& exchange, const HeadFault& fault) {
  metrics_.in_flight(+1);
  exchange->route = RouteTable::unread;
  return *guarded(*exchange, [&]() -> std::optional<Response> {
    throw Refusal{fault.status, "bad_request", fault.detail};
  });
}

void App::done(const Exchange& exchange) {
  metrics_.in_flight(-1);
  metrics_.request_done(exchange.route, exchange.status, Clock::now() - exchange.start,
                        exchange.sent, exchange.aborted);
  log_.write(exchange);
}

BodyRule App::body_rule(const Request& request) {
  BodyRule rule;
  rule.most_bytes = options_.max_request_bytes;
  if (bears_token(request, options_.edit_token)) rule.sender = Sender::trusted;
  try {
    const auto match = routes_.find(request.path);
    const Operation* operation = match.route ? match.route->operation(request.method) : nullptr;
    if (!operation) return rule;
    rule.most_bytes = options_.*operation->most_bytes;
    if (operation->media.empty()) return rule;
    door_.check_host(request);
    door_.check_origin(request);
    rule.wanted = is_open_to(*operation, request);
  } catch (const Refusal&) {  // `handle` says it
  } catch (const Error&) {    // no address at all: the same
  }
  return rule;
}

bool App::is_offered(const Operation& operation) const {
  switch (operation.access) {
    case Access::anyone:
      return true;
    case Access::editor:
      return editor_ && !options_.edit_token.empty();
    case Access::planner:
      return siting_ != nullptr;
  }
  return false;
}

bool App::is_open_to(const Operation& operation, const Request& request) const {
  switch (operation.access) {
    case Access::anyone:
      return true;
    case Access::editor:
      return may_write(request);
    case Access::planner:
      return may_use_siting(request);
  }
  return false;
}

bool App::is_confined(const Call& call) {
  const auto& all = call.route->operations;
  return names_plan(call.arg("source")) || std::any_of(all.begin(), all.end(), [](const auto& o) {
           return o.access == Access::planner;
         });
}

Lane App::lane_of(const Call& call) {
  if (names_plan(call.arg("source"))) return Lane::siting;
  // Of the answers of a job those that are files take long to make.
  const std::string_view query = call.request().query;
  const bool is_file = call.operation->lane == Lane::siting && query.find("f=") != query.npos &&
                       query.find("f=json") == query.npos;
  return is_file ? Lane::areas : call.operation->lane;
}

void App::check_entry(const Call& call) const {
  const Operation& operation = *call.operation;
  const Request& request = call.request();
  const bool open =
      call.exchange->confined ? may_use_siting(request) : is_open_to(operation, request);
  if (!open)
    throw Refusal{401,
                  "unauthorized",
                  "需要令牌 this takes the token of this server: Authorization: Bearer …",
                  Json::object(),
                  {{field::www_authenticate, "Bearer realm=\"jintu\""}}};
  if (!operation.media.empty()) {
    check_body_coding(request);
    check_media_type(request, operation.media);
  }
  if (operation.condition == Condition::if_match && !request.field("if-match"))
    throw Refusal{428, "precondition_required",
                  "缺少 If-Match：请带上读到的 ETag the request lacks If-Match: send the ETag that "
                  "you read"};
}

std::optional<Response> App::dispatch(Call& call, const Later& later) {
  const Request& request = call.request();
  call.exchange->confined = true;  // who asks under another name is told nothing
  door_.check_host(request);
  call.exchange->confined = false;
  if (request.path == "*") return options_answer(std::string(readable));
  auto match = routes_.find(request.path);
  call.route = match.route;
  call.arguments = std::move(match.arguments);
  call.exchange->route = routes_.number_of(call.route);
  if (auto moved = without_slash(request)) return moved;
  if (!call.route)
    throw Error(ErrorCode::not_found, "此处没有内容 there is nothing at this address");
  call.exchange->confined = is_confined(call);
  if (call.exchange->confined) need_siting();
  if (request.method == Method::options)
    return options_answer(methods_of(*call.route, [&](const Operation& operation) {
      return is_offered(operation) && is_open_to(operation, request);
    }));
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (call.exchange->confined || !reads) door_.check_origin(request);
  const Operation* operation = call.operation = call.route->operation(request.method);
  if (!operation || !is_offered(*operation))
    throw Refusal{405,
                  "method_not_allowed",
                  "此资源不支持此方法 this resource does not take this method",
                  Json::object(),
                  {{field::allow, methods_of(*call.route, [this](const Operation& one) {
                      return is_offered(one);
                    })}}};
  check_entry(call);
  call.published = state_.get();
  const bool has_data = call.published && call.published->snapshot;
  if (!has_data && operation->needs == Needs::data)
    throw Error(ErrorCode::unavailable, "数据尚未就绪 the data is not ready yet");
  call.root = root_of(request);
  const auto known = reads && has_data ? revision_known(request) : std::nullopt;
  if (known) return answer_from(*known, call, later);
  return operation->handler(*this, call, later);
}

std::optional<Response> App::without_slash(const Request& request) const {
  std::string_view path = request.path;
  if (path.size() < 2 || path.back() != '/' || path[path.size() - 2] == '/') return std::nullopt;
  path.remove_suffix(1);
  const auto match = routes_.find(path);
  const bool is_file = match.route && match.route->path == file_path;
  const bool is_there =
      is_file ? page_or_file(match.arguments[0].second) != nullptr : match.route != nullptr;
  if (!is_there) return std::nullopt;
  Response response;
  response.status = 308;
  const std::string query = request.query.empty() ? "" : "?" + std::string(request.query);
  // A path: whoever came by another name than the public one stays there.
  const std::string& url = options_.public_url;
  const auto host = url.find("://");
  const auto prefix = host == std::string::npos ? host : url.find('/', host + 3);
  const std::string above = prefix == std::string::npos ? "" : url.substr(prefix);
  response.with(field::location, above + std::string(path) + query);
  return response;
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
  if (lanes_.submit(lane_of(call), std::move(task))) return std::nullopt;
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
