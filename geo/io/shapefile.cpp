#include "geo/io/shapefile.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"
#include "geo/io/text_decoder.hpp"

namespace jintu::io {

namespace {

namespace fs = std::filesystem;

/// The sibling with this extension in any case, or an empty path.
fs::path part(const std::string& shp, const std::string& extension) {
  const fs::path path(shp);
  for (const auto& entry : fs::directory_iterator(path.parent_path()))
    if (entry.path().stem() == path.stem() &&
        lower_ascii(entry.path().extension().string()) == extension)
      return entry.path();
  return {};
}

std::string head(const fs::path& path, std::size_t length) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(length, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(length));
  if (static_cast<std::size_t>(file.gcount()) < length)
    throw Error(ErrorCode::bad_input, path.string() + ": 文件不完整 shorter than its own header");
  return bytes;
}

std::uint64_t byte(const std::string& bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
std::uint64_t big32(const std::string& b, std::size_t at) {
  return byte(b, at) << 24 | byte(b, at + 1) << 16 | byte(b, at + 2) << 8 | byte(b, at + 3);
}
std::uint64_t little32(const std::string& b, std::size_t at) {
  return byte(b, at + 3) << 24 | byte(b, at + 2) << 16 | byte(b, at + 1) << 8 | byte(b, at);
}
std::uint64_t little16(const std::string& b, std::size_t at) {
  return byte(b, at + 1) << 8 | byte(b, at);
}

void must_hold(const fs::path& path, std::uint64_t expected) {
  const std::uint64_t bytes = fs::file_size(path);
  if (bytes < expected)
    throw Error(ErrorCode::bad_input, path.string() + ": 文件不完整 " + std::to_string(bytes) +
                                          " bytes, its header says " + std::to_string(expected) +
                                          " (truncated?)");
}

/// Whether `bytes` are the beginning of a UTF-8 character, and no more.
bool is_cut_utf8(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  const std::size_t whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (bytes.size() >= whole || lead > 0xF4) return false;
  for (const char c : bytes.substr(1))
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) return false;
  return true;
}

struct TextColumn {
  std::size_t offset, width;
};

/// What the bytes of a .dbf's texts can be.
struct TextFacts {
  bool utf8 = true;        ///< all of them; a sequence cut at a field's end is forgiven
  bool any_three = false;  ///< some text is UTF-8 with three bytes a character, as Chinese is
  bool any_two = false;    ///< some UTF-8 of two bytes, which GBK has too
  bool gb2312 = true;      ///< all that is not ASCII is pairs of GB 2312
  bool any_high = false;

  void see(std::string_view text) {
    const std::size_t width = text.size();
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
    const auto high = [&](std::size_t i) {
      return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    for (std::size_t i = 0; i < text.size() && gb2312; ++i) {
      if (high(i) < 0x80) continue;
      any_high = true;
      const bool lead = high(i) >= 0xA1 && high(i) <= 0xF7;
      if (lead && i + 1 == text.size()) break;  // cut
      gb2312 = lead && high(i + 1) >= 0xA1 && high(i + 1) <= 0xFE;
      ++i;
    }
    bool fits = true, three = false;
    for (std::size_t i = 0; i < text.size() && fits;) {
      const std::size_t length = utf8_length(text.substr(i));
      any_two = any_two || length == 2;
      three = three || length == 3;
      fits = length > 0 || ((three || text.size() == width) && is_cut_utf8(text.substr(i)));
      i = length > 0 ? i + length : text.size();
    }
    utf8 = utf8 && fits;
    any_three = any_three || (fits && three);
  }
};

TextFacts facts_of(const fs::path& dbf) {
  TextFacts facts;
  const std::size_t header = little16(head(dbf, 32), 8);
  const std::string names = head(dbf, std::max<std::size_t>(header, 32));
  const std::size_t width = little16(names, 10);
  std::vector<TextColumn> columns;
  std::size_t offset = 1;
  for (std::size_t at = 32; at + 32 <= names.size() && names[at] != '\r'; at += 32) {
    const std::size_t length = byte(names, at + 16);
    if (names[at + 11] == 'C' && offset + length <= width) columns.push_back({offset, length});
    facts.see(std::string_view(names).substr(at, 11).substr(0, names.substr(at, 11).find('\0')));
    offset += length;
  }
  if (width == 0) return facts;
  std::ifstream file(dbf, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(header));
  std::string rows(width * std::max<std::size_t>(1, (1 << 20) / width), '\0');
  while (file.read(rows.data(), static_cast<std::streamsize>(rows.size())) || file.gcount() > 0) {
    const auto got = static_cast<std::size_t>(file.gcount());
    for (std::size_t row = 0; row + width <= got; row += width)
      for (const auto& [from, length] : columns)
        facts.see(std::string_view(rows).substr(row + from, length));
  }
  return facts;
}

}  // namespace

void check_shapefile(const std::string& shp) {
  const fs::path shx = part(shp, ".shx");
  const fs::path dbf = part(shp, ".dbf");
  if (shx.empty())
    throw Error(ErrorCode::bad_input, shp + ": 缺少 .shx the index .shx is missing beside it");
  if (dbf.empty())
    throw Error(ErrorCode::bad_input, shp + ": 缺少 .dbf the table .dbf is missing beside it");
  must_hold(shp, big32(head(shp, 100), 24) * 2);
  const std::uint64_t shx_bytes = big32(head(shx, 100), 24) * 2;
  must_hold(shx, shx_bytes);
  const std::string table = head(dbf, 32);
  const std::uint64_t rows = little32(table, 4);
  must_hold(dbf, little16(table, 8) + rows * little16(table, 10));
  const std::uint64_t shapes = shx_bytes < 100 ? 0 : (shx_bytes - 100) / 8;
  if (rows != shapes)
    throw Error(ErrorCode::bad_input, shp + ": 图形与属性数目不同 " + std::to_string(shapes) +
                                          " shapes, but " + std::to_string(rows) +
                                          " rows in the .dbf");
}

ShapefileText text_encoding(const std::string& shp, const std::string& wanted) {
  if (!wanted.empty()) {
    const auto known = encoding_named(wanted);
    if (!known)
      throw Error(ErrorCode::bad_input, "不认识的文字编码 unknown text encoding: " + wanted);
    return {*known, wanted + " (option)"};
  }
  const fs::path dbf = part(shp, ".dbf");
  std::string said, source;
  if (const fs::path cpg = part(shp, ".cpg"); !cpg.empty()) {
    const std::string text = read_bytes(cpg.string(), 4096);
    const auto known = encoding_named(text);
    if (!known && !trimmed(text).empty())
      throw Error(ErrorCode::bad_input,
                  cpg.string() + ": 不认识的文字编码 unknown text encoding \"" +
                      std::string(trimmed(text)) + "\"; name it with --encoding");
    if (known) said = *known;
    source = ".cpg";
  }
  constexpr std::uint64_t kGbkDriver = 0x4D;  // dBASE language driver id of code page 936
  if (said.empty() && byte(head(dbf, 32), 29) == kGbkDriver) {
    said = "GB18030";
    source = "language driver of the .dbf";
  }
  const TextFacts facts = facts_of(dbf);
  if (said.empty()) {
    if (facts.utf8) return {"UTF-8", "UTF-8 (no .cpg)"};
    return {"GB18030", "GBK (no .cpg, not UTF-8)"};
  }
  const std::string shown = said == "GB18030" ? "GBK" : said;
  const auto disbelieved = [&](const char* name, const char* report) {
    return ShapefileText{name, std::string(report) + " (而 " + source + " 写的是 although the " +
                                   source + " says " + shown + ")"};
  };
  const bool western = said == "ISO-8859-1" || said == "ISO-8859-15" || said == "CP1252";
  if (said != "UTF-8" && facts.utf8 && facts.any_three && !facts.any_two)
    return disbelieved("UTF-8", "UTF-8");
  if (said == "UTF-8" && !facts.utf8 && !facts.any_three) return disbelieved("GB18030", "GBK");
  if (western && facts.any_high && facts.gb2312) return disbelieved("GB18030", "GBK");
  return {said, shown + " (" + source + ")"};
}

std::optional<std::string> decode_dbf_text(std::string_view bytes, const std::string& encoding,
                                           bool& cut) {
  while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\0')) bytes.remove_suffix(1);
  auto text = to_utf8(bytes, encoding);
  for (std::size_t drop = 1; !text && drop <= 3 && drop < bytes.size(); ++drop) {
    if (static_cast<unsigned char>(bytes[bytes.size() - drop]) < 0x80) break;
    text = to_utf8(bytes.substr(0, bytes.size() - drop), encoding);
    cut = text.has_value();
  }
  return text;
}

}  // namespace jintu::io
