// Everything that is kept of people: accounts, their sessions, their API tokens.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/documents/documents.hpp"
#include "services/auth/people.hpp"

namespace jintu::auth {

/// For the audit log. `who`: the author; `what`: "sign_in", "user_change" …; `subject`: of whom.
struct Event {
  std::string who, what, subject;
  /// The account or token that it is of, as it is kept from now on; null: it changes none.
  Json kept = nullptr;
  bool gone = false;  ///< the token was taken away
};
/// Enters an event in the transaction that the event is of.
using Recorder = std::function<void(documents::Writer&, const Event&)>;

/// Any thread, any number of processes on the same documents. What was changed is kept when the
/// call returns. All throw what `Documents` throws.
class Accounts {
 public:
  explicit Accounts(documents::Documents& documents, Recorder recorder = {});

  std::optional<User> find(const std::string& name);
  /// All accounts and tokens as they are kept, by the subject of their events.
  std::vector<std::pair<std::string, Json>> kept_users();
  std::vector<std::pair<std::string, Json>> kept_tokens();
  std::vector<User> users();
  std::vector<Session> sessions();
  std::vector<Token> tokens();
  /// Changes when any of it does, by whatever process.
  std::int64_t mark();

  /// Throws Error{conflict} when the name is taken.
  void add(const User& user, const std::string& by);
  enum class Sessions { stay, end };
  /// Reads the account, lets `change` change it and writes it back, in one transaction; `change`
  /// may throw. Throws Error{not_found}.
  User change(const std::string& name, const Event& event, Sessions sessions,
              const std::function<void(User&)>& change);
  /// The same, but throws Error{conflict} when the change would take away the last administrator
  /// who is not disabled.
  User change_keeping_an_administrator(const std::string& name, const Event& event,
                                       Sessions sessions, const std::function<void(User&)>& change);

  /// Beyond `most_sessions` of one user the oldest ends.
  void begin_session(const Session& session, const std::string& what = "sign_in");
  /// In place of another session, which ends. Nothing is recorded.
  void replace_session(const Session& old, const Session& session);
  /// False when there was none.
  bool end_session(const Session& session, const Event& event);
  /// Those of `user` but `except` (a digest).
  void end_sessions(const std::string& user, const std::string& except, const Event& event);
  /// When they were last seen; those that ended in between stay ended.
  void note_seen(const std::vector<Session>& seen);
  /// Takes away what nobody can use any more.
  void remove_old(const std::vector<Session>& sessions, const std::vector<Token>& tokens);

  /// Throws Error{conflict} when the user has `most_tokens`.
  void add_token(const Token& token, const Event& event);
  bool end_token(const Token& token, const Event& event);

  static constexpr std::size_t most_sessions = 20, most_tokens = 50;

  /// Called after each change that this object wrote, on the thread that wrote it.
  void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

 private:
  void write(const std::function<void(documents::Writer&)>& work);
  void record(documents::Writer& writer, const Event& event) const;

  documents::Documents& documents_;
  Recorder recorder_;
  std::function<void()> changed_;
};

}  // namespace jintu::auth
