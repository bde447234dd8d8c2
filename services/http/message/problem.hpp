// Errors as RFC 9457 problem details, and the one table from ErrorCode to status and title.
#pragma once

#include <string>
#include <string_view>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "services/http/message/message.hpp"
#include "services/http/message/negotiate.hpp"

namespace jintu::http {

/// Thrown by handlers for what only HTTP knows: 405, 406, 412 …
struct Refusal {
  int status;
  std::string_view code;  ///< a literal
  std::string detail;
  Json more = Json::object();                ///< further members of the problem
  std::vector<Response::Field> fields = {};  ///< further fields of the answer
};

int status_of(ErrorCode code) noexcept;

/// One half of a text "subject: 中文 English: data", with its subject and, in Chinese, its data;
/// all of it where the halves cannot be told apart.
std::string in_language(std::string_view bilingual, Language language);

/// "没有找到", "Not Found".
std::string title_of(int status, Language language);

/// application/problem+json; `type` is "about:blank" beside a stable `code`. A Chinese `detail` has
/// the English one beside it as `detail_en`. Never cached.
Response problem(int status, std::string_view code, std::string_view detail, const Request& request,
                 std::string_view request_id, const Json& more = Json::object());
Response problem(const Error& error, const Request& request, std::string_view request_id);

}  // namespace jintu::http
