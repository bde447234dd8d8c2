// All of people and rights that a server needs, put together.
#pragma once

#include "services/auth/accounts.hpp"
#include "services/auth/directory.hpp"
#include "services/auth/sign_in.hpp"

namespace jintu::auth {

/// Any thread.
class Service {
 public:
  /// `documents` outlives it. `recorder`: for the audit log.
  explicit Service(documents::Documents& documents, SessionLimits limits = {},
                   Recorder recorder = {});

  Accounts accounts;
  Directory directory;
  SignIn sign_in;
};

/// A new account, without a password yet. Throws Error{bad_input} for what no account may be: a
/// name that is none, no role, carriers without a manager.
User new_user(const std::string& name, const std::string& display, std::vector<Role> roles,
              std::vector<std::string> carriers);
void check_user(const User& user);

/// A token and its text, which is told once. `days` from 1 to 730. Throws Error{bad_input}, also
/// when the user's roles do not give one of the rights.
struct NewToken {
  Token token;
  std::string text;
};
NewToken new_token(const User& user, Rights rights, const std::string& note, std::int64_t days);

}  // namespace jintu::auth
