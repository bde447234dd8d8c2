#include "services/changes/draft_lists.hpp"

#include <algorithm>
#include <set>

#include "geo/digest/sha256.hpp"

namespace jintu::changes {

namespace {

using documents::Expected;

constexpr std::string_view counters = "counters", made = "change_lists";

/// Names may be longer than those of collections.
std::string short_name(const std::string& person) { return sha256(person).substr(0, 32); }

std::set<std::string> lists_with(const Head* head) {
  std::set<std::string> lists;
  if (!head) return lists;
  lists.insert(list_of(std::nullopt, head->state));
  std::vector<std::string> people = head->needs_consent;
  people.push_back(head->author);
  for (const std::string& person : people) {
    lists.insert(list_of(person, std::nullopt));
    lists.insert(list_of(person, head->state));
  }
  if (is_open(head->state) || head->state == State::submitted)
    lists.insert(undecided_of(head->author));
  return lists;
}

}  // namespace

std::string list_of(const std::optional<std::string>& person, std::optional<State> state) {
  std::string name = "changes";
  if (person) name += "_of_" + short_name(*person);
  if (state) name += "_" + std::string(to_word(*state));
  return name;
}

std::string undecided_of(const std::string& author) {
  return "changes_undecided_of_" + short_name(author);
}

void enter_in_lists(documents::Writer& writer, const std::string& place, const Head* before,
                    const Head* after) {
  const auto was = lists_with(before), is = lists_with(after);
  for (const std::string& list : was)
    if (!is.contains(list)) writer.remove(list, place, Expected::any());
  for (const std::string& list : is)
    if (!was.contains(list)) writer.put(list, place, Json::object(), Expected::any());
}

bool has_lists(documents::Reader& reader) { return reader.get(counters, made).has_value(); }

void make_lists(
    documents::Writer& writer,
    const std::function<void(const std::function<void(const std::string& place, const Head&)>&)>&
        each) {
  each([&](const std::string& place, const Head& head) {
    enter_in_lists(writer, place, nullptr, &head);
  });
  writer.put(counters, made, 1, Expected::any());
}

}  // namespace jintu::changes
