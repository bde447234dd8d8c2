#include "services/auth/accounts.hpp"

#include <algorithm>

#include "geo/base/error.hpp"

namespace jintu::auth {

namespace {

constexpr std::string_view users_in = "auth.users", sessions_in = "auth.sessions",
                           tokens_in = "auth.tokens", mark_in = "auth.mark", mark_id = "mark";
constexpr std::size_t page = 500;

using documents::Document;
using documents::Expected;
using documents::Reader;
using documents::Writer;

/// Those of one user lie beside each other.
std::string id_of(const Session& session) { return session.user + '/' + session.digest; }
std::string id_of(const Token& token) { return token.user + '/' + token.id; }

/// All whose ids begin with `prefix`.
std::vector<Document> all_of(Reader& reader, std::string_view collection,
                             const std::string& prefix = {}) {
  std::vector<Document> all;
  std::string after = prefix;
  for (;;) {
    auto some = reader.list(collection, after, page);
    const bool last = some.size() < page;
    for (Document& one : some) {
      if (!one.id.starts_with(prefix)) return all;
      all.push_back(std::move(one));
    }
    if (last) return all;
    after = all.back().id;
  }
}

std::vector<User> users_of(Reader& reader) {
  std::vector<User> all;
  for (const Document& one : all_of(reader, users_in)) all.push_back(user_of(one.id, one.json()));
  return all;
}

std::vector<Session> sessions_of(Reader& reader, const std::string& prefix = {}) {
  std::vector<Session> all;
  for (const Document& one : all_of(reader, sessions_in, prefix))
    all.push_back(session_of(one.json()));
  return all;
}

std::vector<Token> tokens_of(Reader& reader, const std::string& prefix = {}) {
  std::vector<Token> all;
  for (const Document& one : all_of(reader, tokens_in, prefix)) all.push_back(token_of(one.json()));
  return all;
}

void end_all(Writer& writer, const std::string& user, const std::string& except = {}) {
  for (const Session& session : sessions_of(writer, user + '/'))
    if (session.digest != except) writer.remove(sessions_in, id_of(session), Expected::any());
}

bool is_administrator(const User& user) {
  return !user.disabled &&
         std::find(user.roles.begin(), user.roles.end(), Role::administrator) != user.roles.end();
}

User changed_in(Writer& writer, const std::string& name, Accounts::Sessions sessions,
                const std::function<void(User&)>& change) {
  const auto kept = writer.get(users_in, name);
  if (!kept) throw Error(ErrorCode::not_found, "没有此用户 there is no user: " + name);
  User user = user_of(name, kept->json());
  change(user);
  writer.put(users_in, name, to_json(user), Expected::version(kept->version));
  if (sessions == Accounts::Sessions::end) end_all(writer, name);
  return user;
}

}  // namespace

Accounts::Accounts(documents::Documents& documents, Recorder recorder)
    : documents_(documents), recorder_(std::move(recorder)) {}

void Accounts::write(const std::function<void(Writer&)>& work) {
  documents_.write([&](Writer& writer) {
    work(writer);
    writer.put(mark_in, mark_id, Json::object(), Expected::any());
  });
  if (changed_) changed_();
}

void Accounts::record(Writer& writer, const Event& event) const {
  if (recorder_) recorder_(writer, event);
}

std::optional<User> Accounts::find(const std::string& name) {
  const auto kept = documents_.get(users_in, name);
  return kept ? std::optional(user_of(name, kept->json())) : std::nullopt;
}

std::vector<std::pair<std::string, Json>> Accounts::kept_users() {
  std::vector<std::pair<std::string, Json>> all;
  for (const Document& one : all_of(documents_, users_in)) all.emplace_back(one.id, one.json());
  return all;
}

std::vector<std::pair<std::string, Json>> Accounts::kept_tokens() {
  std::vector<std::pair<std::string, Json>> all;
  for (const Document& one : all_of(documents_, tokens_in)) {
    const Token token = token_of(one.json());
    all.emplace_back(token.user + "/jt:" + token.id, one.json());
  }
  return all;
}

std::vector<User> Accounts::users() { return users_of(documents_); }
std::vector<Session> Accounts::sessions() { return sessions_of(documents_); }
std::vector<Token> Accounts::tokens() { return tokens_of(documents_); }

std::int64_t Accounts::mark() {
  const auto kept = documents_.get(mark_in, mark_id);
  return kept ? kept->version : 0;
}

void Accounts::add(const User& user, const std::string& by) {
  write([&](Writer& writer) {
    if (writer.get(users_in, user.name))
      throw Error(ErrorCode::conflict, "已有此用户 there is such a user already: " + user.name);
    writer.put(users_in, user.name, to_json(user), Expected::absent());
    record(writer, {by, "user_add", user.name, to_json(user)});
  });
}

User Accounts::change(const std::string& name, const Event& event, Sessions sessions,
                      const std::function<void(User&)>& change) {
  User user;
  write([&](Writer& writer) {
    user = changed_in(writer, name, sessions, change);
    record(writer, {event.who, event.what, event.subject, to_json(user)});
  });
  return user;
}

User Accounts::change_keeping_an_administrator(const std::string& name, const Event& event,
                                               Sessions sessions,
                                               const std::function<void(User&)>& change) {
  User user;
  const auto has_administrator = [](Writer& writer) {
    const auto all = users_of(writer);
    return std::any_of(all.begin(), all.end(), is_administrator);
  };
  write([&](Writer& writer) {
    const bool had = has_administrator(writer);
    user = changed_in(writer, name, sessions, change);
    if (had && !has_administrator(writer))
      throw Error(
          ErrorCode::conflict,
          "至少要有一位可用的系统管理员 there must be an administrator who is not disabled");
    record(writer, {event.who, event.what, event.subject, to_json(user)});
  });
  return user;
}

void Accounts::begin_session(const Session& session, const std::string& what) {
  write([&](Writer& writer) {
    auto all = sessions_of(writer, session.user + '/');
    std::sort(all.begin(), all.end(),
              [](const Session& a, const Session& b) { return a.seen < b.seen; });
    for (std::size_t i = 0; all.size() - i >= most_sessions; ++i)
      writer.remove(sessions_in, id_of(all[i]), Expected::any());
    writer.put(sessions_in, id_of(session), to_json(session), Expected::absent());
    record(writer, {session.user, what, session.user});
  });
}

void Accounts::replace_session(const Session& old, const Session& session) {
  write([&](Writer& writer) {
    writer.remove(sessions_in, id_of(old), Expected::any());
    writer.put(sessions_in, id_of(session), to_json(session), Expected::absent());
  });
}

bool Accounts::end_session(const Session& session, const Event& event) {
  bool ended = false;
  write([&](Writer& writer) {
    ended = writer.remove(sessions_in, id_of(session), Expected::any());
    if (ended) record(writer, event);
  });
  return ended;
}

void Accounts::end_sessions(const std::string& user, const std::string& except,
                            const Event& event) {
  write([&](Writer& writer) {
    end_all(writer, user, except);
    record(writer, event);
  });
}

void Accounts::note_seen(const std::vector<Session>& seen) {
  write([&](Writer& writer) {
    for (const Session& session : seen)
      if (writer.get(sessions_in, id_of(session)))
        writer.put(sessions_in, id_of(session), to_json(session), Expected::any());
  });
}

void Accounts::remove_old(const std::vector<Session>& sessions, const std::vector<Token>& tokens) {
  write([&](Writer& writer) {
    for (const Session& session : sessions)
      writer.remove(sessions_in, id_of(session), Expected::any());
    for (const Token& token : tokens) writer.remove(tokens_in, id_of(token), Expected::any());
  });
}

void Accounts::add_token(const Token& token, const Event& event) {
  write([&](Writer& writer) {
    if (tokens_of(writer, token.user + '/').size() >= most_tokens)
      throw Error(ErrorCode::conflict,
                  "令牌太多，请先删去一些 there are too many tokens; remove some first");
    writer.put(tokens_in, id_of(token), to_json(token), Expected::absent());
    record(writer, {event.who, event.what, event.subject, to_json(token)});
  });
}

bool Accounts::end_token(const Token& token, const Event& event) {
  bool ended = false;
  write([&](Writer& writer) {
    ended = writer.remove(tokens_in, id_of(token), Expected::any());
    if (ended) record(writer, {event.who, event.what, event.subject, to_json(token), true});
  });
  return ended;
}

}  // namespace jintu::auth
