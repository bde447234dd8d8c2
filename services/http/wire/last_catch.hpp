// The last catch of a thread: what nobody else caught is logged, and the thread goes on. Without
// it one exception (a failed allocation is enough) ends the whole process.
#pragma once

#include <exception>
#include <string_view>

#include "geo/base/log.hpp"

namespace jintu::http {

/// False when `action` threw.
template <class Action>
bool last_catch(std::string_view where, Action action) noexcept {
  try {
    action();
    return true;
  } catch (const std::exception& error) {
    log::error(where, error.what());
  } catch (...) {
    log::error(where, "unknown");
  }
  return false;
}

}  // namespace jintu::http
