#include "geo/base/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "geo/base/error.hpp"

namespace jintu {

namespace {

/// Whether `path` still names the open file: its last holder may have taken it away.
bool names(const std::string& path, int file) {
  struct stat by_name {
  }, open{};
  return fstat(file, &open) == 0 && stat(path.c_str(), &by_name) == 0 &&
         by_name.st_dev == open.st_dev && by_name.st_ino == open.st_ino;
}

std::string holder(int file) {
  char text[24] = {};
  const auto got = pread(file, text, sizeof text - 1, 0);
  const long pid = got > 0 ? std::strtol(text, nullptr, 10) : 0;
  return pid > 0 ? ", pid " + std::to_string(pid) : "";
}

[[noreturn]] void refuse(const std::string& path) {
  const int why = errno;
  throw Error(code_of_write(why),
              path + ": 无法建立锁 the lock cannot be made: " + std::strerror(why));
}

}  // namespace

FileLock::FileLock(std::string path, const std::string& what) : path_(std::move(path)) {
  for (;;) {
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0) refuse(path_);
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
      const std::string who = holder(file_);
      close(file_);
      throw Error(ErrorCode::unavailable, what + who);
    }
    if (names(path_, file_)) break;
    close(file_);
  }
  const std::string pid = std::to_string(getpid()) + "\n";
  // For people to read; on a full disk it stays empty, and the lock holds all the same.
  if (ftruncate(file_, 0) == 0) static_cast<void>(!pwrite(file_, pid.data(), pid.size(), 0));
}

FileLock::~FileLock() {
  unlink(path_.c_str());
  close(file_);
}

}  // namespace jintu
