// API tokens of who is signed in, and the accounts of others for administrators.
#pragma once

#include <vector>

#include "services/auth/service.hpp"
#include "services/http/api/frame/context.hpp"

namespace jintu::http {

class PeopleApi {
 public:
  /// `auth` may be null: then nothing of it is offered.
  PeopleApi(const Context& context, auth::Service* auth) : context_(context), auth_(auth) {}
  void routes(std::vector<Route>& table);

 private:
  Response tokens(const Call& call) const;
  Response token_made(const Call& call);
  Response token_ended(const Call& call);
  Response users(const Call& call) const;
  Response user_added(const Call& call);
  Response user_changed(const Call& call);

  const Context& context_;
  auth::Service* auth_;
};

}  // namespace jintu::http
