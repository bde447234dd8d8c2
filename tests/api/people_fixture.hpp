// Accounts, tokens and sessions for tests, without the time that passwords take.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/auth/service.hpp"
#include "tests/api/fixture.hpp"
#include "tests/api/siting_fixture.hpp"

namespace jintu::test {

class People {
 public:
  /// Of every account.
  static constexpr const char* password = "correct horse battery";

  explicit People(auth::SessionLimits limits = {});

  /// An account with these roles; a manager's carriers are "twice".
  void add(const std::string& name, std::vector<auth::Role> roles);
  /// A token with those of these rights that the roles give, of an account made for it.
  std::string token(std::vector<auth::Role> roles, auth::Rights rights);
  /// All that the roles give, but `unconditional`.
  std::string token(std::vector<auth::Role> roles);

  struct Browser {
    std::string cookie, csrf;
    /// Lines of a request.
    std::string reads() const { return "Cookie: __Host-jintu=" + cookie + "\r\n"; }
    std::string writes() const { return reads() + "Jintu-CSRF: " + csrf + "\r\n"; }
  };
  /// A session of an account that there is.
  Browser browser(const std::string& name, bool second_factor = false);

  EmptyFolder folder;
  std::unique_ptr<documents::Documents> documents;
  auth::Service service;

 private:
  int made_ = 0;
};

inline std::string bearer(const std::string& token) {
  return "Authorization: Bearer " + token + "\r\n";
}

}  // namespace jintu::test
