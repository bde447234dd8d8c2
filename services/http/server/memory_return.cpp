#include "services/http/server/memory_return.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "geo/base/background.hpp"
#include "services/http/wire/last_catch.hpp"

#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
#include <malloc.h>
#define JINTU_GLIBC_MALLOC 1
#endif

namespace jintu::http {

namespace {

#ifdef JINTU_GLIBC_MALLOC

/// Bytes that the process has from the system beside files, and that nobody uses.
std::int64_t kept_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0, resident = 0, of_files = 0;
  statm >> size >> resident >> of_files;
  const auto figures = ::mallinfo2();
  const auto used = static_cast<std::int64_t>(figures.uordblks + figures.hblkhd);
  return (resident - of_files) * ::sysconf(_SC_PAGESIZE) - used;
}

class Trimmer {
 public:
  void look() {
    constexpr std::int64_t much = std::int64_t{4} << 20;
    const std::int64_t kept = kept_bytes();
    if (kept > kept_last_ + much) {
      ::malloc_trim(0);
      kept_last_ = kept_bytes();
    } else {
      kept_last_ = std::min(kept_last_, kept);
    }
  }

 private:
  std::int64_t kept_last_ = 0;
};

#else

class Trimmer {
 public:
  void look() {}
};

#endif

}  // namespace

void share_arenas() {
#ifdef JINTU_GLIBC_MALLOC
  if (!std::getenv("MALLOC_ARENA_MAX"))
    ::mallopt(M_ARENA_MAX, static_cast<int>(std::max(2U, std::thread::hardware_concurrency() / 2)));
#endif
}

MemoryReturn::MemoryReturn() : thread_([this] { run(); }) {}

MemoryReturn::~MemoryReturn() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void MemoryReturn::run() {
  work_in_background();
  Trimmer trimmer;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, std::chrono::seconds(2), [this] { return ending_; }))
    last_catch("memory", [&] { trimmer.look(); });
}

}  // namespace jintu::http
