// Signing in and out, and what people do with their own account: password, second factor,
// sessions.
#pragma once

#include <vector>

#include "services/auth/service.hpp"
#include "services/http/api/frame/context.hpp"
#include "services/http/server/identity.hpp"

namespace jintu::http {

class SignInApi {
 public:
  /// `auth` may be null: then nothing of it is offered.
  SignInApi(const Context& context, auth::Service* auth, const Identity& identity,
            const FrontDoor& door)
      : context_(context), auth_(auth), identity_(identity), door_(door) {}
  void routes(std::vector<Route>& table);

 private:
  Response sign_in(const Call& call);
  Response sign_out(const Call& call);
  Response me(const Call& call) const;
  Response sessions(const Call& call) const;
  Response session_ended(const Call& call);
  Response password(const Call& call);
  Response second_factor(const Call& call);

  auth::Caller caller(const Call& call) const;
  /// Of who asks. Throws Refusal{401} when it ended in between.
  auth::Session session_of(const Call& call) const;
  /// Throws Refusal{403} where others on the way could read a password.
  void check_private(const Call& call) const;
  /// What `me` says, for the session behind a new cookie, which is set.
  Response with_cookie(const std::string& cookie, Json more = Json::object()) const;

  const Context& context_;
  auth::Service* auth_;
  const Identity& identity_;
  const FrontDoor& door_;
};

}  // namespace jintu::http
