// Finishing an answer: coding, validators, caching and the fields that every answer carries.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "services/http/message.hpp"
#include "services/http/negotiate.hpp"
#include "services/http/static_files.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

/// Revalidated each time: answers follow the data at once.
inline constexpr std::string_view revalidate = "public, max-age=0, must-revalidate";

/// The JSON of a request's body. Throws Error{bad_input} with line and column, also for more than
/// `most_members` in one object, and Error{too_large} beyond four million values.
Json json_body(std::string_view body,
               std::size_t most_members = std::numeric_limits<std::size_t>::max());

/// 200 or 304 for text made now; throws Refusal{406}. The entity tag is made of the first
/// `etag_bytes`. Compressed from 1 KB on, or when the client takes nothing plain.
Response text_answer(const Request& request, std::string_view content_type, std::string body,
                     std::size_t etag_bytes = std::string::npos);

/// 200 or 304 for a finished tile; throws Refusal{406}. Its compressed bytes are shared, not
/// copied.
Response tile_answer(const Request& request, const tiles::Tile& tile);
/// 200 or 304 for a file of the web app; throws Refusal{406}.
Response file_answer(const Request& request, const StaticFile& file,
                     const std::string& security_policy);
/// 204.
Response empty_tile_answer();

/// 304 keeps the fields that a 200 would have sent about the representation (RFC 9110 §15.4.5).
Response not_modified(std::string etag, std::string_view cache_control, std::string_view vary);

}  // namespace jintu::http
