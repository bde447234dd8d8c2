// Internal to geo/io: the text of a file as UTF-8, piece by piece.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "geo/io/text_decoder.hpp"

namespace jintu::io {

class TextSource {
 public:
  /// `encoding`: for iconv; empty: the file is UTF-8. A byte order mark is left out.
  /// Throws Error{io} when the file cannot be opened.
  TextSource(const std::string& path, const std::string& encoding);

  /// Appends the next megabyte or so; false at the end. Throws Error{io}, or Error{bad_input}
  /// naming the line where a byte does not fit the encoding.
  bool more(std::string& text);

 private:
  std::string path_;
  std::ifstream file_;
  std::optional<TextDecoder> decoder_;
  std::uint64_t lines_ = 0;  ///< line breaks given so far
  bool begun_ = false;
};

/// Gives the bytes of a file, a megabyte at a time. Throws Error{io}.
void read_pieces(const std::string& path, const std::function<void(std::string_view)>& use);

/// The line of the first byte that is not UTF-8; nothing when all are. Reads the whole file.
std::optional<std::uint64_t> line_not_utf8(const std::string& path);

}  // namespace jintu::io
