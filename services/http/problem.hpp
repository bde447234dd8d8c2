// Errors as RFC 9457 problem details, and the one table from ErrorCode to status and title.
#pragma once

#include <string>
#include <string_view>

#include "geo/base/error.hpp"
#include "services/http/message.hpp"
#include "services/http/negotiate.hpp"

namespace jintu::http {

/// Thrown by handlers for what only HTTP knows: 405, 406.
struct Refusal {
  int status;
  std::string_view code;  ///< a literal
  std::string detail;
};

int status_of(ErrorCode code) noexcept;

/// For readers of English the English end of a "中文 English" text, when it has one; else all of it.
std::string in_language(std::string_view bilingual, Language language);

/// application/problem+json; `type` is "about:blank" beside a stable `code`. Never cached.
Response problem(int status, std::string_view code, std::string_view detail,
                 const Request& request, std::string_view request_id);
Response problem(const Error& error, const Request& request, std::string_view request_id);

}  // namespace jintu::http
