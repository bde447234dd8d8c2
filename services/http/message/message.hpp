// HTTP messages as values: what the wire reads and writes, what handlers see.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jintu::http {

enum class Method { get, head, options, post, put, patch, del };
/// "GET"
std::string_view name_of(Method method);

/// One request with a complete head. Views point into `storage_`: move it, do not copy it.
class Request {
 public:
  struct Field {
    std::string_view name;  ///< as sent; compare without case
    std::string_view value;
  };

  Request() = default;
  Request(Request&&) = default;
  Request& operator=(Request&&) = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  Method method = Method::get;
  int minor_version = 1;       ///< of HTTP/1.x
  std::string_view target;     ///< as sent
  std::string_view path;       ///< still percent-encoded, begins with '/'; "*" for OPTIONS *
  std::string_view query;      ///< still percent-encoded, without '?'
  std::string_view authority;  ///< whom the client means to ask: "map.example:8080"; may be empty
  std::vector<Field> fields;
  std::uint64_t content_length = 0;
  bool keep_alive = true;  ///< what the client wants (RFC 9112 §9.3)
  bool expects_continue = false;

  /// The first field of that name (in lower case), or nullptr.
  const std::string_view* field(std::string_view lower_case_name) const;
  /// All values of a list field joined with ", " (RFC 9110 §5.3); empty when absent.
  std::string list_field(std::string_view lower_case_name) const;

 private:
  friend class HeadReader;
  std::vector<char> storage_;  // a vector, because moving it keeps addresses
};

/// ASCII only, as field names and tokens are.
bool equals_ignoring_case(std::string_view a, std::string_view lower_case);

/// Content that is too large to hold: read piece by piece while it is sent.
struct Pieces {
  std::uint64_t size = 0;
  /// Bytes from `first` on, at least one and at most `most`; `first` is below `size`. What it
  /// throws cuts the connection: the head that promised the content has gone out.
  std::function<std::string(std::uint64_t first, std::uint64_t most)> read;
};

/// An answer. The body is shared, so that cached bytes go to the socket without a copy.
struct Response {
  struct Field {
    std::string_view name;  ///< a literal
    std::string value;
  };

  int status = 200;
  std::vector<Field> fields;
  std::shared_ptr<const std::string> body;  ///< nullptr: no content, or that of `pieces`
  Pieces pieces;

  Response& with(std::string_view name, std::string value) {
    fields.push_back({name, std::move(value)});
    return *this;
  }
  const std::string* field(std::string_view name) const;
  std::uint64_t body_size() const { return body ? body->size() : pieces.size; }
};

Response make_response(int status, std::string_view content_type, std::string body);

/// "Not Found"; "Unknown" for a status that this program never sends.
std::string_view reason_phrase(int status);

/// Names of the fields that we send. Others do not exist: a response takes only literals.
namespace field {
inline constexpr std::string_view accept_encoding = "Accept-Encoding";
inline constexpr std::string_view accept_ranges = "Accept-Ranges";
inline constexpr std::string_view allow = "Allow";
inline constexpr std::string_view allow_headers = "Access-Control-Allow-Headers";
inline constexpr std::string_view allow_methods = "Access-Control-Allow-Methods";
inline constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
inline constexpr std::string_view cache_control = "Cache-Control";
inline constexpr std::string_view content_crs = "Content-Crs";
inline constexpr std::string_view content_disposition = "Content-Disposition";
inline constexpr std::string_view content_encoding = "Content-Encoding";
inline constexpr std::string_view content_language = "Content-Language";
inline constexpr std::string_view content_range = "Content-Range";
inline constexpr std::string_view content_type = "Content-Type";
inline constexpr std::string_view csp = "Content-Security-Policy";
inline constexpr std::string_view resource_policy = "Cross-Origin-Resource-Policy";
inline constexpr std::string_view etag = "ETag";
inline constexpr std::string_view expose_headers = "Access-Control-Expose-Headers";
inline constexpr std::string_view link = "Link";
inline constexpr std::string_view location = "Location";
inline constexpr std::string_view max_age = "Access-Control-Max-Age";
inline constexpr std::string_view nosniff = "X-Content-Type-Options";
inline constexpr std::string_view referrer_policy = "Referrer-Policy";
inline constexpr std::string_view request_id = "X-Request-Id";
inline constexpr std::string_view retry_after = "Retry-After";
inline constexpr std::string_view replaced = "Jintu-Replaced";
inline constexpr std::string_view revision = "Jintu-Revision";
inline constexpr std::string_view set_cookie = "Set-Cookie";
inline constexpr std::string_view vary = "Vary";
inline constexpr std::string_view www_authenticate = "WWW-Authenticate";
}  // namespace field

}  // namespace jintu::http
