// The reject report: one JSON object a line, so that a broken record can be mended and sent again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "geo/io/read.hpp"

namespace jintu::io {

/// Streams rejects to `path` as NDJSON:
/// {"file","line","feature","code","reason","position","data"}. Written under a temporary name
/// beside it and renamed by `commit`; without a reject there is no file (and an older report of
/// that name is removed). The destructor leaves no trace of what was not committed. Used by one
/// thread.
class RejectReport {
 public:
  explicit RejectReport(std::string path);
  ~RejectReport();
  RejectReport(const RejectReport&) = delete;
  RejectReport& operator=(const RejectReport&) = delete;

  /// Throws Error{io}.
  void add(const Reject& reject);
  std::uint64_t count() const { return count_; }
  /// Returns whether there is a file. Throws Error{io}.
  bool commit();

 private:
  struct File;
  std::string path_;
  std::string temporary_;
  std::unique_ptr<File> file_;
  std::uint64_t count_ = 0;
};

}  // namespace jintu::io
