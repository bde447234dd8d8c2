#include "services/changes/drafts.hpp"

#include <algorithm>
#include <charconv>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "geo/digest/sha256.hpp"
#include "services/audit/audit.hpp"
#include "services/changes/draft_lists.hpp"

namespace jintu::changes {

namespace {

using documents::Document;
using documents::Expected;
using documents::Reader;
using documents::Writer;

constexpr std::string_view heads = "changes", bodies = "change_bodies", keys = "change_keys",
                           counters = "counters";
constexpr std::int64_t highest = 999'999'999'999;
constexpr std::size_t page = 1000, most_keys = 10'000;

/// Lists are in the order of ids, and the newest come first.
std::optional<std::string> place_of(std::string_view id) {
  std::int64_t n = 0;
  if (!id.starts_with('c')) return std::nullopt;
  const auto [end, fault] = std::from_chars(id.data() + 1, id.data() + id.size(), n);
  if (fault != std::errc() || end != id.data() + id.size() || n < 1 || n > highest)
    return std::nullopt;
  std::string digits = std::to_string(highest - n);
  return std::string(12 - digits.size(), '0') + digits;
}

std::string id_of(const std::string& place) {
  return "c" + std::to_string(highest - std::stoll(place));
}

[[noreturn]] void missing(std::string_view id) {
  throw Error(ErrorCode::not_found,
              "没有此草稿 there is no such change: " + std::string(id.substr(0, 40)));
}

Head head_in(const Document& document) {
  Head head = head_from(document.json());
  head.id = id_of(document.id);
  head.version = document.version;
  return head;
}

Document document_of(Reader& reader, std::string_view id) {
  const auto place = place_of(id);
  auto found = place ? reader.get(heads, *place) : std::nullopt;
  if (!found) missing(id);
  return *std::move(found);
}

Draft draft_in(Reader& reader, std::string_view id) {
  const Document document = document_of(reader, id);
  Draft draft;
  draft.head = head_in(document);
  const auto body = reader.get(bodies, document.id);
  if (!body) missing(id);
  const Json json = body->json();
  draft.actions = actions_from(json.at("actions"));
  draft.findings = json.at("findings");
  return draft;
}

std::vector<std::string> records_of(const std::vector<Action>& actions) {
  std::vector<std::string> records;
  for (const Action& action : actions) records.push_back(action.collection + "/" + action.id);
  return records;
}

/// All of them, newest first.
void each(Reader& reader, const std::function<void(const std::string&, const Head&)>& visit) {
  for (std::string after;;) {
    const auto list = reader.list(heads, after, page);
    for (const Document& document : list) visit(document.id, head_in(document));
    if (list.empty()) return;
    after = list.back().id;
  }
}

void need_lists(Writer& writer) {
  if (!has_lists(writer)) make_lists(writer, [&](const auto& visit) { each(writer, visit); });
}

void put(Writer& writer, Draft& draft, Expected expected) {
  need_lists(writer);
  const std::string place = *place_of(draft.head.id);
  const auto before = writer.get(heads, place);
  const auto was = before ? std::optional(head_in(*before)) : std::nullopt;
  draft.head.records = records_of(draft.actions);
  draft.head.changed = utc_now();
  writer.put(bodies, place,
             {{"actions", actions_json(draft.actions)}, {"findings", draft.findings}},
             Expected::any());
  draft.head.version = writer.put(heads, place, to_json(draft.head), expected);
  enter_in_lists(writer, place, was ? &*was : nullptr, &draft.head);
}

std::int64_t next_number(Writer& writer) {
  const auto found = writer.get(counters, heads);
  const std::int64_t n = (found ? found->json().get<std::int64_t>() : 0) + 1;
  writer.put(counters, heads, n, Expected::any());
  return n;
}

std::string key_name(const std::string& author, const Key& key) {
  return sha256(author + "\n" + key.name);
}

/// Keys are forgotten, the oldest first, many at once: to find them all are looked at. Their order
/// is that of their drafts.
void remember(Writer& writer, const std::string& name, const Key& key, const std::string& id) {
  writer.put(keys, name, {{"content", sha256(key.content)}, {"id", id}}, Expected::absent());
  if (writer.count(keys) <= most_keys) return;
  std::vector<std::pair<std::int64_t, std::string>> all;
  for (std::string after;;) {
    const auto list = writer.list(keys, after, page);
    if (list.empty()) break;
    for (const Document& document : list) all.emplace_back(document.version, document.id);
    after = list.back().id;
  }
  const auto some = static_cast<std::ptrdiff_t>(std::min(all.size(), most_keys / 10));
  std::partial_sort(all.begin(), all.begin() + some, all.end());
  for (auto oldest = all.begin(); oldest != all.begin() + some; ++oldest)
    writer.remove(keys, oldest->second, Expected::any());
}

}  // namespace

void each_draft(Reader& reader,
                const std::function<void(const std::string& id, const Draft*)>& visit) {
  for (std::string after;;) {
    const auto list = reader.list(heads, after, page);
    for (const Document& document : list) {
      std::string id = document.id;
      std::optional<Draft> draft;
      try {
        id = id_of(document.id);
        draft = draft_in(reader, id);
      } catch (const std::exception&) {
        draft.reset();
      }
      visit(id, draft ? &*draft : nullptr);
    }
    if (list.empty()) return;
    after = list.back().id;
  }
}

void note(Head& head, std::string who, std::string what, std::string comment) {
  head.log.push_back({utc_now(), std::move(who), std::move(what), std::move(comment)});
}

void Drafts::check(const Content& content) const {
  const auto too_large = [](const std::string& what, std::size_t most, const std::string& unit) {
    throw Error(ErrorCode::too_large, what + " at most " + std::to_string(most) + " " + unit);
  };
  if (content.title.size() > limits_.title_bytes)
    too_large("title: 标题过长 is too long:", limits_.title_bytes, "bytes");
  if (content.comment.size() > limits_.comment_bytes)
    too_large("comment: 说明过长 is too long:", limits_.comment_bytes, "bytes");
  check(content.actions);
}

void Drafts::check(const std::vector<Action>& actions) const {
  const auto too_large = [](const std::string& what, std::size_t most, const std::string& unit) {
    throw Error(ErrorCode::too_large,
                "actions: " + what + " at most " + std::to_string(most) + " " + unit);
  };
  if (actions.size() > limits_.actions) too_large("过多 too many:", limits_.actions, "");
  if (actions_json(actions).dump(-1, ' ', false, Json::error_handler_t::replace).size() >
      limits_.bytes)
    too_large("内容过大 are too large:", limits_.bytes, "bytes");
}

Drafts::Created Drafts::create(const std::string& author, Content content, Revision base,
                               const std::string& epoch, const std::optional<Key>& key) {
  check(content);
  Created created;
  documents_.write([&](Writer& writer) {
    const std::string name = key ? key_name(author, *key) : std::string();
    if (const auto known = key ? writer.get(keys, name) : std::nullopt) {
      const Json kept = known->json();
      if (kept.at("content") != sha256(key->content))
        throw Error(ErrorCode::conflict,
                    "Idempotency-Key: 此键已用于另一内容 this key was used for another content");
      const std::string id = kept.at("id");
      const auto place = place_of(id);
      if (place && writer.get(heads, *place)) {
        created = {draft_in(writer, id), true};
        return;
      }
      writer.remove(keys, name, Expected::any());  // the draft was deleted: this is another one
    }
    need_lists(writer);
    if (writer.count(undecided_of(author)) >= limits_.open_of_one)
      throw Error(
          ErrorCode::too_large,
          "未决的草稿过多，请先提交或撤回 too many changes are undecided; submit or withdraw "
          "some: at most " +
              std::to_string(limits_.open_of_one));
    Draft& draft = created.draft;
    draft.head.id = "c" + std::to_string(next_number(writer));
    draft.head.title = std::move(content.title);
    draft.head.comment = std::move(content.comment);
    draft.head.author = author;
    draft.head.base = base;
    draft.head.epoch = epoch;
    draft.head.created = utc_now();
    draft.actions = std::move(content.actions);
    note(draft.head, author, "created");
    put(writer, draft, Expected::absent());
    if (key) remember(writer, name, *key, draft.head.id);
    audit::enter(writer, {author, "change.created", draft.head.id, nullptr,
                          audit::document_digest(certified(draft)), "change"});
  });
  return created;
}

Draft Drafts::get(std::string_view id) const { return draft_in(documents_, id); }
Head Drafts::head(std::string_view id) const { return head_in(document_of(documents_, id)); }

void Drafts::see_to_lists() const {
  if (!has_lists(documents_)) documents_.write([](Writer& writer) { need_lists(writer); });
}

std::vector<Head> Drafts::list(const Filter& filter) const {
  std::vector<Head> out;
  const std::size_t most = std::min<std::size_t>(filter.limit, 1000);
  if (most == 0 || documents_.list(heads, {}, 1).empty()) return out;
  see_to_lists();
  const bool whole = !filter.author && !filter.state;
  const std::string list = whole ? std::string(heads) : list_of(filter.author, filter.state);
  for (std::string after;;) {
    const auto found = documents_.list(list, after, most - out.size());
    for (const Document& entry : found) {
      after = entry.id;
      // Between list and draft somebody may have written.
      const auto document = whole ? std::optional(entry) : documents_.get(heads, entry.id);
      if (!document) continue;
      Head head = head_in(*document);
      const bool wanted = (!filter.state || head.state == *filter.state) &&
                          (!filter.author || head.author == *filter.author ||
                           std::find(head.needs_consent.begin(), head.needs_consent.end(),
                                     *filter.author) != head.needs_consent.end());
      if (wanted) out.push_back(std::move(head));
    }
    if (found.empty() || out.size() >= most) return out;
  }
}

std::size_t Drafts::left(const std::string& author) const {
  if (documents_.list(heads, {}, 1).empty()) return limits_.open_of_one;
  see_to_lists();
  const auto open = documents_.count(undecided_of(author));
  return limits_.open_of_one - std::min(open, limits_.open_of_one);
}

Draft Drafts::change(std::string_view id, std::optional<std::int64_t> version, const Step& step) {
  Draft draft;
  documents_.write([&](Writer& writer) {
    draft = draft_in(writer, id);
    const auto found = draft.head.version;
    if (version && *version != found)
      throw Error(ErrorCode::conflict,
                  "草稿已在别处更改 the change was written somewhere else in between");
    step(draft, writer);
    if (draft.head.log.size() > limits_.notes + notes_of_decisions)
      throw Error(ErrorCode::too_large,
                  "log: 记录过多，请另建草稿 too many steps; begin another change");
    put(writer, draft, Expected::version(found));
  });
  return draft;
}

Draft Drafts::save(std::string_view id, std::int64_t version, Content content) {
  check(content);
  return change(id, version, [&](Draft& draft, Writer&) {
    if (!is_open(draft.head.state))
      throw Error(ErrorCode::conflict,
                  "已提交，不能再改；请先撤回 it is submitted or decided; "
                  "withdraw it before you change it");
    draft.head.title = std::move(content.title);
    draft.head.comment = std::move(content.comment);
    draft.actions = std::move(content.actions);
    draft.head.consents.clear();
    draft.findings = Json::array();
  });
}

void Drafts::remove(std::string_view id, std::int64_t version) {
  documents_.write([&](Writer& writer) {
    const Document document = document_of(writer, id);
    const Head head = head_in(document);
    if (head.version != version)
      throw Error(ErrorCode::conflict,
                  "草稿已在别处更改 the change was written somewhere else in between");
    if (head.state != State::draft)
      throw Error(ErrorCode::conflict,
                  "提交过的不能删除，只能撤回 what was submitted is kept; it can be withdrawn");
    need_lists(writer);
    enter_in_lists(writer, document.id, &head, nullptr);
    writer.remove(heads, document.id, Expected::version(version));
    writer.remove(bodies, document.id, Expected::any());
    audit::enter(writer, {head.author, "change.deleted", head.id, nullptr, "", "change", true});
  });
}

}  // namespace jintu::changes
