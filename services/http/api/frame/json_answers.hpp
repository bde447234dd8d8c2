// Answers in JSON.
#pragma once

#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/server/call.hpp"

namespace jintu::http {

/// Bytes that are no UTF-8 are replaced.
inline std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// For nobody's cache.
inline Response uncached(Response response) {
  response.with(field::cache_control, "no-store");
  return response;
}

inline Response uncached(int status, const Json& json) {
  return uncached(make_response(status, "application/json", text_of(json)));
}

/// A document that takes no parameters.
inline Response document(const Call& call, const Json& json,
                         std::string_view type = "application/json") {
  const Query query(call.request().query, {});
  return text_answer(call.request(), type, text_of(json), {.root = call.root});
}

}  // namespace jintu::http
