#include "services/auth/sodium_ready.hpp"

#include <sodium.h>

#include "geo/base/error.hpp"

namespace jintu::auth {

void ready_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw Error(ErrorCode::internal, "libsodium did not start");
}

}  // namespace jintu::auth
