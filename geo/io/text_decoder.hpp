// Internal to geo/io: text in any encoding to UTF-8, piece by piece, and what encodings are called.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jintu::io {

/// A name that iconv knows for what people and programs write: "gbk", "ANSI 936", "cp-936", "936",
/// "88591", "utf8", "OEM", "GB2312" (read as its superset GB18030), with blanks or a byte order
/// mark. Nothing when it means no encoding.
std::optional<std::string> encoding_named(std::string_view text);

class TextDecoder {
 public:
  /// Throws Error{bad_input} when iconv does not know the name.
  explicit TextDecoder(const std::string& encoding);
  ~TextDecoder();
  TextDecoder(TextDecoder&&) noexcept;
  TextDecoder& operator=(TextDecoder&&) noexcept;

  /// Appends the UTF-8 of `bytes` to `out`; a character cut in two waits for the next piece.
  /// False when some byte does not fit.
  bool add(std::string_view bytes, std::string& out);
  /// Whether no half character waits.
  bool at_end() const;
  const std::string& encoding() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::io
