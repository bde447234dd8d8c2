#include "services/http/api/siting/scenario_api.hpp"

#include "geo/base/json.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/siting/plans/scenario_draft.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

namespace {

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

std::optional<Response> ScenarioApi::list(const Call& call, const Later& later) {
  siting::Scenarios& scenarios = desk_.need().scenarios;
  const Query query(call.request().query, {});
  return context_.elsewhere(call, later, [&scenarios](const Call&) {
    return uncached(200, {{"scenarios", list_json(scenarios.list())}});
  });
}

std::optional<Response> ScenarioApi::read(const Call& call, const Later& later) {
  siting::Scenarios& scenarios = desk_.need().scenarios;
  const Query query(call.request().query, {"version"});
  const auto version = scenario_version(query);
  return context_.elsewhere(call, later, [&scenarios, version](const Call& c) {
    return text_answer(c.request(), json_type, scenario_text(scenarios.read(c.arg("id"), version)));
  });
}

std::optional<Response> ScenarioApi::versions(const Call& call, const Later& later) {
  siting::Scenarios& scenarios = desk_.need().scenarios;
  const Query query(call.request().query, {});
  return context_.elsewhere(call, later, [&scenarios](const Call& c) {
    return uncached(200, {{"versions", list_json(scenarios.versions(c.arg("id")))}});
  });
}

Response ScenarioApi::created(const Call& call) {
  const Query query(call.request().query, {});
  const auto draft =
      scenario_draft(json_body(call.exchange->body), desk_.need().jobs, std::nullopt);
  const auto head = desk_.need().scenarios.create(draft.title, draft.body, draft.notes);
  Response response = uncached(201, to_json(head));
  response.with(field::etag, etag_of(siting::scenario_text({head, draft.body})));
  response.with(field::location, call.root + "/siting/scenarios/" + head.id);
  return response;
}

Response ScenarioApi::changed_or_removed(const Call& call) {
  const Query query(call.request().query, {});
  siting::Scenarios& scenarios = desk_.need().scenarios;
  const std::string& id = call.arg("id");
  const auto now = scenarios.read(id, std::nullopt);
  if (!is_current(call.request().list_field("if-match"), scenario_text(now))) throw changed(now);
  if (call.request().method == Method::del) {
    if (!scenarios.remove(id, now.head.version)) throw changed(scenarios.read(id, std::nullopt));
    desk_.need().plans.forget(id);
    Response response;
    response.status = 204;
    return response;
  }
  const auto draft = scenario_draft(json_body(call.exchange->body), desk_.need().jobs, now);
  const auto head = scenarios.save(id, now.head.version, draft.title, draft.body, draft.notes);
  if (!head) throw changed(scenarios.read(id, std::nullopt));  // another was saved since we looked
  Response response = uncached(200, to_json(*head));
  response.with(field::etag, etag_of(siting::scenario_text({*head, draft.body})));
  return response;
}

void ScenarioApi::routes(std::vector<Route>& table) {
  const auto add = [&](Route route) { table.push_back(std::move(route)); };
  const auto read = [&](auto member) { return planned(Method::get, here(*this, member)); };
  const Handler written = in_lane(context_, *this, &ScenarioApi::changed_or_removed);
  add({"/siting/scenarios",
       "siting_scenarios",
       {read(&ScenarioApi::list),
        planned(Method::post, in_lane(context_, *this, &ScenarioApi::created), {json_type})}});
  add({"/siting/scenarios/{id}",
       "siting_scenario",
       {read(&ScenarioApi::read), planned(Method::put, written, {json_type}, Condition::if_match),
        planned(Method::del, written, {}, Condition::if_match)}});
  add({"/siting/scenarios/{id}/versions", "siting_versions", {read(&ScenarioApi::versions)}});
  add({"/siting/scenarios/{id}/report",
       "siting_scenario_report",
       {planned(Method::get, here(reports_, &PlanReports::of_scenario), {}, Condition::free,
                Lane::areas)}});
}

}  // namespace jintu::http
