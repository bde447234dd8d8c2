// The last catch of a thread: what nobody else caught is logged, and the thread goes on. Without
// it one exception (a failed allocation is enough) ends the whole process.
#pragma once

#include <cstdio>
#include <exception>
#include <string_view>

namespace jintu::http {

/// False when `action` threw.
template <class Action>
bool last_catch(std::string_view where, Action action) noexcept {
  try {
    action();
    return true;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error %.*s: %s\n", static_cast<int>(where.size()), where.data(),
                 error.what());
  } catch (...) {
    std::fprintf(stderr, "error %.*s: unknown\n", static_cast<int>(where.size()), where.data());
  }
  return false;
}

}  // namespace jintu::http
