#include "geo/base/background.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace jintu {

void work_in_background() noexcept {
#ifdef __linux__
  // On Linux the nice value is the thread's own, whatever POSIX says of the process.
  const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
  [[maybe_unused]] const int ignored = ::setpriority(PRIO_PROCESS, thread, 10);
#endif
}

}  // namespace jintu
