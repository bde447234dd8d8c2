// libsodium wants to be made ready before its first use.
#pragma once

namespace jintu::auth {

/// Any thread, any number of times. Throws Error{internal}.
void ready_sodium();

}  // namespace jintu::auth
