#include "services/http/api/app.hpp"

#include <algorithm>

#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view readable = "GET, HEAD, OPTIONS";

/// 200, as Features part 4 wants it of items.
Response options_answer(const std::string& allowed) {
  Response response;
  response.with(field::allow, allowed);
  response.with(field::allow_methods, std::string(readable));  // other origins may read
  response.with(field::allow_headers,
                "Accept, Accept-Language, If-None-Match, If-Range, Jintu-Revision, Range");
  response.with(field::max_age, "86400");
  return response;
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

/// What may be told of a refusal to who is known: which right it takes, and how to get it.
[[noreturn]] void refuse_known(const auth::Principal& principal, const Access& access) {
  const auth::Rights needed = access.needed();
  if (principal.after_second_factor.has_any(needed))
    throw Refusal{
        403,
        "second_factor_needed",
        "需要第二重验证，请在账号页设置，或用动态验证码登录 this takes a second factor; set "
        "it up on the page of your account, or sign in with its code",
        {{"needs", auth::to_json(needed)}}};
  if (access.who == Access::Who::person)
    throw Refusal{403, "forbidden",
                  "令牌不能这样用，请登录 a token may not do this: sign in instead"};
  throw Refusal{403,
                "forbidden",
                "您没有此权限 you do not have the right to do this",
                {{"needs", auth::to_json(needed)}}};
}

std::function<void(std::int64_t)> served_release(review::Office* office) {
  if (!office) return {};
  return [office](std::int64_t number) {
    const auto release = office->releases.get(number);
    if (release.withdrawn)
      throw Refusal{410, "withdrawn",
                    "此发布版已撤回 this release was withdrawn: " + release.withdrawn->reason};
  };
}

DataApi::Past past_release(review::Office* office) {
  if (!office) return {};
  return [office](const live::Published& now, std::int64_t number) {
    return live::as_of(now, review::pin_of(office->releases.get(number)), office->store);
  };
}

}  // namespace

App::App(const ServerOptions& options, live::ServiceState& state, edit::Editor* editor,
         siting::Workbench* siting, auth::Service* auth, review::Office* office)
    : options_(options),
      state_(state),
      can_edit_(editor != nullptr),
      auth_(auth),
      door_(options.address, options.public_url, options.hosts),
      identity_(auth ? &auth->directory : nullptr, door_, options),
      desk_(siting, options.max_waiters),
      maker_(context_),
      events_(context_),
      features_(context_),
      edits_(context_, editor),
      status_(context_, maker_),
      catalog_(context_),
      data_(context_, served_release(office), past_release(office)),
      files_(context_),
      places_(
          context_, files_,
          [this](const Call& call, Position from, const std::vector<Position>& to) {
            return walks_.lengths(call, from, to);
          },
          office != nullptr),
      faults_(context_, identity_, places_, office ? &office->documents : nullptr),
      pictures_(context_, places_),
      tile_sets_(context_, maker_),
      city_(context_, desk_),
      points_(context_, desk_),
      reports_(context_, desk_),
      jobs_(context_, desk_, reports_),
      scenarios_(context_, desk_, reports_),
      walks_(context_, desk_),
      plan_tiles_(context_, desk_, maker_),
      tiles_(context_, maker_, plan_tiles_.handlers()),
      sign_in_(context_, auth, identity_, door_),
      people_(context_, auth),
      changes_(context_, office),
      releases_(context_, office),
      versions_(context_, office),
      routes_(table()),
      metrics_(routes_.names()),
      log_(options.access_log),
      waiters_(options.max_waiters),
      paths_(options.private_folders),
      lanes_(lane_options(options.work_threads, options.work_queue)) {
  state_.on_publish([this] {
    tile::Sources all = state_.get()->sources;
    for (const auto& [id, source] : state_.get(live::View::working)->sources)
      all.emplace(id + " working", source);
    maker_.keep_only(all);
    waiters_.notify();
  });
}

App::~App() { state_.on_publish({}); }

std::vector<Route> App::table() {
  std::vector<Route> routes;
  status_.routes(routes);
  events_.routes(routes);
  catalog_.routes(routes);
  data_.routes(routes);
  archives_.routes(routes);
  tiles_.routes(routes);
  features_.routes(routes, edits_.items_operations(), edits_.item_operations());
  edits_.routes(routes);
  tile_sets_.routes(routes);
  city_.routes(routes);
  points_.routes(routes);
  jobs_.routes(routes);
  scenarios_.routes(routes);
  walks_.routes(routes);
  sign_in_.routes(routes);
  people_.routes(routes);
  changes_.routes(routes);
  releases_.routes(routes);
  versions_.routes(routes);
  versions_.extend(routes);
  places_.routes(routes);
  faults_.routes(routes);
  pictures_.routes(routes);
  files_.routes(routes, [this](const Call& call) { return places_.nothing_here(call); });
  return routes;
}

std::optional<Response> App::handle(const std::shared_ptr<Exchange>& exchange, Later later) {
  metrics_.in_flight(+1);
  exchange->route = routes_.number_of(nullptr);
  return context_.guarded(*exchange, [&]() -> std::optional<Response> {
    Call call;
    call.exchange = exchange;
    return dispatch(call, later);
  });
}

Response App::refuse(const std::shared_ptr<Exchange>& exchange, const HeadFault& fault) {
  metrics_.in_flight(+1);
  exchange->route = RouteTable::unread;
  return *context_.guarded(*exchange, [&]() -> std::optional<Response> {
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
  try {
    const auto principal = identity_.of(request);
    if (principal->is_known()) rule.sender = Sender::trusted;
    const auto match = routes_.find(request.path);
    const Operation* operation = match.route ? match.route->operation(request.method) : nullptr;
    if (!operation) return rule;
    rule.most_bytes = options_.*operation->most_bytes;
    if (operation->media.empty()) return rule;
    door_.check_host(request);
    door_.check_origin(request);
    rule.wanted = is_open_to(*operation, match.arguments, *principal);
  } catch (const Refusal&) {  // `handle` says it
  } catch (const Error&) {    // no address at all: the same
  }
  return rule;
}

bool App::is_offered(const Operation& operation) const {
  const Access& access = operation.access;
  switch (access.who) {
    case Access::Who::anyone:
      return true;
    case Access::Who::visitor:
    case Access::Who::person:
      return auth_ != nullptr;
    case Access::Who::writer:
      return can_edit_ && (auth_ || !options_.edit_token.empty());
    case Access::Who::holder:
      return access.rights.has(auth::Right::plan) ? desk_.is_there() : auth_ != nullptr;
  }
  return false;
}

const Access& App::access_of(const Operation& operation, const Arguments& arguments) {
  static const Access plans = Access::holder_of({auth::Right::plan});
  const auto source = std::find_if(arguments.begin(), arguments.end(),
                                   [](const auto& a) { return a.first == "source"; });
  return source != arguments.end() && names_plan(source->second) ? plans : operation.access;
}

bool App::is_open_to(const Operation& operation, const Arguments& arguments,
                     const auth::Principal& principal) {
  const auto collection = std::find_if(arguments.begin(), arguments.end(),
                                       [](const auto& a) { return a.first == "collectionId"; });
  return access_of(operation, arguments)
      .is_open_to(principal, collection == arguments.end() ? std::string_view()
                                                           : std::string_view(collection->second));
}

bool App::is_confined(const Route& route, const Operation* operation, const Arguments& arguments) {
  if (operation) return access_of(*operation, arguments).is_confined();
  return std::any_of(route.operations.begin(), route.operations.end(),
                     [&](const Operation& one) { return access_of(one, arguments).is_confined(); });
}

void App::check_entry(const Call& call) const {
  const Operation& operation = *call.operation;
  const Request& request = call.request();
  const auth::Principal& principal = *call.principal;
  const Access& access = access_of(operation, call.arguments);
  if (!is_open_to(operation, call.arguments, principal)) {
    if (principal.is_known()) refuse_known(principal, access);
    throw Refusal{401,
                  "unauthorized",
                  "请先登录，或带上令牌 sign in first, or send a token: Authorization: Bearer …",
                  Json::object(),
                  {{field::www_authenticate, "Bearer realm=\"jintu\""}}};
  }
  const bool writes = request.method != Method::get && request.method != Method::head;
  if (writes && access.who != Access::Who::anyone && access.who != Access::Who::visitor)
    Identity::check_csrf(principal, request);
  if (!operation.media.empty()) {
    check_body_coding(request);
    check_media_type(request, operation.media);
  }
  if (operation.condition == Condition::if_match && !request.field("if-match") &&
      !principal.may(auth::Right::unconditional))
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
  if (!call.route) {
    call.root = root_of(request);
    return places_.nothing_here(call);
  }
  const Operation* operation = call.operation = call.route->operation(request.method);
  call.exchange->confined = is_confined(*call.route, operation, call.arguments);
  const auto& all = call.route->operations;
  if (std::any_of(all.begin(), all.end(), [&](const Operation& one) {
        return access_of(one, call.arguments).rights.has(auth::Right::plan);
      }))
    desk_.need();
  call.principal = identity_.of(request);
  if (request.method == Method::options)
    return options_answer(methods_of(*call.route, [&](const Operation& one) {
      return is_offered(one) && is_open_to(one, call.arguments, *call.principal);
    }));
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (call.exchange->confined || !reads) door_.check_origin(request);
  if (!operation || !is_offered(*operation))
    throw Refusal{405,
                  "method_not_allowed",
                  "此资源不支持此方法 this resource does not take this method",
                  Json::object(),
                  {{field::allow, methods_of(*call.route, [this](const Operation& one) {
                      return is_offered(one);
                    })}}};
  check_entry(call);
  call.exchange->by_view = operation->needs == Needs::data;
  call.view = view_of(call);
  call.published = state_.get(call.view);
  const bool has_data = call.published && call.published->snapshot;
  if (!has_data && operation->needs == Needs::data)
    throw Error(ErrorCode::unavailable, "数据尚未就绪 the data is not ready yet");
  call.root = root_of(request);
  const auto known = reads && has_data ? revision_known(request) : std::nullopt;
  if (known) return answer_from(*known, call, later);
  return operation->handler(call, later);
}

live::View App::view_of(const Call& call) const {
  const Request& request = call.request();
  const auto* field = request.field("jintu-preview");
  const bool asked = (field && *field == "1") || asks_preview(request.query);
  const bool may = call.principal->may(auth::Right::preview);
  if (asked && !may && call.principal->is_known())
    throw Refusal{403, "forbidden",
                  "您无权预览未发布的内容 you may not see what is not released yet"};
  if (asked && !may)
    throw Refusal{401,
                  "unauthorized",
                  "预览须先登录 sign in first to see what is not released yet",
                  Json::object(),
                  {{field::www_authenticate, "Bearer realm=\"jintu\""}}};
  // GIS programs send no header of ours.
  const bool program = may && call.principal->kind == auth::Principal::Kind::token;
  if (!asked && !program) return live::View::released;
  // Nor may caches that others share keep it.
  if (asked || state_.get(live::View::working) != state_.get()) call.exchange->confined = true;
  return live::View::working;
}

std::optional<Response> App::without_slash(const Request& request) const {
  std::string_view path = request.path;
  if (path.size() < 2 || path.back() != '/' || path[path.size() - 2] == '/') return std::nullopt;
  path.remove_suffix(1);
  const auto match = routes_.find(path);
  const bool is_file = match.route && match.route->path == file_path;
  const bool is_there =
      is_file ? files_.page_or_file(match.arguments[0].second) != nullptr : match.route != nullptr;
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

std::string App::root_of(const Request& request) const {
  if (!options_.public_url.empty()) return options_.public_url;
  return request.authority.empty() ? std::string() : "http://" + std::string(request.authority);
}

}  // namespace jintu::http
