#include "services/http/api/review/draft_json.hpp"

#include <algorithm>
#include <array>

#include "geo/base/error.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/query/record_tag.hpp"

namespace jintu::http {

namespace {

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::bad_input, what); }

std::string text_in(const Json& object, const char* name, const std::string& where) {
  const auto it = object.find(name);
  if (it == object.end() || it->is_null()) return {};
  if (!it->is_string()) refuse(where + name + ": 应为文字 should be a text");
  return it->get<std::string>();
}

void check_members(const Json& object, std::initializer_list<std::string_view> known,
                   const std::string& where) {
  for (const auto& [name, value] : object.items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      refuse(where + name.substr(0, 40) + ": 不认识 there is no such member");
}

/// The revision that an ETag names.
Revision base_of(const std::string& tag, std::string_view epoch, const std::string& where) {
  if (tag.empty() || tag == "*") return {};
  const auto condition = precondition_of(tag.front() == '"' ? tag : '"' + tag + '"', epoch);
  if (condition.revisions.empty())
    refuse(where + "if_match: 不是此库的 ETag this is no ETag of a record of this store");
  return condition.revisions.front();
}

changes::Action action_of(const Json& json, std::size_t at, std::string_view epoch,
                          const Restored& restored) {
  const std::string where = "actions[" + std::to_string(at) + "].";
  if (!json.is_object())
    refuse("actions[" + std::to_string(at) + "]: 应为对象 should be an object");
  const bool restores = json.contains("action") && json["action"] == "restore";
  check_members(json, {"action", "collection", "id", "if_match", restores ? "version" : "feature"},
                where);
  if (restores) {
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_unsigned())
      refuse(where + "version: 应为修订号 should be the revision of a version");
    changes::Action action = restored(text_in(json, "collection", where),
                                      text_in(json, "id", where), {version->get<std::int64_t>()});
    const Revision base = base_of(text_in(json, "if_match", where), epoch, where);
    if (base.value > 0) action.base = base;
    return action;
  }
  const auto kind = changes::kind_of(text_in(json, "action", where));
  if (!kind) refuse(where + "action: 应为 should be insert, replace, update, delete or restore");
  changes::Action action{*kind, text_in(json, "collection", where), text_in(json, "id", where),
                         base_of(text_in(json, "if_match", where), epoch, where)};
  if (action.collection.empty() || action.collection.size() > 80)
    refuse(where + "collection: 应为图层 should be the id of a collection");
  if (action.id.size() > 200 || (action.id.empty() && *kind != changes::Kind::insert))
    refuse(where + "id: 应为要素的标识 should be the id of a record");
  const auto feature = json.find("feature");
  if (*kind != changes::Kind::remove) {
    if (feature == json.end() || !feature->is_object())
      refuse(where + "feature: 应为对象 should be an object");
    action.feature = *feature;
  }
  return action;
}

}  // namespace

changes::Content content_of(const Json& body, std::string_view epoch, const Restored& restored) {
  if (!body.is_object()) refuse("应为对象 the body should be an object");
  check_members(body, {"title", "comment", "actions"}, "");
  changes::Content content{text_in(body, "title", ""), text_in(body, "comment", ""), {}};
  const auto actions = body.find("actions");
  if (actions == body.end()) return content;
  if (!actions->is_array()) refuse("actions: 应为数组 should be a list");
  for (std::size_t i = 0; i < actions->size(); ++i)
    content.actions.push_back(action_of((*actions)[i], i, epoch, restored));
  return content;
}

Json summary_json(const changes::Head& head) {
  const Json json = to_json(head);
  Json out{{"id", head.id}};
  for (const auto& [name, value] : json.items())
    if (name != "epoch") out[name] = value;
  if (head.approved.value == 0) out.erase("approved_revision");
  if (head.reason.empty()) out.erase("reason");
  out["etag"] = '"' + draft_tag(head.version) + '"';
  return out;
}

Json draft_json(const changes::Draft& draft) {
  Json json = summary_json(draft.head);
  Json list = Json::array();
  for (const changes::Action& action : draft.actions) {
    Json one{{"action", to_word(action.kind)}, {"collection", action.collection}};
    if (!action.id.empty()) one["id"] = action.id;
    if (action.base.value > 0)
      one["if_match"] = '"' + record_tag(action.base, draft.head.epoch) + '"';
    if (!action.feature.is_null()) one["feature"] = action.feature;
    list.push_back(std::move(one));
  }
  json["actions"] = std::move(list);
  json["findings"] = draft.findings;
  return json;
}

std::string draft_tag(std::int64_t version) { return "d" + std::to_string(version); }

Json conflicts_json(const std::vector<changes::Conflict>& conflicts) {
  Json list = Json::array();
  for (const auto& one : conflicts)
    list.push_back({{"collection", one.collection},
                    {"id", one.id},
                    {"kind", one.kind},
                    {"fields", one.fields},
                    {"base", one.base},
                    {"mine", one.mine},
                    {"theirs", one.theirs}});
  return list;
}

Json words_json(const std::vector<changes::Words>& words) {
  Json list = Json::array();
  for (const auto& one : words) list.push_back({{"zh", one.zh}, {"en", one.en}});
  return list;
}

}  // namespace jintu::http
