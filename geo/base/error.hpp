// The one exception type of the program, and the list of what can go wrong.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace jintu {

/// Why work could not go on. `services/http` maps each to a status, `services/apps` to an exit
/// code.
enum class ErrorCode {
  bad_input,    ///< a file, request or value is not what was expected
  not_found,    ///< the thing named does not exist
  conflict,     ///< someone else changed it first
  too_large,    ///< over a stated limit
  unsupported,  ///< well-formed, but not something we do
  unavailable,  ///< busy or not ready; the same call may succeed later
  cancelled,    ///< stopped by the user
  no_space,     ///< the disk is full, or a quota is used up
  io,           ///< the operating system refused: disk, permission, network
  internal,     ///< a fault of ours
};

/// Short stable name for logs and JSON, e.g. "bad_input".
std::string_view to_string(ErrorCode code) noexcept;

/// Of a write that failed with this `errno`: `no_space` or `io`.
ErrorCode code_of_write(int system_errno) noexcept;

/// Thrown when work cannot go on. `public_detail()` may be shown to the caller: it names the
/// file, line or position and what was expected. `what()` is for the log and may say more.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string public_detail)
      : std::runtime_error(public_detail), code_(code), public_detail_(std::move(public_detail)) {}
  Error(ErrorCode code, std::string public_detail, const std::string& log_detail)
      : std::runtime_error(public_detail + " [" + log_detail + "]"),
        code_(code),
        public_detail_(std::move(public_detail)) {}

  ErrorCode code() const noexcept { return code_; }
  const std::string& public_detail() const noexcept { return public_detail_; }

 private:
  ErrorCode code_;
  std::string public_detail_;
};

}  // namespace jintu
