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
#include "services/http/query/record_tag.hpp"

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

std::string etag_of(const Feature& feature, std::string_view epoch) {
  return '"' + record_tag(feature.revision, epoch) + '"';
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

/// With the number of the action where there are several.
Json findings_json(const edit::Refused& refused, bool one_of_many, Language language) {
  Json all = Json::array();
  for (const auto& record : refused.records)
    for (Json& entry : findings_json(record.findings, language)) {
      if (one_of_many) entry["action"] = record.change;
      all.push_back(std::move(entry));
    }
  return all;
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

catalog::Collection App::collection_to_edit(const std::string& id) const {
  const auto published = state_.get();
  if (published && published->snapshot)
    if (auto found = catalog::find_collection(*published->snapshot, id)) return *std::move(found);
  throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + id.substr(0, 63));
}

edit::Committed App::applied(const edit::Batch& batch,
                             const std::vector<catalog::Collection>& collections,
                             const Call& call) {
  edit::Outcome outcome = editor_->apply(batch);
  const bool many = batch.changes.size() > 1;
  if (const auto* refused = std::get_if<edit::Refused>(&outcome))
    throw Refusal{
        422,
        "refused",
        "内容不合格，未保存，见 findings 各项 nothing was stored: what was sent was refused; see "
        "findings",
        {{"findings", findings_json(*refused, many, preferred_language(call.request()))}}};
  if (const auto* stale = std::get_if<edit::Stale>(&outcome)) {
    const Feature* now = stale->layer->find(stale->key);
    Json more = Json::object();
    if (many) more["action"] = stale->change;
    if (!now)
      throw Refusal{412, "precondition_failed",
                    "If-Match 所指的要素不存在 there is no such feature, so If-Match does not hold",
                    std::move(more)};
    const catalog::Collection& of = collections[stale->change];
    more["current"] = parse_json(catalog::item_text({of.id, stale->layer, of.only}, *now,
                                                    catalog::AnswerCrs::crs84, call.root),
                                 "record");
    more["etag"] = etag_of(*now, editor_->epoch());
    throw Refusal{412,
                  "changed",
                  "已被他人修改 the record was changed in the meantime; see current",
                  std::move(more),
                  {{field::etag, etag_of(*now, editor_->epoch())}}};
  }
  return std::get<edit::Committed>(std::move(outcome));
}

std::optional<Response> App::record_written(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  return elsewhere(call, later, [this](const Call& c) { return written(c); });
}

Response App::written(const Call& call) {
  const Request& request = call.request();
  edit::Change change;
  change.action = action_of(request.method);
  const auto collection = collection_to_edit(call.arg("collectionId"));
  change.layer = collection.layer->schema().name;
  change.only = collection.only;
  if (change.action != edit::Action::create) change.key = call.arg("featureId");
  if (change.action != edit::Action::remove)
    change.body = json_body(call.exchange->body, most_members);
  if (catalog::latitude_first(content_crs(request))) change.axes = edit::AxisOrder::latitude_first;
  if (request.field("if-match"))
    change.condition = precondition_of(request.list_field("if-match"), editor_->epoch());
  const auto action = change.action;
  const std::string verb = request.method == Method::post    ? "POST"
                           : request.method == Method::put   ? "PUT"
                           : request.method == Method::patch ? "PATCH"
                                                             : "DELETE";
  const edit::Committed committed =
      applied({{std::move(change)}, "token", "HTTP " + verb}, {collection}, call);
  const std::string& key = committed.keys.front();
  Response response;
  response.status = 204;
  if (action != edit::Action::remove) {
    const auto layer = committed.state->layer(collection.layer->schema().name);
    const Feature& now = *layer->find(key);
    response = make_response(action == edit::Action::create ? 201 : 200, geojson_type,
                             catalog::item_text({collection.id, layer, collection.only}, now,
                                                catalog::AnswerCrs::crs84, call.root));
    response.with(field::etag, etag_of(now, editor_->epoch()));
    response.with(field::content_crs,
                  '<' + std::string(catalog::uri(catalog::AnswerCrs::crs84)) + '>');
  }
  if (action == edit::Action::create)
    response.with(field::location, call.root + "/ogc/collections/" + collection.id + "/items/" +
                                       catalog::url_encoded(key));
  response.with(field::revision, std::to_string(committed.revision.value));
  response.with(field::cache_control, "no-store");
  return response;
}

Response App::events_since(Revision since) const {
  const auto published = state_.get();
  Json news = published->changes->since(since);
  news["epoch"] = published->epoch;  // of another one, revisions say nothing of these
  Response response = make_response(200, "application/json", news.dump());
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
  if (revision > call.published->changes->latest()) {
    wait_for_events(revision, Clock::now() + lagging_wait, call.exchange, later);
    return std::nullopt;
  }
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
