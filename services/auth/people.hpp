// Accounts, sessions and API tokens as values, and as the documents that they are kept in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/clock.hpp"
#include "geo/base/json.hpp"
#include "services/auth/rights.hpp"

namespace jintu::auth {

struct User {
  std::string name;  ///< 1 to 64 of a–z 0–9 . _ - @
  std::string display;
  std::vector<Role> roles;
  std::vector<std::string> carriers;
  std::string password;  ///< a hash
  bool disabled = false;
  Moment created;

  struct SecondFactor {
    std::string key;                    ///< base32
    bool confirmed = false;             ///< else it was begun, and does not count yet
    std::int64_t used_step = 0;         ///< of the last code: it does not count again
    std::vector<std::string> recovery;  ///< digests of codes that count once each
  };
  std::optional<SecondFactor> second_factor;

  bool has_second_factor() const { return second_factor && second_factor->confirmed; }
};

struct Session {
  std::string digest;  ///< of the cookie's value
  std::string user, csrf;
  Moment created, seen;
  bool second_factor = false;  ///< a code was given for it
  std::string agent;           ///< the browser, as it names itself

  /// By which its user names it.
  std::string id() const { return digest.substr(0, 16); }
};

struct Token {
  std::string id;  ///< by which its user names it
  std::string digest;
  std::string user, note;
  Rights rights;
  Moment created, expires;
};

Json to_json(const User& user);
Json to_json(const Session& session);
Json to_json(const Token& token);
/// Of what `to_json` wrote. Throw Error{internal} for anything else.
User user_of(const std::string& name, const Json& kept);
Session session_of(const Json& kept);
Token token_of(const Json& kept);

inline constexpr std::size_t most_name_bytes = 64;
bool is_user_name(std::string_view name);
/// Throw Error{bad_input} that says what was expected.
void check_user_name(std::string_view name);
void check_display(std::string_view display);
void check_carriers(const std::vector<std::string>& carriers);

}  // namespace jintu::auth
