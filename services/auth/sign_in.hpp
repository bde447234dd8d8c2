// Who is at the door: name, password and one-time code become a session.
#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "services/auth/accounts.hpp"
#include "services/auth/passwords.hpp"
#include "services/auth/throttle.hpp"

namespace jintu::auth {

struct Credentials {
  std::string name, password;
  std::string code;  ///< of the authenticator, or a recovery code; may be empty
};
/// From where; for limits and for the list of sessions.
struct Caller {
  std::string address;  ///< empty: not known
  std::string agent;
};

struct SignedIn {
  std::string cookie;  ///< the only time that it is told
  std::string name;
};
struct NotYet {
  std::chrono::seconds wait;
};
enum class Denied {
  bad_credentials,  ///< no such name, a wrong password, a disabled account: not told apart
  code_needed,
  code_wrong
};
using SignInOutcome = std::variant<SignedIn, NotYet, Denied>;

/// Any thread; each call that looks at a password takes some 0.1 s and 64 MB for as long, two at a
/// time (`Passwords`).
class SignIn {
 public:
  explicit SignIn(Accounts& accounts) : accounts_(accounts) {}

  SignInOutcome sign_in(const Credentials& credentials, const Caller& caller);
  /// By the account's owner: `old` must be right, and is throttled as a sign-in is. Other sessions
  /// of the account end; the one that asked goes on under the new cookie.
  SignInOutcome change_password(const Session& session, const std::string& old,
                                const std::string& wanted, const Caller& caller);
  std::string hash(std::string_view password) { return passwords_.hash(password); }

  struct Begun {
    std::string secret, uri;  ///< base32; otpauth://
  };
  /// Makes a key for an authenticator app, which counts once `confirm_second_factor` was given a
  /// code of it. `password` as for `change_password`. Throws Error{conflict} when one counts
  /// already.
  std::variant<Begun, NotYet, Denied> begin_second_factor(const Session& session,
                                                          const std::string& password,
                                                          const std::string& issuer,
                                                          const Caller& caller);
  struct Confirmed {
    std::vector<std::string> recovery;  ///< codes that count once each; told once
    std::string cookie;                 ///< of the session from now on
  };
  std::variant<Confirmed, NotYet, Denied> confirm_second_factor(const Session& session,
                                                                const std::string& code,
                                                                const Caller& caller);
  /// Takes password and a code.
  SignInOutcome remove_second_factor(const Session& session, const Credentials& credentials,
                                     const Caller& caller);

 private:
  /// Right or not; counted by the throttle. Of an account that is disabled or not there: not.
  std::variant<User, NotYet, Denied> checked(const std::string& name, const std::string& password,
                                             const Caller& caller);
  /// Takes the code: it does not count again. False when it is wrong.
  bool take_code(const std::string& name, const std::string& code);
  std::string renew(const Session& session, bool second_factor);

  Accounts& accounts_;
  Passwords passwords_;
  Throttle throttle_;
};

/// What `User::second_factor` becomes when the code is taken; false when it is wrong.
bool take_code(User& user, const std::string& code, Moment now);

}  // namespace jintu::auth
