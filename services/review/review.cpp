#include "services/review/review.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <set>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "geo/digest/sha256.hpp"
#include "services/audit/audit.hpp"
#include "services/catalog/collections.hpp"
#include "services/review/findings.hpp"

namespace jintu::review {

using changes::Action;
using changes::Draft;
using changes::Head;
using changes::State;

namespace {

constexpr int most_tries = 5;

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void need_author(const Head& head, const Person& who) {
  if (head.author != who.name)
    throw Forbidden("只有起草人可以 only its author may do this: " + head.author);
}

void need_reviewer(const Person& who) {
  if (!who.reviews)
    throw Forbidden(
        "需要审核权限和第二步验证 this takes a reviewer who has shown the second factor");
}

void need_state(const Head& head, State state) {
  if (head.state != state)
    throw Error(ErrorCode::conflict, "此时不能这样做 this cannot be done in its state: " +
                                         std::string(to_word(head.state)));
}

/// An approval that is on its way takes seconds. After a minute its server was killed, or hangs.
constexpr std::chrono::seconds deciding_lasts{60};

std::string mark_of(const Person& who) {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  return utc_now() + " " + who.name + " " + std::to_string(random());
}

bool is_fresh(const std::string& mark) {
  return mark.substr(0, mark.find(' ')) >
         utc_text(std::chrono::system_clock::now() - deciding_lasts);
}

[[noreturn]] void being_approved() {
  throw Error(
      ErrorCode::conflict,
      "此变更正在被通过，请稍后再看 this change is being approved at this moment; look again "
      "shortly");
}

void need_undecided(const Head& head) {
  if (!head.deciding.empty()) being_approved();
}

bool is_there(const Snapshot& now, const Action& action) {
  const auto collection = catalog::find_collection(now, action.collection);
  return collection && collection->layer->find(action.id);
}

Reach reach_of(const Person& who, const Action& action) {
  return who.reach ? who.reach(action.collection, action.id) : Reach::none;
}

}  // namespace

// Ids alone would not do: drafts that are put back from an older copy, or begun anew beside a store
// that was moved, give out ids that the store has seen. Another content under the name is a
// conflict, never "approved".
edit::Once once_of(const Draft& draft) {
  const Head& head = draft.head;
  return {"change:" + head.id + " " + head.created + " " + head.author +
              (head.attempt == 0 ? "" : "/" + std::to_string(head.attempt)),
          sha256(actions_json(draft.actions).dump(-1, ' ', false, Json::error_handler_t::replace))};
}

void Review::check_sees(const Head& head, const Person& who) const {
  const bool concerns = head.author == who.name || holds(head.needs_consent, who.name);
  if (!who.sees_all && !concerns)
    throw Error(ErrorCode::not_found, "没有此草稿 there is no such change: " + head.id);
}

Json Review::audit_detail(const Draft& draft) const {
  return {
      {"title", draft.head.title},
      {"author", draft.head.author},
      {"records", draft.head.records},
      {"actions",
       sha256(actions_json(draft.actions).dump(-1, ' ', false, Json::error_handler_t::replace))}};
}

Draft Review::step(std::string_view id, const Person& who, const std::string& what,
                   const std::string& comment, const std::function<void(Draft&)>& work) {
  return enter(id, who.name, what, comment, [&](Draft& draft) {
    check_sees(draft.head, who);
    work(draft);
  });
}

Draft Review::enter(std::string_view id, const std::string& who, const std::string& what,
                    const std::string& comment, const std::function<void(Draft&)>& work) {
  if (comment.size() > drafts_.limits().comment_bytes)
    throw Error(ErrorCode::too_large, "comment: 过长 is too long: at most " +
                                          std::to_string(drafts_.limits().comment_bytes) +
                                          " bytes");
  return drafts_.change(id, std::nullopt, [&](Draft& draft, documents::Writer& writer) {
    work(draft);
    if (who == draft.head.author && draft.head.log.size() >= drafts_.limits().notes)
      throw Error(ErrorCode::too_large,
                  "log: 记录过多，请另建草稿 too many steps; begin another change");
    changes::note(draft.head, who, what, comment);
    Json detail = audit_detail(draft);
    if (!comment.empty()) detail["comment"] = comment;
    if (draft.head.approved.value > 0) detail["revision"] = draft.head.approved.value;
    audit::enter(writer, {who, "change." + what, draft.head.id, std::move(detail),
                          audit::document_digest(changes::certified(draft)), "change"});
  });
}

Checked Review::check(std::string_view id, const Person& who, const Progress& progress) {
  Draft draft = drafts_.get(id);
  check_sees(draft.head, who);
  const auto now = store_.snapshot();
  auto merged = changes::merged(draft, store_, *now);
  Checked checked;
  checked.conflicts = std::move(merged.conflicts);
  checked.merged = std::move(merged.merged);
  if (!merged.batch.changes.empty())
    checked.findings = dry_run(editor_, merged, draft, draft.head.reason, progress);
  for (const Action& action : draft.actions) {
    auto owners = managers_ ? managers_(action.collection, action.id) : std::vector<std::string>{};
    const bool others = !owners.empty() && !holds(owners, draft.head.author);
    checked.affected.push_back({action.collection, action.id, std::move(owners), others});
  }
  return checked;
}

std::variant<Draft, Stopped> Review::submit(std::string_view id, const Person& who,
                                            const std::string& reason, const Progress& progress) {
  const Draft looked = drafts_.get(id);
  check_sees(looked.head, who);
  need_author(looked.head, who);
  if (!is_open(looked.head.state)) need_state(looked.head, State::draft);
  if (looked.actions.empty())
    throw Error(ErrorCode::bad_input, "草稿是空的 there is nothing in it to review");
  auto merged = changes::merged(looked, store_, *store_.snapshot());
  Stopped stopped;
  stopped.conflicts = std::move(merged.conflicts);
  if (stopped.conflicts.empty())
    stopped.findings = dry_run(editor_, merged, looked, reason, progress);
  if (!stopped.conflicts.empty() || refuses(stopped.findings, !reason.empty())) return stopped;
  return step(id, who, "submitted", reason, [&](Draft& draft) {
    need_author(draft.head, who);
    if (draft.head.version != looked.head.version)
      throw Error(ErrorCode::conflict,
                  "草稿已在别处更改 the change was written somewhere else in between");
    draft.findings = stopped.findings;
    std::set<std::string> asked;
    for (const Action& action : draft.actions) {
      const Reach reach = reach_of(who, action);
      if (reach == Reach::none)
        throw Forbidden("不在你的权限内 this is not yours to edit: " + action.collection + "/" +
                        action.id);
      if (reach == Reach::own || !managers_) continue;
      for (auto& name : managers_(action.collection, action.id)) asked.insert(std::move(name));
    }
    asked.erase(who.name);
    draft.head.needs_consent.assign(asked.begin(), asked.end());
    draft.head.consents.clear();
    draft.head.reason = reason;
    draft.head.state = State::submitted;
  });
}

/// Whoever approves writes to the store and then to the drafts; a server that was killed in between
/// leaves its mark. The store decides: what it wrote is approved, what it did not write it never
/// will.
void Review::settle(std::string_view id, const Person& who) {
  const Draft draft = drafts_.get(id);
  check_sees(draft.head, who);
  if (draft.head.deciding.empty()) return;
  if (is_fresh(draft.head.deciding)) being_approved();
  const auto written = editor_.forbid(once_of(draft).name, who.name);
  const auto mark = draft.head.deciding;
  const std::string by = mark.substr(mark.find(' ') + 1, mark.rfind(' ') - mark.find(' ') - 1);
  if (!written) {
    drafts_.change(id, std::nullopt, [&](Draft& of, documents::Writer&) {
      if (of.head.deciding != mark) return;
      of.head.deciding.clear();
      ++of.head.attempt;
    });
    return;
  }
  enter(id, by, "approved", "", [&](Draft& of) {
    if (of.head.deciding != mark) being_approved();
    of.head.deciding.clear();
    of.head.state = State::approved;
    of.head.approved = written->revision;
  });
}

Draft Review::withdraw(std::string_view id, const Person& who, const std::string& comment) {
  const std::lock_guard lock(deciding_);
  settle(id, who);
  return step(id, who, "withdrawn", comment, [&](Draft& draft) {
    need_author(draft.head, who);
    need_undecided(draft.head);
    if (draft.head.state == State::submitted) {
      draft.head.state = State::draft;
      draft.head.consents.clear();
      draft.head.needs_consent.clear();
      return;
    }
    if (!is_open(draft.head.state)) need_state(draft.head, State::submitted);
    draft.head.state = State::withdrawn;
  });
}

Draft Review::send_back(std::string_view id, const Person& who, const std::string& comment) {
  need_reviewer(who);
  const std::lock_guard lock(deciding_);
  if (comment.empty())
    throw Error(ErrorCode::bad_input, "comment: 请说明退回的原因 say why it is sent back");
  settle(id, who);
  return step(id, who, "returned", comment, [&](Draft& draft) {
    need_state(draft.head, State::submitted);
    need_undecided(draft.head);
    draft.head.state = State::returned;
    draft.head.consents.clear();
  });
}

Draft Review::consent(std::string_view id, const Person& who, const std::string& comment) {
  return step(id, who, "consented", comment, [&](Draft& draft) {
    need_state(draft.head, State::submitted);
    if (!holds(draft.head.needs_consent, who.name))
      throw Forbidden("此变更不需要你同意 this change does not ask for your consent");
    if (!holds(draft.head.consents, who.name)) draft.head.consents.push_back(who.name);
  });
}

std::variant<Approved, Stopped> Review::approve(std::string_view id, const Person& who,
                                                const std::string& comment,
                                                std::optional<std::int64_t> version,
                                                const Progress& progress) {
  need_reviewer(who);
  const std::lock_guard lock(deciding_);
  // Before anything is written everybody can see that it is being decided. Who comes upon such a
  // mark may go on: both write under one name, and so once.
  const std::string mark = mark_of(who);
  const Draft draft = drafts_.change(id, version, [&](Draft& of, documents::Writer&) {
    check_sees(of.head, who);
    // Before anything is written: what is decided must find room in the log.
    if (of.head.log.size() + 1 > drafts_.limits().notes + changes::notes_of_decisions)
      throw Error(ErrorCode::too_large,
                  "log: 记录过多，请另建草稿 too many steps; begin another change");
    if (of.head.author == who.name)
      throw Forbidden("起草人不能审核自己的变更 nobody approves what is their own");
    need_state(of.head, State::submitted);
    of.head.deciding = mark;
  });
  try {
    return decided(draft, who, comment, progress);
  } catch (const Error& error) {
    // Of a database that was lost while it committed nobody knows; `settle` will ask it.
    if (error.code() != ErrorCode::unavailable) forget(id, mark);
    throw;
  }
}

/// It came to nothing: so nobody is at it.
void Review::forget(std::string_view id, const std::string& mark) {
  try {
    drafts_.change(id, std::nullopt, [&](Draft& of, documents::Writer&) {
      if (of.head.deciding == mark) of.head.deciding.clear();
    });
  } catch (const Error&) {
  }
}

std::variant<Approved, Stopped> Review::decided(const Draft& draft, const Person& who,
                                                const std::string& comment,
                                                const Progress& progress) {
  const std::string& id = draft.head.id;
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto now = store_.snapshot();
    auto merged = changes::merged(draft, store_, *now);
    Stopped stopped;
    std::optional<edit::Committed> committed;
    if (!merged.conflicts.empty()) {
      // Unless an earlier call wrote it: then these are conflicts with itself.
      committed = editor_.written(once_of(draft).name);
      stopped.conflicts = std::move(merged.conflicts);
    } else {
      merged.batch.author = draft.head.author;
      merged.batch.message = "[" + draft.head.id + "] " + draft.head.title;
      merged.batch.reason = draft.head.reason;
      merged.batch.once = once_of(draft);
      auto outcome = editor_.apply(merged.batch, progress);
      if (std::holds_alternative<edit::Stale>(outcome)) continue;  // somebody was faster: anew
      if (auto* done = std::get_if<edit::Committed>(&outcome)) committed = std::move(*done);
      if (auto* refused = std::get_if<edit::Refused>(&outcome))
        stopped.findings = told(refused->records, merged, draft);
    }
    if (!committed) {
      step(id, who, stopped.conflicts.empty() ? "refused" : "conflicted", comment, [&](Draft& of) {
        need_state(of.head, State::submitted);
        of.head.deciding.clear();
      });
      return stopped;
    }
    // Somebody else's approval of the same, at another server, was faster.
    if (Draft done = drafts_.get(id);
        done.head.state == State::approved && done.head.approved == committed->revision)
      return Approved{std::move(done), std::move(merged.merged)};
    Draft after = step(id, who, "approved", comment, [&](Draft& of) {
      need_state(of.head, State::submitted);
      of.head.deciding.clear();
      of.head.state = State::approved;
      of.head.approved = committed->revision;
    });
    return Approved{std::move(after), std::move(merged.merged)};
  }
  throw Error(
      ErrorCode::unavailable,
      "这些要素正被频繁修改，请稍后再试 these records are being edited all the time; try again "
      "shortly");
}

Draft Review::resolve(std::string_view id, const Person& who, const std::vector<Choice>& choices) {
  const std::lock_guard lock(deciding_);
  settle(id, who);
  const auto now = store_.snapshot();
  return step(id, who, "resolved", "", [&](Draft& draft) {
    need_author(draft.head, who);
    need_undecided(draft.head);
    if (draft.head.state == State::approved || draft.head.state == State::withdrawn)
      need_state(draft.head, State::submitted);
    // Who read it, or consented, did so to other words: it is submitted anew.
    if (draft.head.state == State::submitted) draft.head.state = State::draft;
    draft.head.consents.clear();
    draft.head.needs_consent.clear();
    draft.findings = Json::array();
    for (const Choice& choice : choices) {
      const auto action =
          std::find_if(draft.actions.begin(), draft.actions.end(), [&](const Action& one) {
            return one.collection == choice.collection && one.id == choice.id;
          });
      if (action == draft.actions.end())
        throw Error(ErrorCode::bad_input, "choices: 草稿中没有此要素 the change does not hold " +
                                              choice.collection.substr(0, 63) + "/" +
                                              choice.id.substr(0, 100));
      const bool there = is_there(*now, *action);
      if (choice.feature.is_null() && !there) {  // it is gone as it shall be
        draft.actions.erase(action);
        continue;
      }
      action->kind = choice.feature.is_null() ? changes::Kind::remove
                     : there                  ? changes::Kind::replace
                                              : changes::Kind::insert;
      action->feature = choice.feature;
      action->base = now->revision();
    }
    drafts_.check(draft.actions);
  });
}

}  // namespace jintu::review
