#include "geo/gdal/dxf.hpp"

#include <cpl_vsi.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "geo/base/error.hpp"
#include "geo/gdal/gdal_scope.hpp"
#include "geo/io/text.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

bool has_header(const std::string& text) {
  return std::string_view(text).substr(0, 65536).find("\nHEADER") != std::string_view::npos;
}

std::string utf8_of(unsigned c) {
  const auto byte = [](unsigned bits) {
    return static_cast<char>(static_cast<unsigned char>(bits));
  };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | (c >> 6)), byte(0x80 | (c & 0x3F))};
  return {byte(0xE0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F))};
}

}  // namespace

std::string without_cad_escapes(std::string text) {
  for (std::size_t at = text.find("\\U+"); at != std::string::npos;
       at = text.find("\\U+", at + 1)) {
    unsigned code = 0;
    const char* digits = text.data() + at + 3;
    const char* end = digits + std::min<std::size_t>(4, text.size() - at - 3);
    const auto [stop, error] = std::from_chars(digits, end, code, 16);
    const bool half = code >= 0xD800 && code < 0xE000;  // of a surrogate pair: no character
    if (error == std::errc() && stop == digits + 4 && code >= 0x20 && !half)
      text.replace(at, 7, utf8_of(code));
  }
  return text;
}

Dxf::Dxf(const Opened& opened, const ReadOptions& options)
    : path_(opened.path), text_(read_bytes(opened.path, options.limits.text_bytes)) {
  if (text_.substr(0, 65536).find("SECTION") == std::string::npos)
    throw Error(ErrorCode::bad_input,
                opened.path + ": 不是 DXF: no SECTION was found, so this is not a DXF");
  const auto tail =
      trimmed(std::string_view(text_).substr(text_.size() > 256 ? text_.size() - 256 : 0));
  if (!tail.ends_with("EOF"))
    throw Error(ErrorCode::bad_input,
                opened.path + ": 文件不完整 the mark EOF at its end is missing (truncated?)");
  choose_encoding(opened, options.encoding);
  if (!encoding_.empty() && !has_header(text_)) {
    // Without a header GDAL takes the texts for Latin-1 whatever DXF_ENCODING says: give it one.
    gdal_init();
    text_.insert(0, "0\nSECTION\n2\nHEADER\n0\nENDSEC\n");
    path_ = "/vsimem/jintu-dxf-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".dxf";
    VSILFILE* copy = VSIFileFromMemBuffer(path_.c_str(), reinterpret_cast<GByte*>(text_.data()),
                                          text_.size(), FALSE);
    if (!copy) throw Error(ErrorCode::internal, opened.path + ": GDAL cannot hold it in memory");
    VSIFCloseL(copy);
    copied_ = true;
  } else {
    text_ = {};
  }
}

Dxf::~Dxf() {
  if (copied_) VSIUnlink(path_.c_str());
}

void Dxf::choose_encoding(const Opened& opened, const std::string& option) {
  if (!option.empty()) {
    if (!is_encoding(option))
      throw Error(ErrorCode::bad_input,
                  opened.path + ": 不认识的文字编码 unknown text encoding: " + option);
    report_ = option + " (option)";
    encoding_ = option;
    return;
  }
  const bool ascii = std::all_of(text_.begin(), text_.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return;
  if (find_not_utf8(text_) == std::string::npos) {
    report_ = encoding_ = "UTF-8";
    return;
  }
  const bool western_or_none =
      text_.find("ANSI_") == std::string::npos || text_.find("ANSI_1252") != std::string::npos;
  if (western_or_none || text_.find("ANSI_936") != std::string::npos) {
    report_ = "GBK (not UTF-8)";
    encoding_ = "GB18030";
    return;
  }
  report_ = "$DWGCODEPAGE";
}

}  // namespace jintu::gdal
