// A lock between processes: one of them does a thing at a time.
#pragma once

#include <string>

namespace jintu {

/// Holds the lock of the file `path` until destroyed, or until the process ends in whatever way.
/// The file is made for it and taken away with it; it says who holds the lock.
class FileLock {
 public:
  /// Never waits. Throws Error{unavailable} when another process (or another lock of this one)
  /// holds it: "`what` …, pid 123"; Error{io | no_space} when the file cannot be made.
  FileLock(std::string path, const std::string& what);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace jintu
