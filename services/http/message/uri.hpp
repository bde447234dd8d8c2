// Paths, query parameters and numbers out of a request target: strictly, whole segments only.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/feature/layer.hpp"

namespace jintu::http {

/// Percent-decodes. Nothing when an escape is malformed, or the result is not UTF-8 or holds NUL
/// or another control character. '+' stays '+' (RFC 3986).
std::optional<std::string> percent_decode(std::string_view text);
/// The same for a name or value of a query: '+' is a space there, as HTML forms, URLSearchParams
/// and Python's urlencode write it. Tabs and line breaks are text like any other.
std::optional<std::string> query_decode(std::string_view text);
/// Well-formed UTF-8 (no overlong forms, no surrogates, nothing beyond U+10FFFF).
bool is_utf8(std::string_view text);

/// Decoded segments of a path: "/a/b%20c" is {"a", "b c"}, "/" is {""}. Nothing when a segment
/// does not decode, is "." or "..", or holds '/' or '\' once decoded.
std::optional<std::vector<std::string>> path_segments(std::string_view path);

/// The whole text as decimal digits without sign; at most `max`. Leading zeros are refused.
std::optional<std::uint64_t> parse_whole(std::string_view digits, std::uint64_t max);
/// The same, but what is larger than `max` is `max`: for limits, where asking for more than there
/// is is no error.
std::optional<std::uint64_t> parse_at_most(std::string_view digits, std::uint64_t max);
/// A finite decimal number, the whole text. No "inf", no "nan", no hexadecimal.
std::optional<double> parse_number(std::string_view text);

/// Whether a query has "preview=1": what is stored is asked for, and not what is released. Every
/// query may say so.
bool asks_preview(std::string_view query);

/// What `f` may ask for where there is one representation only.
inline constexpr std::array<std::string_view, 1> json_only{"json"};
inline constexpr std::array<std::string_view, 2> json_or_html{"json", "html"};
inline constexpr std::span<const std::string_view> no_formats{};

/// Query parameters by name. A parameter that is not among the `known`, comes twice, or does not
/// decode is an Error{bad_input} that names it. `f`, when it is not among them, must name one of
/// `formats`, the representations that there are; Refusal{406} when it asks for HTML.
class Query {
 public:
  Query(std::string_view query, std::initializer_list<std::string_view> known,
        std::span<const std::string_view> formats = json_only)
      : Query(query, std::span(known.begin(), known.size()), {}, formats) {}
  /// The names of `more` are known as well.
  Query(std::string_view query, std::span<const std::string_view> known,
        std::span<const Field> more, std::span<const std::string_view> formats = json_only);
  /// nullptr when absent.
  const std::string* find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace jintu::http
