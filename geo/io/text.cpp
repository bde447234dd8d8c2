#include "geo/io/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>

#include "geo/base/error.hpp"

namespace jintu::io {

namespace {

struct CloseIconv {
  using pointer = iconv_t;
  void operator()(iconv_t handle) const { iconv_close(handle); }
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!is_continuation(text[i])) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (first == 0xE0 && second < 0xA0) return 0;  // overlong
  if (first == 0xED && second > 0x9F) return 0;  // surrogates
  if (first == 0xF0 && second < 0x90) return 0;  // overlong
  if (first == 0xF4 && second > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

std::size_t find_not_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint64_t eight = 0;  // most text is ASCII
    if (i + 8 <= text.size()) {
      std::memcpy(&eight, text.data() + i, 8);
      if ((eight & 0x8080808080808080u) == 0) {
        i += 8;
        continue;
      }
    }
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

void Utf8Scan::add(std::string_view piece) {
  if (!fits_ || piece.empty()) return;
  std::string joined;
  if (!waiting_.empty()) {
    joined = std::move(waiting_);
    waiting_.clear();
    joined += piece;
    piece = joined;
  }
  const std::size_t bad = find_not_utf8(piece);
  if (bad == std::string_view::npos) return;
  if (piece.size() - bad < 4) {
    waiting_ = piece.substr(bad);
  } else {
    fits_ = false;
  }
}

std::uint64_t line_of(std::string_view text, std::size_t offset) {
  const auto head = text.substr(0, std::min(offset, text.size()));
  return 1 + static_cast<std::uint64_t>(std::count(head.begin(), head.end(), '\n'));
}

bool is_encoding(const std::string& encoding) {
  const iconv_t opened = iconv_open("UTF-8", encoding.c_str());
  if (opened == reinterpret_cast<iconv_t>(-1)) return false;
  iconv_close(opened);
  return true;
}

std::optional<std::string> to_utf8(std::string_view bytes, const std::string& encoding) {
  const iconv_t opened = iconv_open("UTF-8", encoding.c_str());
  if (opened == reinterpret_cast<iconv_t>(-1))
    throw Error(ErrorCode::bad_input, "不认识的文字编码 unknown text encoding: " + encoding);
  const std::unique_ptr<iconv_t, CloseIconv> handle(opened);
  std::string out;
  std::array<char, 4096> buffer;
  auto* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
  std::size_t in_left = bytes.size();
  while (in_left > 0) {
    char* to = buffer.data();
    std::size_t to_left = buffer.size();
    const std::size_t before = in_left;
    const bool full =
        iconv(handle.get(), &in, &in_left, &to, &to_left) == static_cast<std::size_t>(-1);
    out.append(buffer.data(), buffer.size() - to_left);
    if (full && (errno != E2BIG || in_left == before)) return std::nullopt;
  }
  return out;
}

namespace {

/// Length of the blank at the start of `text`; 0 when there is none.
std::size_t blank_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return 0;
  if (byte(0) == ' ' || (byte(0) >= '\t' && byte(0) <= '\r')) return 1;
  if (byte(0) < 0xC2) return 0;
  if (text.size() > 1 && byte(0) == 0xC2) return byte(1) == 0xA0 || byte(1) == 0x85 ? 2 : 0;
  if (text.size() < 3) return 0;
  const unsigned code = (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
  const bool three = (byte(0) & 0xF0) == 0xE0;
  const bool blank = (code >= 0x2000 && code <= 0x200B) || code == 0x2028 || code == 0x2029 ||
                     code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
  return three && blank ? 3 : 0;
}

/// Length of the blank at the end of `text`.
std::size_t blank_length_at_end(std::string_view text) {
  for (const std::size_t length : {1, 2, 3})
    if (text.size() >= length && blank_length(text.substr(text.size() - length)) == length)
      return length;
  return 0;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (const std::size_t length = blank_length(text)) text.remove_prefix(length);
  while (const std::size_t length = blank_length_at_end(text)) text.remove_suffix(length);
  return text;
}

std::string halfwidth(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // U+FF01–U+FF3F, of which the third byte gives the ASCII
    const auto third = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 2]) : 0u;
    const bool wide = text.substr(i, 2) == "\xEF\xBC" && third >= 0x81 && third <= 0xBF;
    const char ascii = wide ? static_cast<char>(third - 0x81 + '!') : '\0';
    if (wide && std::string_view("0123456789+-.").find(ascii) != std::string_view::npos) {
      out += ascii;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || (digits[0] == '0' && text.size() > 1)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string read_bytes(const std::string& path, std::uint64_t limit) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Error(ErrorCode::not_found, path + ": 打不开 cannot be opened");
  const auto size = static_cast<std::uint64_t>(file.tellg());
  if (size > limit)
    throw Error(ErrorCode::too_large, path + ": 文件太大 " + std::to_string(size) +
                                          " bytes, the limit is " + std::to_string(limit));
  std::string bytes(size, '\0');
  file.seekg(0);
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!file) throw Error(ErrorCode::io, path + ": 读取失败 could not be read to its end");
  return bytes;
}

}  // namespace jintu::io
