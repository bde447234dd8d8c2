// Who asks, by what the request carries: an API token, the cookie of a session, or the desk.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/auth/directory.hpp"
#include "services/http/server/front_door.hpp"
#include "services/http/server/server_options.hpp"
#include "services/http/wire/wire.hpp"

namespace jintu::http {

inline constexpr std::string_view session_cookie = "__Host-jintu";

/// What the browser is told to keep, and to forget.
std::string cookie_set(std::string_view value);
std::string cookie_cleared();

/// Any thread; never waits.
class Identity {
 public:
  /// `directory` may be null: then this server knows nobody. Of `options`: who may plan at the
  /// desk, which addresses are proxies, and the deprecated token of all writers.
  Identity(auth::Directory* directory, const FrontDoor& door, const ServerOptions& options);

  /// A token counts before a cookie; what is malformed, sent twice or nobody's counts for nothing.
  /// Never nullptr.
  std::shared_ptr<const auth::Principal> of(const Request& request) const;
  /// Throws Refusal{403} when a session writes without its header Jintu-CSRF.
  static void check_csrf(const auth::Principal& principal, const Request& request);
  /// The client's address for limits: of the connection, or, from a proxy, the last one that it
  /// names in X-Forwarded-For. Empty when a proxy names none.
  std::string client_address(const Exchange& exchange) const;

 private:
  auth::Directory* directory_;
  const FrontDoor& door_;
  const bool siting_open_;
  const std::string edit_token_;
  const std::shared_ptr<const auth::Principal> desk_, token_bearer_;
  std::vector<PeerAddress> proxies_;
};

}  // namespace jintu::http
