// Writing: OGC API – Features part 4, and the events that tell of it.
#include <array>

#include "geo/base/json.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/url.hpp"
#include "services/edit/edit.hpp"
#include "services/http/api/app.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"

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

std::string plain_etag(const Feature& feature) {
  return '"' + text_hash(catalog::feature_text(feature, catalog::AnswerCrs::crs84), {}) + '"';
}

/// The tags under which `ogc_item` gives out this record: three reference systems, two codings.
bool is_current(std::string_view tags, const Feature& feature) {
  for (const catalog::AnswerCrs crs : catalog::answer_crss()) {
    const std::string hash = text_hash(catalog::feature_text(feature, crs), {});
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

Json findings_json(const std::vector<Finding>& findings, Language language) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    Json entry{{"code", finding.code}, {"detail", in_language(finding.detail, language)}};
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

std::optional<Response> App::record_written(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  return elsewhere(call, later, [this](const Call& c) { return written(c); });
}

Response App::written(const Call& call) {
  const Request& request = call.request();
  edit::Change change;
  change.action = action_of(request.method);
  const auto published = state_.get();
  const auto collection =
      published && published->snapshot
          ? catalog::find_collection(*published->snapshot, call.arg("collectionId"))
          : std::nullopt;
  if (!collection)
    throw Error(ErrorCode::not_found,
                "没有此图层 there is no collection: " + call.arg("collectionId").substr(0, 63));
  change.layer = collection->layer->schema().name;
  change.only = collection->only;
  if (change.action != edit::Action::create) change.key = call.arg("featureId");
  if (change.action != edit::Action::remove)
    change.body = json_body(call.exchange->body, most_members);
  if (catalog::latitude_first(content_crs(request))) change.axes = edit::AxisOrder::latitude_first;
  change.author = "token";
  change.message = "HTTP " + std::string(request.method == Method::post    ? "POST"
                                         : request.method == Method::put   ? "PUT"
                                         : request.method == Method::patch ? "PATCH"
                                                                           : "DELETE");
  const std::string tags = request.list_field("if-match");
  change.expected = [&](const Feature& feature) { return is_current(tags, feature); };

  const auto text_of = [&](const std::shared_ptr<const Layer>& layer, const Feature& feature) {
    return catalog::item_text({collection->id, layer, collection->only}, feature,
                              catalog::AnswerCrs::crs84, call.root)
        .body;
  };

  const edit::Outcome outcome = editor_->apply(change);
  if (const auto* refused = std::get_if<edit::Refused>(&outcome))
    throw Refusal{422,
                  "refused",
                  "内容不合格，未保存，见 findings 各项 the record was refused and nothing was "
                  "stored; see findings",
                  {{"findings", findings_json(refused->findings, preferred_language(request))}}};
  if (const auto* stale = std::get_if<edit::Stale>(&outcome)) {
    const Feature* now = stale->layer->find(stale->key);
    if (!now)
      throw Refusal{
          412, "precondition_failed",
          "If-Match 所指的要素不存在 there is no such feature, so If-Match does not hold"};
    throw Refusal{412,
                  "changed",
                  "已被他人修改 the record was changed in the meantime; see current",
                  {{"current", parse_json(text_of(stale->layer, *now), "record")}},
                  {{field::etag, plain_etag(*now)}}};
  }
  const auto& committed = std::get<edit::Committed>(outcome);
  Response response;
  response.status = 204;
  if (change.action != edit::Action::remove) {
    const Feature& now = *committed.layer->find(committed.key);
    response = make_response(change.action == edit::Action::create ? 201 : 200, geojson_type,
                             text_of(committed.layer, now));
    response.with(field::etag, plain_etag(now));
    response.with(field::content_crs,
                  '<' + std::string(catalog::uri(catalog::AnswerCrs::crs84)) + '>');
  }
  if (change.action == edit::Action::create)
    response.with(field::location, call.root + "/ogc/collections/" + collection->id + "/items/" +
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
    if (!seconds)
      throw Error(ErrorCode::bad_input, "wait: 应为 0 到 55 的秒数 should be seconds from 0 to 55");
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
