// Many records in one transaction: OGC API – Features part 11 (26-018, a proposal), the atomic
// kind in JSON, with a condition for each action, which the proposal lacks.
#include <array>

#include "geo/base/json.hpp"
#include "services/catalog/crs_uri.hpp"
#include "services/http/api/features/edit_api.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/record_tag.hpp"

namespace jintu::http {

namespace {

constexpr std::size_t most_actions = 1000;
constexpr std::array<std::string_view, 4> names{"insert", "replace", "update", "delete"};

[[noreturn]] void refuse_action(std::size_t at, const std::string& what) {
  throw Error(ErrorCode::bad_input, "transaction[" + std::to_string(at) + "]" + what);
}

const Json* member(const Json& object, std::string_view name) {
  const auto it = object.find(name);
  return it == object.end() ? nullptr : &*it;
}

std::string text_member(const Json& action, std::string_view name, std::size_t at) {
  const Json* value = member(action, name);
  if (!value || !value->is_string() || value->get_ref<const std::string&>().empty())
    refuse_action(at, "." + std::string(name) + ": 应为文字 should be a text");
  return value->get<std::string>();
}

/// "id = 'x'", the filter of one record. Others would change what nobody has looked at.
std::optional<std::string> id_of_filter(std::string_view filter) {
  const auto skip = [&] {
    while (!filter.empty() && filter.front() == ' ') filter.remove_prefix(1);
  };
  const auto take = [&](std::string_view word) {
    skip();
    const bool is_next = filter.starts_with(word);
    if (is_next) filter.remove_prefix(word.size());
    return is_next;
  };
  if (!take("id") || !take("=") || !take("'")) return std::nullopt;
  std::string id;
  while (!filter.empty()) {
    const bool quote = filter.front() == '\'';
    if (quote && !filter.starts_with("''")) break;
    id += filter.front();
    filter.remove_prefix(quote ? 2 : 1);
  }
  if (!take("'")) return std::nullopt;
  skip();
  return filter.empty() ? std::optional(id) : std::nullopt;
}

/// The lists "add", "modify" and "delete" of an update as a merge patch.
Json patch_of(const Json& properties, std::size_t at) {
  Json patch = Json::object();
  const auto set = [&](const std::string& name, Json value) {
    if (name == "geometry")
      patch["geometry"] = std::move(value);
    else
      patch["properties"][name] = std::move(value);
  };
  for (const char* list : {"add", "modify"}) {
    const Json* entries = member(properties, list);
    if (!entries) continue;
    const std::string where = std::string(".properties.") + list;
    if (!entries->is_array()) refuse_action(at, where + ": 应为数组 should be a list");
    for (const Json& entry : *entries) {
      const Json* name = entry.is_object() ? member(entry, "name") : nullptr;
      const Json* value = entry.is_object() ? member(entry, "value") : nullptr;
      if (!name || !name->is_string() || !value)
        refuse_action(at, where + ": 每项应有 name 和 value each entry should have name and value");
      set(name->get<std::string>(), *value);
    }
  }
  if (const Json* gone = member(properties, "delete")) {
    if (!gone->is_array()) refuse_action(at, ".properties.delete: 应为数组 should be a list");
    for (const Json& name : *gone) {
      if (!name.is_string()) refuse_action(at, ".properties.delete: 应为名称 should hold names");
      set(name.get<std::string>(), nullptr);
    }
  }
  if (patch.empty())
    refuse_action(at, ".properties: 应有 add、modify 或 delete should have add, modify or delete");
  return patch;
}

/// Nothing for who may write without.
std::optional<edit::Precondition> condition_of(const Json& action, std::size_t at,
                                               std::string_view epoch,
                                               const auth::Principal& principal) {
  const Json* tag = member(action, "if_match");
  if (!tag && principal.may(auth::Right::unconditional)) return std::nullopt;
  if (!tag)
    throw Refusal{428,
                  "precondition_required",
                  "transaction[" + std::to_string(at) +
                      "].if_match: 缺少读到的 ETag send the ETag that you read",
                  {{"action", at}}};
  if (!tag->is_string()) refuse_action(at, ".if_match: 应为 ETag should be the text of an ETag");
  return precondition_of(tag->get_ref<const std::string&>(), epoch);
}

void check_members(const Json& action, std::size_t at) {
  constexpr std::array<std::string_view, 7> known{"action", "collection", "id",      "items",
                                                  "filter", "properties", "if_match"};
  for (const auto& [name, value] : action.items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      refuse_action(at,
                    "." + name.substr(0, 40) +
                        ": 不认识 unknown; an action has action, collection, id, items, filter, "
                        "properties, if_match");
}

/// The changes of one action; of an insert as many as it has items.
std::vector<edit::Change> changes_of(const Json& action, const std::string& name, std::size_t at,
                                     std::string_view epoch, const auth::Principal& principal) {
  std::vector<edit::Change> changes;
  if (name == "insert") {
    const Json* items = member(action, "items");
    if (!items || !items->is_array())
      refuse_action(at, ".items: 应为要素的数组 should be a list of features");
    for (const Json& item : *items) {
      changes.emplace_back();
      changes.back().action = edit::Action::create;
      changes.back().body = item;
    }
    return changes;
  }
  edit::Change& change = changes.emplace_back();
  const auto id = id_of_filter(text_member(action, "filter", at));
  if (!id) refuse_action(at, ".filter: 应为 should be: id = '…'");
  change.key = *id;
  change.condition = condition_of(action, at, epoch, principal);
  if (name == "delete") {
    change.action = edit::Action::remove;
    return changes;
  }
  const Json* properties = member(action, "properties");
  if (!properties || !properties->is_object())
    refuse_action(at, ".properties: 应为对象 should be an object");
  if (name == "update") {
    change.action = edit::Action::update;
    change.body = patch_of(*properties, at);
    return changes;
  }
  const Json* feature = member(*properties, "feature");
  if (!feature) refuse_action(at, ".properties.feature: 缺少 should be the feature");
  change.action = edit::Action::replace;
  change.body = *feature;
  return changes;
}

}  // namespace

Response EditApi::transaction(const Call& call) {
  const Query query(call.request().query, {"dry-run"});
  const Json body = json_body(call.exchange->body, most_actions);
  const Json* actions = body.is_object() ? member(body, "transaction") : nullptr;
  if (!actions || !actions->is_array() || actions->empty())
    throw Error(ErrorCode::bad_input,
                "transaction: 应为动作的数组 should be a list of actions, at least one");
  const Json* semantic = member(body, "semantic");
  if (semantic && *semantic != "atomic")
    throw Error(ErrorCode::bad_input,
                "semantic: 只支持 atomic only \"atomic\" is done here: all of it or nothing");
  const bool latitude_first = catalog::latitude_first(content_crs(call.request()));

  edit::Batch batch{{}, call.principal->author(), "HTTP POST transaction"};
  if (const Json* comment = member(body, "comment")) {  // ours
    if (!comment->is_string() || comment->get_ref<const std::string&>().size() > 500)
      throw Error(ErrorCode::bad_input,
                  "comment: 应为不超过 500 字节的文字 should be a text of at most 500 bytes");
    batch.message = comment->get<std::string>();
  }
  if (const Json* reason = member(body, "reason")) {  // ours, too
    if (!reason->is_string())
      throw Error(ErrorCode::bad_input, "reason: 应为文字 should be a text");
    set_reason(batch, reason->get<std::string>());
  }
  if (const auto* key = call.request().field("idempotency-key")) {
    if (key->empty() || key->size() > 200)
      throw Error(ErrorCode::bad_input,
                  "Idempotency-Key: 应为 1 至 200 字节 should have 1 to 200 bytes");
    batch.once = edit::Once{batch.author + "\n" + std::string(*key), call.exchange->body};
  }
  const std::string epoch = editor_->epoch();
  std::vector<catalog::Collection> collections;
  std::vector<std::size_t> action_of_change;
  std::vector<std::string> action_names;
  for (std::size_t at = 0; at < actions->size(); ++at) {
    const Json& action = (*actions)[at];
    if (!action.is_object()) refuse_action(at, ": 应为对象 should be an object");
    check_members(action, at);
    const std::string name = text_member(action, "action", at);
    if (std::find(names.begin(), names.end(), name) == names.end())
      refuse_action(at, ".action: 应为 should be insert, replace, update or delete");
    const auto collection = collection_to_edit(text_member(action, "collection", at));
    if (!auth::may_write(*call.principal, collection.id))
      throw Refusal{
          403,
          "forbidden",
          "transaction[" + std::to_string(at) +
              "]: 您没有此图层的编辑权限 you may not write this collection: " + collection.id,
          {{"action", at}}};
    action_names.push_back(name);
    for (edit::Change& change : changes_of(action, name, at, epoch, *call.principal)) {
      change.layer = collection.layer->schema().name;
      change.only = collection.only;
      if (latitude_first) change.axes = edit::AxisOrder::latitude_first;
      batch.changes.push_back(std::move(change));
      collections.push_back(collection);
      action_of_change.push_back(at);
    }
    if (batch.changes.size() > most_actions)
      throw Error(ErrorCode::too_large, "transaction: 一次最多 " + std::to_string(most_actions) +
                                            " 个要素 at most so many records at once");
  }
  if (batch.changes.empty())
    throw Error(ErrorCode::bad_input, "transaction: 没有要素 there is no record in it");

  if (is_dry_run(query)) return dry_run(batch, collections, call);
  const edit::Committed committed = applied(batch, collections, call);
  Json summary = Json::object(), results = Json::object();
  for (const std::string_view name : names) {
    const std::string past = name == "insert"    ? "Inserted"
                             : name == "replace" ? "Replaced"
                             : name == "update"  ? "Updated"
                                                 : "Deleted";
    Json list = Json::array();
    for (std::size_t i = 0; i < batch.changes.size(); ++i) {
      if (action_names[action_of_change[i]] != name) continue;
      Json entry{{"collection", collections[i].id}, {"id", committed.keys[i]}};
      const auto layer = committed.state->layer(batch.changes[i].layer);
      const Feature* now = layer ? layer->find(committed.keys[i]) : nullptr;
      if (now) entry["etag"] = '"' + record_tag(now->revision, epoch) + '"';
      const edit::Change& change = batch.changes[i];
      if (change.action != edit::Action::create && !change.condition)
        if (const auto before =
                editor_->replaced_by(committed.revision, change.layer, committed.keys[i]))
          entry["replaced"] = '"' + record_tag(*before, epoch) + '"';
      list.push_back(std::move(entry));
    }
    summary["total" + past] = list.size();
    if (!list.empty()) results[std::string(name) + "Results"] = std::move(list);
  }
  Json answer{{"revision", committed.revision.value}, {"summary", std::move(summary)}};
  answer.update(results);
  Response response = make_response(200, "application/json", answer.dump());
  response.with(field::revision, std::to_string(committed.revision.value));
  response.with(field::cache_control, "no-store");
  return response;
}

}  // namespace jintu::http
