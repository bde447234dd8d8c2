#include "services/http/api/review/changes_api.hpp"

#include "services/catalog/collections.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/api/review/draft_json.hpp"
#include "services/http/api/review/person.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/query/record_tag.hpp"

namespace jintu::http {

namespace {

constexpr std::size_t most_members = 1000, most_key = 200;

Response answer(const changes::Draft& draft, int status = 200) {
  Response response = uncached(status, draft_json(draft));
  response.with(field::etag, '"' + draft_tag(draft.head.version) + '"');
  return response;
}

void no_query(const Call& call) { const Query query(call.request().query, {}); }

/// {} or {"comment" | "reason": text}; an empty body is {}.
std::string word_in(const Call& call, const char* name) {
  if (call.exchange->body.empty()) return {};
  const Json body = json_body(call.exchange->body, most_members);
  if (!body.is_object()) throw Error(ErrorCode::bad_input, "应为对象 the body should be an object");
  const auto it = body.find(name);
  if (it == body.end() || it->is_null()) return {};
  if (!it->is_string())
    throw Error(ErrorCode::bad_input, std::string(name) + ": 应为文字 should be a text");
  return it->get<std::string>();
}

bool names(std::string_view tags, std::int64_t version) {
  return names_strongly(tags, '"' + draft_tag(version) + '"') ||
         names_strongly(tags, '"' + draft_tag(version) + "-gz\"");
}

[[noreturn]] void refuse(const review::Stopped& stopped) {
  if (!stopped.conflicts.empty())
    throw Refusal{409,
                  "conflicts",
                  "有冲突，须由起草人解决，见 conflicts what was changed in the meantime is in the "
                  "way; its author has to decide, see conflicts",
                  {{"conflicts", conflicts_json(stopped.conflicts)}}};
  throw Refusal{422,
                "refused",
                "内容不合格，未写入，见 findings nothing was written: it was refused; see findings",
                {{"findings", stopped.findings}}};
}

}  // namespace

review::Office& ChangesApi::need() const {
  if (!office_) throw Error(ErrorCode::not_found, "此服务器没有审核 there is no review here");
  return *office_;
}

changes::Content ChangesApi::content_in(const Call& call) const {
  const FeatureStore& store = need().store;
  const auto restored = [&](const std::string& name, const std::string& id, Revision version) {
    const auto collection = catalog::find_collection(*store.snapshot(), name);
    if (!collection)
      throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + name.substr(0, 63));
    return changes::restoring(store, collection->layer->schema().name, name, id, version);
  };
  return content_of(json_body(call.exchange->body, most_members), store.epoch(), restored);
}

void ChangesApi::changed(const std::string& id) const {
  const auto now = need().drafts.get(id);
  throw Refusal{412,
                "changed",
                "草稿已在别处更改，见 current the change was written somewhere else; see current",
                {{"current", draft_json(now)}},
                {{field::etag, '"' + draft_tag(now.head.version) + '"'}}};
}

Response ChangesApi::list(const Call& call) const {
  const Query query(call.request().query, {"state", "limit"});
  changes::Drafts::Filter filter;
  if (const auto* state = query.find("state")) {
    filter.state = changes::state_of(*state);
    if (!filter.state)
      throw Error(ErrorCode::bad_input,
                  "state: 应为 should be draft, submitted, returned, approved or withdrawn");
  }
  if (const auto* text = query.find("limit")) {
    const auto limit = parse_at_most(*text, 1000);
    if (!limit || *limit == 0)
      throw Error(ErrorCode::bad_input, "limit: 应为正整数 should be a whole number from 1");
    filter.limit = static_cast<std::size_t>(*limit);
  }
  const auto person = person_of(*call.principal);
  if (!person.sees_all) filter.author = person.name;
  Json list = Json::array();
  for (const auto& head : need().drafts.list(filter)) list.push_back(summary_json(head));
  return uncached(200, {{"changes", std::move(list)}, {"left", need().drafts.left(person.name)}});
}

Response ChangesApi::created(const Call& call) {
  no_query(call);
  review::Office& office = need();
  const std::string epoch = office.store.epoch();
  std::optional<changes::Key> key;
  if (const auto* name = call.request().field("idempotency-key")) {
    if (name->empty() || name->size() > most_key)
      throw Error(ErrorCode::bad_input,
                  "Idempotency-Key: 应为 1 至 200 字节 should have 1 to 200 bytes");
    key = changes::Key{std::string(*name), call.exchange->body};
  }
  const auto made = office.drafts.create(call.principal->name, content_in(call),
                                         office.store.snapshot()->revision(), epoch, key);
  Response response = answer(made.draft, 201);
  response.with(field::location, call.root + "/changes/" + made.draft.head.id);
  return response;
}

Response ChangesApi::read(const Call& call) const {
  no_query(call);
  const auto draft = need().drafts.get(call.arg("id"));
  need().review.check_sees(draft.head, person_of(*call.principal));
  return answer(draft);
}

Response ChangesApi::saved(const Call& call) {
  no_query(call);
  review::Office& office = need();
  const auto head = office.drafts.head(call.arg("id"));
  const auto person = person_of(*call.principal);
  office.review.check_sees(head, person);
  if (head.author != person.name)
    throw Refusal{403, "forbidden", "只有起草人可以 only its author may do this"};
  if (!names(call.request().list_field("if-match"), head.version)) changed(head.id);
  return answer(office.drafts.save(head.id, head.version, content_in(call)));
}

Response ChangesApi::removed(const Call& call) {
  no_query(call);
  const auto head = need().drafts.head(call.arg("id"));
  const auto person = person_of(*call.principal);
  need().review.check_sees(head, person);
  if (head.author != person.name)
    throw Refusal{403, "forbidden", "只有起草人可以 only its author may do this"};
  if (!names(call.request().list_field("if-match"), head.version)) changed(head.id);
  need().drafts.remove(head.id, head.version);
  Response response;
  response.status = 204;
  return response;
}

Response ChangesApi::checked(const Call& call) {
  no_query(call);
  const auto checked =
      need().review.check(call.arg("id"), person_of(*call.principal), call.progress);
  Json affected = Json::array();
  for (const auto& one : checked.affected)
    affected.push_back({{"collection", one.collection},
                        {"id", one.id},
                        {"owner", one.owners.empty() ? Json(nullptr) : Json(one.owners.front())},
                        {"owners", one.owners},
                        {"consent", one.consent}});
  return uncached(200, {{"findings", checked.findings},
                        {"conflicts", conflicts_json(checked.conflicts)},
                        {"merged", checked.merged},
                        {"affected", std::move(affected)}});
}

Response ChangesApi::submitted(const Call& call) {
  no_query(call);
  const std::string reason = word_in(call, "reason");
  auto outcome = as_allowed([&] {
    return need().review.submit(call.arg("id"), person_of(*call.principal), reason, call.progress);
  });
  if (const auto* stopped = std::get_if<review::Stopped>(&outcome)) refuse(*stopped);
  return answer(std::get<changes::Draft>(outcome));
}

Response ChangesApi::withdrawn(const Call& call) {
  no_query(call);
  const std::string comment = word_in(call, "comment");
  return as_allowed([&] {
    return answer(need().review.withdraw(call.arg("id"), person_of(*call.principal), comment));
  });
}

Response ChangesApi::returned(const Call& call) {
  no_query(call);
  const std::string comment = word_in(call, "comment");
  return as_allowed([&] {
    return answer(need().review.send_back(call.arg("id"), person_of(*call.principal), comment));
  });
}

Response ChangesApi::consented(const Call& call) {
  no_query(call);
  const std::string comment = word_in(call, "comment");
  return as_allowed([&] {
    return answer(need().review.consent(call.arg("id"), person_of(*call.principal), comment));
  });
}

Response ChangesApi::approved(const Call& call) {
  no_query(call);
  const std::string comment = word_in(call, "comment");
  std::optional<std::int64_t> version;
  if (const std::string tags = call.request().list_field("if-match"); !tags.empty()) {
    const auto head = need().drafts.head(call.arg("id"));
    need().review.check_sees(head, person_of(*call.principal));
    if (!names(tags, head.version)) changed(head.id);
    version = head.version;
  }
  auto outcome = as_allowed([&] {
    return need().review.approve(call.arg("id"), person_of(*call.principal), comment, version,
                                 call.progress);
  });
  if (const auto* stopped = std::get_if<review::Stopped>(&outcome)) refuse(*stopped);
  const auto& approved = std::get<review::Approved>(outcome);
  Response response = answer(approved.draft);
  response.with(field::revision, std::to_string(approved.draft.head.approved.value));
  return response;
}

Response ChangesApi::resolved(const Call& call) {
  no_query(call);
  const Json body = json_body(call.exchange->body, most_members);
  const auto list = body.is_object() ? body.find("choices") : body.end();
  if (!body.is_object() || list == body.end() || !list->is_array())
    throw Error(ErrorCode::bad_input, "choices: 应为数组 should be a list");
  std::vector<review::Choice> choices;
  for (const Json& one : *list) {
    const bool fine = one.is_object() && one.contains("collection") && one.contains("id") &&
                      one["collection"].is_string() && one["id"].is_string() &&
                      one.contains("feature") &&
                      (one["feature"].is_null() || one["feature"].is_object());
    if (!fine)
      throw Error(ErrorCode::bad_input,
                  "choices: 每项应有 collection、id 和 feature each should have collection, id and "
                  "feature (null: it shall be gone)");
    choices.push_back({one["collection"], one["id"], one["feature"]});
  }
  return as_allowed([&] {
    return answer(need().review.resolve(call.arg("id"), person_of(*call.principal), choices));
  });
}

Response ChangesApi::diff(const Call& call) const {
  no_query(call);
  review::Office& office = need();
  const auto draft = office.drafts.get(call.arg("id"));
  office.review.check_sees(draft.head, person_of(*call.principal));
  const auto published = context_.state.get(live::View::working);
  const auto snapshot = office.store.snapshot();
  Json records = Json::array();
  for (const auto& action : draft.actions) {
    const auto collection = catalog::find_collection(*snapshot, action.collection);
    const std::string layer = collection ? collection->layer->schema().name : action.collection;
    const auto sides = changes::sides_of(draft, action, office.store, layer);
    const Json* schema = nullptr;
    if (published) {
      const auto found = published->schemas.find(layer);
      if (found != published->schemas.end()) schema = found->second.get();
    }
    records.push_back(
        {{"collection", action.collection},
         {"id", action.id},
         {"before", sides.before},
         {"after", sides.after},
         {"words", words_json(changes::words_of(sides.before, sides.after, schema))}});
  }
  return uncached(200, {{"records", std::move(records)}});
}

void ChangesApi::routes(std::vector<Route>& table) {
  const auto operation = [this](Method method, auto member, auth::Rights rights,
                                std::vector<std::string_view> media = {},
                                Condition condition = Condition::free, Lane lane = Lane::drafts) {
    return Operation{.method = method,
                     .handler = in_lane(context_, *this, member),
                     .access = Access::holder_of(rights),
                     .needs = Needs::nothing,
                     .media = std::move(media),
                     .condition = condition,
                     .lane = lane};
  };
  const auth::Rights drafts{auth::Right::draft}, reviews{auth::Right::approve},
      sees{auth::Right::draft, auth::Right::approve};
  const std::vector<std::string_view> json{json_type};
  table.push_back({"/changes",
                   "changes",
                   {operation(Method::get, &ChangesApi::list, sees),
                    operation(Method::post, &ChangesApi::created, drafts, json)}});
  table.push_back(
      {"/changes/{id}",
       "change",
       {operation(Method::get, &ChangesApi::read, sees),
        operation(Method::put, &ChangesApi::saved, drafts, json, Condition::if_match),
        operation(Method::del, &ChangesApi::removed, drafts, {}, Condition::if_match)}});
  const auto step = [&](std::string_view path, auto member, auth::Rights rights,
                        Lane lane = Lane::drafts) {
    table.push_back({path,
                     "change_step",
                     {operation(Method::post, member, rights, json, Condition::free, lane)}});
  };
  step("/changes/{id}/check", &ChangesApi::checked, sees);
  step("/changes/{id}/submit", &ChangesApi::submitted, drafts);
  step("/changes/{id}/withdraw", &ChangesApi::withdrawn, drafts);
  step("/changes/{id}/consent", &ChangesApi::consented, drafts);
  step("/changes/{id}/resolve", &ChangesApi::resolved, drafts);
  step("/changes/{id}/return", &ChangesApi::returned, reviews);
  step("/changes/{id}/approve", &ChangesApi::approved, reviews, Lane::edit);
  table.push_back(
      {"/changes/{id}/diff", "change_diff", {operation(Method::get, &ChangesApi::diff, sees)}});
}

}  // namespace jintu::http
