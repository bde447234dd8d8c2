#include "geo/base/error.hpp"

#include <cerrno>

namespace jintu {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::bad_input:
      return "bad_input";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::no_space:
      return "no_space";
    case ErrorCode::io:
      return "io";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

ErrorCode code_of_write(int system_errno) noexcept {
  // EFBIG: the file system, or a limit of this process, takes no larger file.
  const bool full = system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
  return full ? ErrorCode::no_space : ErrorCode::io;
}

}  // namespace jintu
