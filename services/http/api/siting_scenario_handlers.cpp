// Siting: plans that are kept, every version of them.
#include "geo/base/json.hpp"
#include "services/http/api/app.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/siting/plans/scenario_draft.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view json_type = "application/json";

Response uncached(int status, const Json& json) {
  Response response =
      make_response(status, json_type, json.dump(-1, ' ', false, Json::error_handler_t::replace));
  response.with(field::cache_control, "no-store");
  return response;
}

Json list_json(const std::vector<siting::ScenarioHead>& heads) {
  Json list = Json::array();
  for (const auto& head : heads) list.push_back(to_json(head));
  return list;
}

std::string etag_of(const std::string& text) { return '"' + tiles::content_hash(text) + '"'; }

/// The tags under which `text` is given out: two codings.
bool is_current(std::string_view tags, const std::string& text) {
  const std::string hash = tiles::content_hash(text);
  return names_strongly(tags, '"' + hash + '"') || names_strongly(tags, '"' + hash + "-gz\"");
}

Refusal changed(const siting::Scenarios::Kept& now) {
  return Refusal{412,
                 "changed",
                 "已被他人另存 the scenario was saved in the meantime; see current",
                 {{"current", to_json(now.head)}},
                 {{field::etag, etag_of(siting::scenario_text(now))}}};
}

}  // namespace

/// Nothing when it is not given: the newest.
std::optional<std::int64_t> App::scenario_version(const Query& query) {
  const std::string* text = query.find("version");
  if (!text) return std::nullopt;
  const auto value = parse_whole(*text, 1'000'000);
  if (!value)
    throw Error(ErrorCode::bad_input, "version: 应为 1 起的整数 should be a whole number from 1");
  return static_cast<std::int64_t>(*value);
}

std::optional<Response> App::scenario_list(const Call& call, const Later& later) {
  siting::Scenarios& scenarios = need_siting().scenarios;
  const Query query(call.request().query, {});
  return elsewhere(call, later, [&scenarios](const Call&) {
    return uncached(200, {{"scenarios", list_json(scenarios.list())}});
  });
}

std::optional<Response> App::scenario(const Call& call, const Later& later) {
  siting::Scenarios& scenarios = need_siting().scenarios;
  const Query query(call.request().query, {"version"});
  const auto version = scenario_version(query);
  return elsewhere(call, later, [&scenarios, version](const Call& c) {
    return text_answer(c.request(), json_type, scenario_text(scenarios.read(c.arg("id"), version)));
  });
}

std::optional<Response> App::scenario_versions(const Call& call, const Later& later) {
  siting::Scenarios& scenarios = need_siting().scenarios;
  const Query query(call.request().query, {});
  return elsewhere(call, later, [&scenarios](const Call& c) {
    return uncached(200, {{"versions", list_json(scenarios.versions(c.arg("id")))}});
  });
}

std::optional<Response> App::scenario_posted(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  return elsewhere(call, later, [this](const Call& c) { return scenario_created(c); });
}

std::optional<Response> App::scenario_written(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  return elsewhere(call, later, [this](const Call& c) { return scenario_changed(c); });
}

Response App::scenario_created(const Call& call) {
  const auto draft = scenario_draft(json_body(call.exchange->body), siting_->jobs, std::nullopt);
  const auto head = siting_->scenarios.create(draft.title, draft.body, draft.notes);
  Response response = uncached(201, to_json(head));
  response.with(field::etag, etag_of(siting::scenario_text({head, draft.body})));
  response.with(field::location, call.root + "/siting/scenarios/" + head.id);
  return response;
}

Response App::scenario_changed(const Call& call) {
  siting::Scenarios& scenarios = siting_->scenarios;
  const std::string& id = call.arg("id");
  const auto now = scenarios.read(id, std::nullopt);
  if (!is_current(call.request().list_field("if-match"), scenario_text(now))) throw changed(now);
  if (call.request().method == Method::del) {
    if (!scenarios.remove(id, now.head.version)) throw changed(scenarios.read(id, std::nullopt));
    siting_->plans.forget(id);
    Response response;
    response.status = 204;
    return response;
  }
  const auto draft = scenario_draft(json_body(call.exchange->body), siting_->jobs, now);
  const auto head = scenarios.save(id, now.head.version, draft.title, draft.body, draft.notes);
  if (!head) throw changed(scenarios.read(id, std::nullopt));  // another was saved since we looked
  Response response = uncached(200, to_json(*head));
  response.with(field::etag, etag_of(siting::scenario_text({*head, draft.body})));
  return response;
}

}  // namespace jintu::http
