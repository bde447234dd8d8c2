// Internal to geo/io: bytes to UTF-8, numbers from text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jintu::io {

/// Length of the UTF-8 sequence at the start of `text`, 1–4; 0 when it is not one.
std::size_t utf8_length(std::string_view text);

/// Offset of the first byte that is not UTF-8, or npos.
std::size_t find_not_utf8(std::string_view text);

/// Whether bytes that come in pieces are UTF-8.
class Utf8Scan {
 public:
  void add(std::string_view piece);
  bool is_utf8() const { return fits_ && waiting_.empty(); }

 private:
  std::string waiting_;  ///< the first bytes of a character
  bool fits_ = true;
};

/// 1-based line of a byte.
std::uint64_t line_of(std::string_view text, std::size_t offset);

/// `bytes` from `encoding` (a name that iconv knows) to UTF-8. Nothing when some byte does not fit.
std::optional<std::string> to_utf8(std::string_view bytes, const std::string& encoding);

/// Whether iconv knows the name.
bool is_encoding(const std::string& encoding);

/// Without blanks at both ends: ASCII's, and those that Word, WPS and web pages leave (no-break and
/// ideographic spaces, U+2000–U+200B, U+202F, U+205F, byte order marks).
std::string_view trimmed(std::string_view text);
std::string lower_ascii(std::string_view text);
/// Full-width digits, signs and points as the ASCII that they mean.
std::string halfwidth(std::string_view text);

/// The whole of `text` as a finite number; a leading '+' is allowed.
std::optional<double> parse_number(std::string_view text);
/// The whole of `text` as an integer written without superfluous zeros ("007" is not one).
std::optional<std::int64_t> parse_integer(std::string_view text);

/// The file as bytes. Throws Error{not_found}, or Error{too_large} naming the limit.
std::string read_bytes(const std::string& path, std::uint64_t limit);

}  // namespace jintu::io
