// Writing: OGC API – Features part 4, and the events that tell of it.
#include <array>

#include "geo/base/json.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/url.hpp"
#include "services/edit/edit.hpp"
#include "services/http/answers.hpp"
#include "services/http/app.hpp"
#include "services/http/problem.hpp"
#include "services/http/uri.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view geojson_type = "application/geo+json";
/// Of one object of a record: no layer has so many properties.
constexpr std::size_t most_members = 1000;
constexpr std::uint64_t default_wait_s = 25, max_wait_s = 55;

/// Takes as long for a wrong token as for the right one.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^
                  static_cast<unsigned char>(b[b.empty() ? 0 : i % b.size()]);
  return difference == 0;
}

std::string plain_etag(std::string_view text) { return '"' + tiles::content_hash(text) + '"'; }

/// The tags under which `ogc_item` gives out this record: three reference systems, two codings.
bool is_current(std::string_view tags, const Layer& layer, const Feature& feature,
                std::string_view root) {
  for (const catalog::AnswerCrs crs : catalog::answer_crss()) {
    const std::string hash = tiles::content_hash(catalog::item_text(layer, feature, crs, root));
    if (names_strongly(tags, '"' + hash + '"') || names_strongly(tags, '"' + hash + "-gz\""))
      return true;
  }
  return false;
}

catalog::AnswerCrs content_crs(const Request& request) {
  const auto* value = request.field("content-crs");
  if (!value) return catalog::AnswerCrs::crs84;
  std::string_view uri = *value;
  if (uri.size() >= 2 && uri.front() == '<' && uri.back() == '>')
    uri = uri.substr(1, uri.size() - 2);
  if (const auto crs = catalog::crs_of_uri(uri)) return *crs;
  throw Error(
      ErrorCode::bad_input,
      "Content-Crs: 不认识的坐标系 unknown reference system; see \"crs\" of the collection");
}

void check_media_type(const Request& request, std::initializer_list<std::string_view> accepted) {
  const auto* field = request.field("content-type");
  std::string_view type = field ? *field : std::string_view();
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  for (const std::string_view one : accepted)
    if (equals_ignoring_case(type, one)) return;
  std::string list;
  for (const std::string_view one : accepted) list += (list.empty() ? "" : ", ") + std::string(one);
  throw Refusal{415, "unsupported_media_type", "Content-Type 应为 should be one of: " + list};
}

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    Json entry{{"code", finding.code}, {"detail", finding.detail}};
    if (finding.position) entry["position"] = {finding.position->lon, finding.position->lat};
    list.push_back(std::move(entry));
  }
  return list;
}

edit::Action action_of(Method method) {
  switch (method) {
    case Method::post:
      return edit::Action::create;
    case Method::put:
      return edit::Action::replace;
    case Method::patch:
      return edit::Action::update;
    default:
      return edit::Action::remove;
  }
}

}  // namespace

bool App::may_write(const Request& request) const {
  return editor_ && bears_token(request, options_.edit_token);
}

bool App::bears_token(const Request& request, const std::string& token) {
  if (token.empty()) return false;
  const auto* field = request.field("authorization");
  if (!field) return false;
  const auto space = field->find(' ');
  if (space == std::string_view::npos || !equals_ignoring_case(field->substr(0, space), "bearer"))
    return false;
  return equal_in_constant_time(field->substr(space + 1), token);
}

/// By the path's beginning: a body that no route takes in the end costs little.
BodyRule App::body_rule(const Request& request) {
  BodyRule rule;
  const bool siting = request.path.starts_with("/siting/");
  // A plan to be weighed is a list of ids; only problems are large.
  const bool large = siting && !request.path.ends_with("/evaluate");
  rule.most_bytes = large ? options_.max_siting_bytes : options_.max_request_bytes;
  if (request.method == Method::get || request.method == Method::head ||
      request.method == Method::options || request.method == Method::del)
    return rule;
  try {
    door_.check_host(request);
    door_.check_origin(request);
  } catch (const Refusal&) {
    return rule;
  }
  rule.wanted =
      siting ? may_use_siting(request) : request.path.starts_with("/ogc/") && may_write(request);
  if (bears_token(request, options_.edit_token)) rule.sender = Sender::trusted;
  return rule;
}

std::optional<Response> App::write(Call& call, const Later& later) {
  const Request& request = call.request();
  const Query query(request.query, {});
  if (!may_write(request))
    throw Refusal{401,
                  "unauthorized",
                  "需要编辑令牌 editing takes the token of this server: Authorization: Bearer …",
                  Json::object(),
                  {{field::www_authenticate, "Bearer realm=\"jintu\""}}};
  if (request.method == Method::post)
    check_media_type(request, {"application/geo+json", "application/json"});
  if (request.method == Method::put)
    check_media_type(request, {"application/geo+json", "application/json"});
  if (request.method == Method::patch) check_media_type(request, {"application/merge-patch+json"});
  const bool existing = request.method != Method::post;
  if (existing && !request.field("if-match"))
    throw Refusal{
        428, "precondition_required",
        "缺少 If-Match：请带上读到的 ETag the request lacks If-Match: send the ETag that you read"};
  call.root = root_of(request);
  return elsewhere(call, later, [this](const Call& c) { return written(c); });
}

Response App::written(const Call& call) {
  const Request& request = call.request();
  edit::Change change;
  change.action = action_of(request.method);
  change.layer = call.arg(0);
  if (change.action != edit::Action::create) change.key = call.arg(1);
  if (change.action != edit::Action::remove)
    change.body = json_body(call.exchange->body, most_members);
  if (catalog::latitude_first(content_crs(request))) change.axes = edit::AxisOrder::latitude_first;
  change.author = "token";
  change.message = "HTTP " + std::string(request.method == Method::post    ? "POST"
                                         : request.method == Method::put   ? "PUT"
                                         : request.method == Method::patch ? "PATCH"
                                                                           : "DELETE");
  const std::string tags = request.list_field("if-match");
  change.expected = [&](const Layer& layer, const Feature& feature) {
    return is_current(tags, layer, feature, call.root);
  };

  const edit::Outcome outcome = editor_->apply(change);
  if (const auto* refused = std::get_if<edit::Refused>(&outcome))
    throw Refusal{422,
                  "refused",
                  "内容不合格，未保存 the record was refused and nothing was stored; see findings",
                  {{"findings", findings_json(refused->findings)}}};
  if (const auto* stale = std::get_if<edit::Stale>(&outcome)) {
    const std::string text = catalog::item_text(*stale->layer, *stale->layer->find(stale->key),
                                                catalog::AnswerCrs::crs84, call.root);
    throw Refusal{412,
                  "changed",
                  "已被他人修改 the record was changed in the meantime; see current",
                  {{"current", parse_json(text, "record")}},
                  {{field::etag, plain_etag(text)}}};
  }
  const auto& committed = std::get<edit::Committed>(outcome);
  Response response;
  response.status = 204;
  if (change.action != edit::Action::remove) {
    std::string text = catalog::item_text(*committed.layer, *committed.layer->find(committed.key),
                                          catalog::AnswerCrs::crs84, call.root);
    std::string etag = plain_etag(text);
    response = make_response(change.action == edit::Action::create ? 201 : 200, geojson_type,
                             std::move(text));
    response.with(field::etag, std::move(etag));
    response.with(field::content_crs,
                  '<' + std::string(catalog::uri(catalog::AnswerCrs::crs84)) + '>');
  }
  if (change.action == edit::Action::create)
    response.with(field::location, call.root + "/ogc/collections/" + change.layer + "/items/" +
                                       catalog::url_encoded(committed.key));
  response.with(field::revision, std::to_string(committed.revision.value));
  response.with(field::cache_control, "no-store");
  return response;
}

Response App::events_since(Revision since) const {
  const auto published = state_.get();
  Response response =
      make_response(200, "application/json", published->changes->since(since).dump());
  response.with(field::cache_control, "no-store");
  return response;
}

std::optional<Response> App::events(const Call& call, const Later& later) {
  const Query query(call.request().query, {"since", "wait"});
  const std::string* text = query.find("since");
  const auto since = text ? parse_whole(*text, std::uint64_t{1} << 53) : std::nullopt;
  if (!since)
    throw Error(ErrorCode::bad_input,
                "since: 应为版本号 should be the revision that you have, a whole number");
  std::uint64_t wait = default_wait_s;
  if (const std::string* given = query.find("wait")) {
    const auto seconds = parse_whole(*given, max_wait_s);
    if (!seconds) throw Error(ErrorCode::bad_input, "wait: 应为 should be seconds from 0 to 55");
    wait = *seconds;
  }
  const Revision revision{static_cast<std::int64_t>(*since)};
  if (wait == 0 || call.request().method == Method::head ||
      call.published->changes->latest() != revision)
    return events_since(revision);
  const auto exchange = call.exchange;
  const bool waits =
      waiters_.add(Clock::now() + std::chrono::seconds(wait), [this, exchange, later, revision] {
        later.answer(
            *guarded(*exchange, [&] { return std::optional<Response>(events_since(revision)); }));
      });
  if (!waits)
    throw Error(ErrorCode::unavailable, "等待者过多 too many are waiting; try again shortly");
  // Between the look above and now something may have been published: nobody would wake us.
  if (state_.get()->changes->latest() != revision) waiters_.notify();
  return std::nullopt;
}

}  // namespace jintu::http
