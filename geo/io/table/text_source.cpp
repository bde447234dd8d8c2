#include "geo/io/table/text_source.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

constexpr std::size_t kPiece = 1 << 20;

std::ifstream opened(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorCode::io, path + ": 打不开 cannot be opened");
  return file;
}

std::size_t read_piece(std::ifstream& file, std::string& bytes, const std::string& path) {
  bytes.resize(kPiece);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) throw Error(ErrorCode::io, path + ": 读取失败 could not be read to its end");
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes.size();
}

std::uint64_t breaks_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TextSource::TextSource(const std::string& path, const std::string& encoding)
    : path_(path), file_(opened(path)) {
  if (!encoding.empty() && lower_ascii(encoding) != "utf-8") decoder_.emplace(encoding);
}

bool TextSource::more(std::string& text) {
  std::string bytes;
  if (read_piece(file_, bytes, path_) == 0) {
    if (!decoder_ || decoder_->at_end()) return false;
    throw Error(ErrorCode::bad_input, path_ + ": 文件不完整 half a character stands at its end");
  }
  std::size_t skipped = 0;
  if (!begun_ && bytes.starts_with("\xEF\xBB\xBF")) skipped = 3;
  begun_ = true;
  const std::string_view rest = std::string_view(bytes).substr(skipped);
  const std::size_t before = text.size();
  if (!decoder_) {
    text += rest;
  } else if (!decoder_->add(rest, text)) {
    throw Error(ErrorCode::bad_input,
                path_ + ": line " +
                    std::to_string(1 + lines_ + breaks_in(std::string_view(text).substr(before))) +
                    ": 文字不合编码 text does not fit the encoding " + decoder_->encoding());
  }
  lines_ += breaks_in(std::string_view(text).substr(before));
  return true;
}

void read_pieces(const std::string& path, const std::function<void(std::string_view)>& use) {
  std::ifstream file = opened(path);
  std::string bytes;
  while (read_piece(file, bytes, path) > 0) use(bytes);
}

std::optional<std::uint64_t> line_not_utf8(const std::string& path) {
  std::ifstream file = opened(path);
  std::uint64_t line = 1;
  std::string bytes, waiting;
  while (read_piece(file, bytes, path) > 0) {
    waiting += bytes;
    const std::size_t bad = find_not_utf8(waiting);
    const bool cut = bad != std::string::npos && waiting.size() - bad < 4;  // perhaps
    if (bad != std::string::npos && !cut) return line + breaks_in(waiting.substr(0, bad));
    line += breaks_in(waiting.substr(0, bad));
    waiting = cut ? waiting.substr(bad) : std::string();
  }
  return waiting.empty() ? std::nullopt : std::optional(line);
}

}  // namespace jintu::io
