// Work in a process of its own, which can be ended at any moment: for libraries that do not look at
// the clock. Internal to geo/siting.
#pragma once

#include <functional>
#include <string_view>

namespace jintu::siting {

enum class ChildEnd {
  done,         ///< the work returned
  stopped,      ///< it was killed, because `stop()` held
  failed,       ///< it crashed, or ran out of memory
  not_started,  ///< the system gave no process
};

/// Sends one message to the parent. Blocks while the parent has not read what came before.
using SendToParent = std::function<void(std::string_view message)>;

/// Runs `work` in a forked copy of this process. Each message that it sends goes to `receive`, in
/// order and on the calling thread, until the work returns or `stop()` holds: then the child is
/// killed at once. The child is one thread with no open files but the standard three, and is
/// killed by the system when the calling thread ends. `work` must not touch what other threads of
/// this process may have locked (files, databases, the network); memory is its own.
ChildEnd run_in_child(const std::function<void(const SendToParent&)>& work,
                      const std::function<void(std::string_view message)>& receive,
                      const std::function<bool()>& stop);

}  // namespace jintu::siting
