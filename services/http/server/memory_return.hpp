// Freed memory goes back to the system.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace jintu::http {

/// glibc gives nearly each thread an arena of its own, and none of them what another freed: with a
/// page here and there in use, that kept a third more than two arenas do. Before threads are made;
/// whoever sets MALLOC_ARENA_MAX is obeyed.
void share_arenas();

/// glibc keeps what was freed below the last block in use, in an arena for each few threads: after
/// a wave of large requests hundreds of megabytes stay with the process, whatever it then needs.
/// Looks every two seconds whether much more is kept than after the last look, and has it given
/// back. Does nothing where there is no glibc.
class MemoryReturn {
 public:
  MemoryReturn();
  ~MemoryReturn();
  MemoryReturn(const MemoryReturn&) = delete;
  MemoryReturn& operator=(const MemoryReturn&) = delete;

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace jintu::http
