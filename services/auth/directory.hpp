// Whose cookie or token is it? Answered from memory, since every request asks.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "services/auth/accounts.hpp"
#include "services/auth/principal.hpp"

namespace jintu::auth {

struct SessionLimits {
  std::chrono::seconds idle = std::chrono::hours(1);       ///< without a request
  std::chrono::seconds absolute = std::chrono::hours(12);  ///< since the sign-in
};

/// Any thread. Changes made through its `Accounts` count at once, those of other processes within
/// about a second.
class Directory {
 public:
  /// Reads everything, and begins a thread that looks for changes and notes who was seen.
  Directory(Accounts& accounts, SessionLimits limits);
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  /// nullptr when it is nobody's, its time is over, or its user is disabled. Never waits for a
  /// database. The session was seen now.
  std::shared_ptr<const Principal> of_session(std::string_view cookie, Moment now);
  std::shared_ptr<const Principal> of_token(std::string_view text, Moment now) const;

  /// Those that are not over.
  std::vector<Session> sessions_of(const std::string& user, Moment now) const;
  std::vector<Token> tokens_of(const std::string& user, Moment now) const;
  /// Of a principal by session.
  std::optional<Session> session(const Principal& principal, Moment now) const;

  /// Reads anew what was changed.
  void refresh();
  /// What the thread does now and then: writes when sessions were last seen, removes old ones.
  void tidy(Moment now);

 private:
  struct People {
    std::int64_t mark = -1;
    struct Known {
      Session session;
      std::shared_ptr<const Principal> principal;  ///< nullptr: the user is disabled or gone
    };
    struct Bearer {
      Token token;
      std::shared_ptr<const Principal> principal;
    };
    std::unordered_map<std::string, Known> sessions;  ///< by digest
    std::unordered_map<std::string, Bearer> tokens;   ///< by digest
  };
  std::shared_ptr<const People> read() const;
  std::shared_ptr<const People> people() const;
  Moment seen(const Session& session) const;
  bool is_over(const Session& session, Moment now) const;
  void run();

  Accounts& accounts_;
  const SessionLimits limits_;
  std::mutex reading_;  ///< one reads the documents at a time
  mutable std::mutex mutex_;
  std::shared_ptr<const People> people_;
  std::unordered_map<std::string, Moment> seen_;  ///< by digest: later than what is kept
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace jintu::auth
