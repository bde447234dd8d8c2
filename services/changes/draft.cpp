#include "services/changes/draft.hpp"

#include <algorithm>
#include <array>

#include "geo/base/error.hpp"

namespace jintu::changes {

namespace {

constexpr std::array<std::string_view, 5> states{"draft", "submitted", "returned", "approved",
                                                 "withdrawn"};
constexpr std::array<std::string_view, 4> kinds{"insert", "replace", "update", "delete"};

template <class Enum, std::size_t n>
std::optional<Enum> of_word(const std::array<std::string_view, n>& words, std::string_view word) {
  const auto it = std::find(words.begin(), words.end(), word);
  if (it == words.end()) return std::nullopt;
  return static_cast<Enum>(it - words.begin());
}

}  // namespace

std::string_view to_word(State state) { return states[static_cast<std::size_t>(state)]; }
std::optional<State> state_of(std::string_view word) { return of_word<State>(states, word); }
std::string_view to_word(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::optional<Kind> kind_of(std::string_view word) { return of_word<Kind>(kinds, word); }

Json certified(const Draft& draft) {
  const Head& head = draft.head;
  const bool open = is_open(head.state);
  Json sum{{"author", head.author},
           {"created", head.created},
           {"epoch", head.epoch},
           {"base_revision", head.base.value},
           {"state", open ? "open" : to_word(head.state)},
           {"approved_revision", head.approved.value}};
  if (open) return sum;
  sum["title"] = head.title;
  sum["comment"] = head.comment;
  sum["reason"] = head.reason;
  sum["needs_consent"] = head.needs_consent;
  sum["consents"] = head.consents;
  sum["actions"] = actions_json(draft.actions);
  return sum;
}

Json to_json(const Head& head) {
  Json log = Json::array();
  for (const Note& note : head.log)
    log.push_back(
        {{"time", note.time}, {"who", note.who}, {"what", note.what}, {"comment", note.comment}});
  return {{"title", head.title},
          {"comment", head.comment},
          {"author", head.author},
          {"state", to_word(head.state)},
          {"base_revision", head.base.value},
          {"epoch", head.epoch},
          {"created", head.created},
          {"changed", head.changed},
          {"reason", head.reason},
          {"records", head.records},
          {"needs_consent", head.needs_consent},
          {"consents", head.consents},
          {"approved_revision", head.approved.value},
          {"deciding", head.deciding},
          {"attempt", head.attempt},
          {"log", std::move(log)}};
}

Head head_from(const Json& json) {
  try {
    Head head;
    head.title = json.at("title");
    head.comment = json.at("comment");
    head.author = json.at("author");
    const auto state = state_of(json.at("state").get<std::string>());
    if (!state) throw Error(ErrorCode::bad_input, "a draft is in no known state");
    head.state = *state;
    head.base = {json.at("base_revision").get<std::int64_t>()};
    head.epoch = json.at("epoch");
    head.created = json.at("created");
    head.changed = json.at("changed");
    head.reason = json.at("reason");
    head.records = json.at("records").get<std::vector<std::string>>();
    head.needs_consent = json.at("needs_consent").get<std::vector<std::string>>();
    head.consents = json.at("consents").get<std::vector<std::string>>();
    head.approved = {json.at("approved_revision").get<std::int64_t>()};
    head.attempt = json.value("attempt", 0);
    head.deciding = json.value("deciding", "");  // drafts of earlier versions have none
    for (const Json& note : json.at("log"))
      head.log.push_back({note.at("time"), note.at("who"), note.at("what"), note.at("comment")});
    return head;
  } catch (const Json::exception& fault) {
    throw Error(ErrorCode::bad_input, "草稿已损坏 a draft is damaged", fault.what());
  }
}

Json actions_json(const std::vector<Action>& actions) {
  Json list = Json::array();
  for (const Action& action : actions)
    list.push_back({{"action", to_word(action.kind)},
                    {"collection", action.collection},
                    {"id", action.id},
                    {"base", action.base.value},
                    {"feature", action.feature}});
  return list;
}

std::vector<Action> actions_from(const Json& json) {
  try {
    std::vector<Action> actions;
    for (const Json& one : json) {
      const auto kind = kind_of(one.at("action").get<std::string>());
      if (!kind) throw Error(ErrorCode::bad_input, "an action of a draft is of no known kind");
      actions.push_back({*kind, one.at("collection"), one.at("id"),
                         Revision{one.at("base").get<std::int64_t>()}, one.at("feature")});
    }
    return actions;
  } catch (const Json::exception& fault) {
    throw Error(ErrorCode::bad_input, "草稿已损坏 a draft is damaged", fault.what());
  }
}

}  // namespace jintu::changes
