#include "geo/gdal/dxf.hpp"

#include <cpl_vsi.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/gdal/gdal_scope.hpp"
#include "geo/io/text.hpp"
#include "geo/io/text_decoder.hpp"

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
  if (c < 0x10000)
    return {byte(0xE0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F))};
  return {byte(0xF0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3F)), byte(0x80 | ((c >> 6) & 0x3F)),
          byte(0x80 | (c & 0x3F))};
}

}  // namespace

std::string without_cad_escapes(std::string text) {
  constexpr std::array kCodePages{"CP932", "CP950", "CP949", "JOHAB", "GB18030"};
  const auto hex = [&](std::size_t at) -> std::optional<unsigned> {
    unsigned code = 0;
    if (at + 4 > text.size()) return std::nullopt;
    const char* digits = text.data() + at;
    const auto [stop, error] = std::from_chars(digits, digits + 4, code, 16);
    return error == std::errc() && stop == digits + 4 ? std::optional(code) : std::nullopt;
  };
  for (std::size_t at = text.find('\\'); at != std::string::npos; at = text.find('\\', at + 1)) {
    if (text.compare(at, 3, "\\U+") == 0) {
      auto code = hex(at + 3);
      std::size_t length = 7;
      if (code && *code >= 0xD800 && *code < 0xDC00 && text.compare(at + 7, 3, "\\U+") == 0) {
        const auto low = hex(at + 10);  // the other half of a surrogate pair
        if (low && *low >= 0xDC00 && *low < 0xE000) {
          code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
          length = 14;
        }
      }
      const bool half = code && *code >= 0xD800 && *code < 0xE000;
      if (code && *code >= 0x20 && !half) text.replace(at, length, utf8_of(*code));
    } else if (text.compare(at, 3, "\\M+") == 0 && at + 4 <= text.size()) {
      const auto code = hex(at + 4);
      const char page = text[at + 3];
      if (!code || page < '1' || page > '5') continue;
      std::string bytes(1, static_cast<char>(*code & 0xFF));
      if (*code > 0xFF) bytes.insert(bytes.begin(), static_cast<char>(*code >> 8));
      const auto decoded = to_utf8(bytes, kCodePages[static_cast<std::size_t>(page - '1')]);
      const bool control = *code < 0x20;
      if (decoded && !control) text.replace(at, 8, *decoded);
    }
  }
  return text;
}

MemoryFile::MemoryFile(std::string bytes, const std::string& name) : bytes_(std::move(bytes)) {
  gdal_init();
  path_ = "/vsimem/jintu-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + name;
  VSILFILE* file = VSIFileFromMemBuffer(path_.c_str(), reinterpret_cast<GByte*>(bytes_.data()),
                                        bytes_.size(), FALSE);
  if (!file) throw Error(ErrorCode::internal, "GDAL cannot hold a file in memory");
  VSIFCloseL(file);
}

MemoryFile::~MemoryFile() { VSIUnlink(path_.c_str()); }

Dxf::Dxf(const Opened& opened, const ReadOptions& options)
    : text_(read_bytes(opened.path, options.limits.text_bytes)) {
  if (text_.substr(0, 65536).find("SECTION") == std::string::npos)
    throw Error(ErrorCode::bad_input,
                opened.path + ": 不是 DXF: no SECTION was found, so this is not a DXF");
  const auto tail =
      trimmed(std::string_view(text_).substr(text_.size() > 256 ? text_.size() - 256 : 0));
  if (!tail.ends_with("EOF"))
    throw Error(ErrorCode::bad_input,
                opened.path + ": 文件不完整 the mark EOF at its end is missing (truncated?)");
  choose_encoding(opened, options.encoding);
  // Without a header GDAL takes the texts for Latin-1 whatever DXF_ENCODING says: give it one.
  if (!has_header(text_)) head_ = "0\nSECTION\n2\nHEADER\n0\nENDSEC\n";
  structure_ = structure_of(text_, opened.path, options.limits);
  auto& entities = structure_.entities;
  paper_space_ = static_cast<std::uint64_t>(std::count_if(
      entities.begin(), entities.end(), [](const DxfEntity& e) { return e.in_paper_space; }));
  std::erase_if(entities, [](const DxfEntity& e) { return e.in_paper_space; });
}

std::unique_ptr<MemoryFile> Dxf::part(std::size_t first, std::size_t last) const {
  std::string bytes;
  const auto& entities = structure_.entities;
  std::size_t size = head_bytes() + 64;
  for (std::size_t i = first; i < last; ++i) size += entities[i].end - entities[i].begin;
  bytes.reserve(size);
  bytes += head_;
  bytes.append(text_, 0, structure_.entities_begin);
  for (std::size_t i = first; i < last; ++i)
    bytes.append(text_, entities[i].begin, entities[i].end - entities[i].begin);
  bytes += structure_.entities_begin > 0 ? "0\nENDSEC\n0\nEOF\n" : "0\nEOF\n";
  return std::make_unique<MemoryFile>(std::move(bytes), ".dxf");
}

std::string Dxf::text_of(const DxfEntity& entity) const {
  return text_.substr(entity.begin, std::min<std::size_t>(entity.end - entity.begin, 2000));
}

void Dxf::choose_encoding(const Opened& opened, const std::string& option) {
  if (!option.empty()) {
    const auto known = encoding_named(option);
    if (!known)
      throw Error(ErrorCode::bad_input,
                  opened.path + ": 不认识的文字编码 unknown text encoding: " + option);
    report_ = option + " (option)";
    encoding_ = *known;
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
