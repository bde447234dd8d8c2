// HTTP/1.x request heads, read strictly (RFC 9112): what is doubtful is refused, never guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "services/http/message/message.hpp"

namespace jintu::http {

struct HeadLimits {
  std::size_t target_bytes = 8 * 1024;  ///< above: 414
  std::size_t head_bytes = 16 * 1024;   ///< above: 431
  std::size_t fields = 100;             ///< above: 431
};

/// Why a request cannot be answered as asked; the connection closes after it.
struct HeadFault {
  int status;
  std::string detail;  ///< for people, 中文 English
};

struct NeedMore {};
struct Head {
  Request request;
  std::size_t consumed;  ///< bytes of the head, its empty line included
};

/// Looks for one head at the start of `bytes`. A fault is found as early as it can be: garbage
/// in the first line does not wait for its end. Fuzzed: any bytes are allowed.
std::variant<NeedMore, HeadFault, Head> read_head(std::string_view bytes, const HeadLimits& limits);

}  // namespace jintu::http
