// Finishing an answer: coding, validators, caching and the fields that every answer carries.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "services/http/message/byte_range.hpp"
#include "services/http/message/message.hpp"
#include "services/http/message/negotiate.hpp"
#include "services/http/message/static_files.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

/// Revalidated each time: answers follow the data at once.
inline constexpr std::string_view revalidate = "public, max-age=0, must-revalidate";

/// The JSON of a request's body. Throws Error{bad_input} with line and column, also for more than
/// `most_members` in one object, and Error{too_large} beyond four million values.
Json json_body(std::string_view body,
               std::size_t most_members = std::numeric_limits<std::size_t>::max());

/// How the entity tag of a text is made.
struct Tagging {
  /// What the text's links begin with: the tag is the same under every name of the host.
  std::string_view root = {};
  /// Of the text: what the tag is made of. Beyond it stand links, or, with a weak tag, the time of
  /// day.
  std::size_t stable_bytes = std::string::npos;
  bool weak = false;
  /// The tag itself, without quotes, where it is not made of the text: the revision of a record.
  std::string_view given = {};
};

/// 16 hex digits of the content of `text`, whatever its links begin with.
std::string text_hash(std::string_view text, std::string_view root);

/// 200 or 304 for text made now; throws Refusal{406, 412}. Compressed from 1 KB on, or when the
/// client takes nothing plain.
Response text_answer(const Request& request, std::string_view content_type, std::string body,
                     Tagging tagging = {});

/// 200 or 304 for a finished tile; throws Refusal{406, 412}. Its compressed bytes are shared, not
/// copied.
Response tile_answer(const Request& request, const tiles::Tile& tile);
/// 200 or 304 for a file of the web app; throws Refusal{406, 412}.
Response file_answer(const Request& request, const StaticFile& file,
                     const std::string& security_policy);
/// The head of an answer from a file, and which bytes of it are asked for.
struct RangedHead {
  Response response;               ///< 200, 206 or 304
  std::optional<ByteRange> bytes;  ///< nothing: 304
};
/// Throws Refusal{412, 416}. Range is for GET alone; If-Range by date never holds (RFC 9110
/// §13.1.5, §14.2). `etag` with its quotes; `size` at least 1.
RangedHead ranged_head(const Request& request, const std::string& etag, std::uint64_t size,
                       std::string_view content_type);

/// 204.
Response empty_tile_answer();

/// Throws Refusal{412} when If-Match does not name the tag of what would be answered (RFC 9110
/// §13.1.1).
void check_if_match(const Request& request, std::string_view etag);

/// 304 keeps the fields that a 200 would have sent about the representation (RFC 9110 §15.4.5).
Response not_modified(std::string etag, std::string_view cache_control, std::string_view vary);

}  // namespace jintu::http
