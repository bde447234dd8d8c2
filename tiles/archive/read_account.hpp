// What walking over a whole archive may read.
#pragma once

#include <cstdint>
#include <string>

#include "geo/base/error.hpp"

namespace jintu::tiles {

/// Bytes read so far, against what the size of the file accounts for. Contents may be named more
/// than once, but not again and again: deflate makes 1032 bytes of entries out of one byte, and
/// each could ask for the largest content.
class ReadAccount {
 public:
  ReadAccount(std::string path, std::uint64_t file_bytes)
      : path_(std::move(path)), left_((std::uint64_t{1} << 30) + 1032 * file_bytes) {}
  /// Throws Error{too_large}.
  void spend(std::uint64_t bytes) {
    if (bytes > left_)
      throw Error(ErrorCode::too_large,
                  path_ +
                      ": 内容反复引用，远超文件大小所容 the same contents are named again and "
                      "again, far more often than the size of the file accounts for");
    left_ -= bytes;
  }

 private:
  std::string path_;
  std::uint64_t left_;
};

}  // namespace jintu::tiles
