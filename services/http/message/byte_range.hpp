// Ranges of bytes (RFC 9110 §14).
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace jintu::http {

/// From the first to the last byte, both included.
struct ByteRange {
  std::uint64_t first = 0, last = 0;
};
struct WholeContent {
};  ///< no range is asked, or one that we need not know: several, or not well-formed
struct Unsatisfiable {};  ///< well-formed, but nothing of it is there: 416

/// `range` is the value of the field Range, empty when there is none; `size` at least 1.
std::variant<WholeContent, ByteRange, Unsatisfiable> read_range(std::string_view range,
                                                                std::uint64_t size);

}  // namespace jintu::http
