#include "geo/io/shapefile.hpp"

#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

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

struct TextColumn {
  std::size_t offset, width;
};

/// Whether every text in the .dbf is UTF-8; a sequence cut at a field's end is forgiven.
bool texts_are_utf8(const fs::path& dbf) {
  const std::string bytes = read_bytes(dbf.string(), 4ULL << 30);
  const std::size_t header = little16(bytes, 8);
  const std::size_t width = little16(bytes, 10);
  std::vector<TextColumn> columns;
  std::size_t offset = 1;
  for (std::size_t at = 32; at + 32 <= header && at + 32 <= bytes.size() && bytes[at] != '\r';
       at += 32) {
    const std::size_t length = byte(bytes, at + 16);
    if (bytes[at + 11] == 'C') columns.push_back({offset, length});
    if (find_not_utf8(bytes.substr(at, 11)) != std::string::npos) return false;
    offset += length;
  }
  for (std::size_t row = header; width > 0 && row + width <= bytes.size(); row += width)
    for (const auto& [from, length] : columns) {
      if (from + length > width) continue;
      bool cut = false;
      if (!decode_dbf_text(std::string_view(bytes).substr(row + from, length), "UTF-8", cut))
        return false;
    }
  return true;
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
    if (!is_encoding(wanted))
      throw Error(ErrorCode::bad_input, "不认识的文字编码 unknown text encoding: " + wanted);
    return {wanted, wanted + " (option)"};
  }
  if (const fs::path cpg = part(shp, ".cpg"); !cpg.empty()) {
    std::string name(trimmed(read_bytes(cpg.string(), 4096)));
    const std::string as_written = name;
    if (parse_integer(name)) name = name == "65001" ? "UTF-8" : "CP" + name;
    if (lower_ascii(name) == "utf8") name = "UTF-8";
    if (!is_encoding(name))
      throw Error(ErrorCode::bad_input,
                  cpg.string() + ": 不认识的文字编码 unknown text encoding \"" + as_written + "\"");
    return {name, name + " (.cpg)"};
  }
  const fs::path dbf = part(shp, ".dbf");
  constexpr std::uint64_t kGbkDriver = 0x4D;  // dBASE language driver id of code page 936
  if (byte(head(dbf, 32), 29) == kGbkDriver)
    return {"GB18030", "GBK (language driver of the .dbf)"};
  if (texts_are_utf8(dbf)) return {"UTF-8", "UTF-8 (no .cpg)"};
  return {"GB18030", "GBK (no .cpg, not UTF-8)"};
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
