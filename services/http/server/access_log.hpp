// One line for each request, written by a thread of its own so that a slow disk delays nobody.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "geo/base/log.hpp"
#include "services/http/wire/wire.hpp"

namespace jintu::http {

/// `time request-id method path status bytes µs [aborted]`, or JSON where the log is; bytes are
/// those of the body. The query is left out: it may name people's places.
class AccessLog {
 public:
  /// "" is off, "-" is stderr, else a file that is appended to. Throws Error{io}.
  explicit AccessLog(const std::string& where);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// Any thread; never blocks on the disk. Beyond 4 MB of unwritten lines it drops and says so.
  void write(const Exchange& exchange);

 private:
  void run();
  void flush(const std::string& lines) const;

  int fd_ = -1;
  log::Form form_ = log::form();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string pending_;
  std::uint64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread writer_;
};

}  // namespace jintu::http
