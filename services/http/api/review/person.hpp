// Who acts on changes, by who asks.
#pragma once

#include "services/auth/principal.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/server/call.hpp"
#include "services/review/review.hpp"

namespace jintu::http {

/// A manager's own carriers are his; others' carriers a draft of his may hold, with their consent.
review::Person person_of(const auth::Principal& principal);

/// Where their rights allow it: otherwise 403.
template <class Work>
auto as_allowed(Work work) {
  try {
    return work();
  } catch (const review::Forbidden& forbidden) {
    throw Refusal{403, "forbidden", forbidden.public_detail()};
  }
}

}  // namespace jintu::http
