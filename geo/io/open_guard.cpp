#include "geo/io/open_guard.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/io/gdal.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

namespace fs = std::filesystem;

constexpr const char* kAccepted =
    "expected .geojson .json .gpkg .shp .kml .kmz .dxf .csv .tsv .txt .xlsx .fgb, or a folder with one .shp";

[[noreturn]] void refuse(ErrorCode code, const std::string& path, const std::string& what) {
  throw Error(code, path + ": " + what);
}

std::string head_of(const std::string& path, std::size_t length) {
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(ErrorCode::io, path, "打不开 cannot be opened (permission?)");
  std::string bytes(length, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(length));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

Format format_of(const std::string& path, const std::string& extension) {
  using P = std::pair<const char*, Format>;
  static constexpr std::array known{
      P{".geojson", Format::geojson}, P{".json", Format::geojson}, P{".gpkg", Format::geopackage},
      P{".shp", Format::shapefile}, P{".shx", Format::shapefile}, P{".dbf", Format::shapefile},
      P{".kml", Format::kml}, P{".kmz", Format::kmz}, P{".dxf", Format::dxf}, P{".csv", Format::csv},
      P{".tsv", Format::csv}, P{".txt", Format::csv}, P{".xlsx", Format::xlsx}, P{".fgb", Format::flatgeobuf}};
  for (const auto& [name, format] : known)
    if (extension == name) return format;
  if (extension == ".dwg") refuse(ErrorCode::unsupported, path, "DWG 请另存为 DXF: DWG is not read; save it as DXF");
  if (extension == ".xls") refuse(ErrorCode::unsupported, path, "请另存为 .xlsx 或 .csv: .xls is not read; save it as .xlsx or .csv");
  if (extension == ".zip") refuse(ErrorCode::unsupported, path, "请先解压: unzip it first, then name the .shp or its folder");
  refuse(ErrorCode::unsupported, path, std::string("不认识的文件类型 unknown file type: ") + kAccepted);
}

fs::path shapefile_in(const fs::path& folder, const ReadOptions& options) {
  std::vector<fs::path> found;
  std::string names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (lower_ascii(entry.path().extension().string()) != ".shp") continue;
    if (!options.layer.empty() && entry.path().stem() != options.layer) continue;
    found.push_back(entry.path());
    names += (names.empty() ? "" : ", ") + entry.path().stem().string();
  }
  if (found.empty()) refuse(ErrorCode::bad_input, folder.string(), "是文件夹 is a folder without a matching .shp; name a file");
  if (found.size() > 1)
    refuse(ErrorCode::bad_input, folder.string(), "有多个图层 holds several shapefiles: " + names + "; name one of them");
  return found.front();
}

fs::path shp_beside(const fs::path& part) {
  for (const char* extension : {".shp", ".SHP", ".Shp"}) {
    fs::path shp = fs::path(part).replace_extension(extension);
    if (fs::exists(shp)) return shp;
  }
  refuse(ErrorCode::bad_input, part.string(), "缺少 .shp the .shp of this shapefile is missing");
}

void check_magic(Format format, const std::string& path) {
  const std::string head = head_of(path, 64);
  const auto begins = [&](std::string_view magic) { return std::string_view(head).starts_with(magic); };
  bool fits = true;
  switch (format) {
    case Format::geopackage: fits = begins(std::string_view("SQLite format 3\0", 16)); break;
    case Format::shapefile: fits = begins(std::string_view("\0\0\x27\x0A", 4)); break;
    case Format::flatgeobuf: fits = begins("fgb\x03" "fgb"); break;
    case Format::kmz:
    case Format::xlsx: fits = begins("PK\x03\x04"); break;
    case Format::dxf:
      if (begins("AutoCAD Binary DXF"))
        refuse(ErrorCode::unsupported, path, "二进制 DXF: binary DXF is not read; save it as ASCII DXF");
      if (begins("AC10")) refuse(ErrorCode::unsupported, path, "这是 DWG: this is a DWG; save it as DXF");
      break;
    case Format::geojson:
    case Format::kml:
    case Format::csv: fits = head.find('\0') == std::string::npos; break;
  }
  if (fits) return;
  if (format == Format::csv && (begins("\xFF\xFE") || begins("\xFE\xFF")))
    refuse(ErrorCode::bad_input, path, "是 UTF-16: this is UTF-16; save it as UTF-8 or GBK");
  refuse(ErrorCode::bad_input, path, std::string("内容不是 ") + to_string(format) +
                                         ": the content is not what the name says, a " + to_string(format) + " file");
}

bool is_text(Format format) {
  return format == Format::geojson || format == Format::csv || format == Format::kml || format == Format::dxf;
}

/// Calls `use(name, bytes)` on each entry; bytes beyond `keep` are counted, not kept.
void for_each_entry(const Opened& opened, const ReadLimits& limits, bool keep,
                    const std::function<void(const std::string&, const std::string&)>& use) {
  const GdalErrors errors;
  const std::string root = "/vsizip/{" + opened.path + "}";
  const std::unique_ptr<VSIDIR, decltype(&VSICloseDir)> dir(VSIOpenDir(root.c_str(), 8, nullptr), &VSICloseDir);
  if (!dir) refuse(ErrorCode::bad_input, opened.path, "压缩包损坏 the zip inside is broken or truncated");
  std::uint64_t total = 0;
  std::array<char, 65536> buffer;
  std::size_t entries = 0;
  while (const VSIDIREntry* entry = VSIGetNextDirEntry(dir.get())) {
    if (VSI_ISDIR(entry->nMode)) continue;
    if (++entries > 10'000) refuse(ErrorCode::too_large, opened.path, "压缩包里文件太多 more than 10000 files inside");
    const std::string name = entry->pszName;
    VSILFILE* raw = VSIFOpenL((root + "/" + name).c_str(), "rb");
    if (!raw) refuse(ErrorCode::bad_input, opened.path, "压缩包损坏 the zip inside is broken at " + name);
    const std::unique_ptr<VSILFILE, int (*)(VSILFILE*)> file(raw, &VSIFCloseL);
    std::string bytes;
    std::uint64_t size = 0;
    while (const std::size_t got = VSIFReadL(buffer.data(), 1, buffer.size(), file.get())) {
      size += got;
      total += got;
      if (total > limits.uncompressed_bytes)
        refuse(ErrorCode::too_large, opened.path, "解压后太大 inflates to more than " +
                                                      std::to_string(limits.uncompressed_bytes) + " bytes (a zip bomb?)");
      if (keep) bytes.append(buffer.data(), got);
    }
    if (size != entry->nSize || errors.failed())
      refuse(ErrorCode::bad_input, opened.path, "压缩包损坏 the zip inside is broken at " + name);
    use(name, bytes);
  }
  if (entries == 0) refuse(ErrorCode::bad_input, opened.path, "压缩包损坏 the zip inside is broken, truncated or empty");
}

/// Nesting of tags; comments, CDATA and processing instructions are skipped.
void check_xml(std::string_view text, const std::string& name, const ReadLimits& limits) {
  const auto stop = [&](std::size_t at, const std::string& what, ErrorCode code = ErrorCode::bad_input) {
    refuse(code, name, "line " + std::to_string(line_of(text, at)) + ": " + what);
  };
  if (text.find("<kml") == std::string_view::npos && text.find(":kml") == std::string_view::npos)
    refuse(ErrorCode::bad_input, name, "不是 KML: no <kml> element was found");
  int depth = 0;
  std::size_t at = text.find('<');
  while (at != std::string_view::npos) {
    const auto rest = text.substr(at);
    std::string_view close = ">";
    if (rest.starts_with("<!--")) close = "-->";
    else if (rest.starts_with("<![CDATA[")) close = "]]>";
    else if (rest.starts_with("<!")) stop(at, "不允许 DTD: document type declarations are not accepted");
    else if (rest.starts_with("</")) --depth;
    const std::size_t end = text.find(close, at);
    if (end == std::string_view::npos) stop(at, "文件不完整 the file ends in the middle (truncated?)");
    const bool opens = close == ">" && !rest.starts_with("</") && !rest.starts_with("<?") && text[end - 1] != '/';
    if (opens && ++depth > limits.depth)
      stop(at, "嵌套太深 nested deeper than " + std::to_string(limits.depth) + " levels", ErrorCode::too_large);
    at = text.find('<', end);
  }
  if (depth != 0) stop(text.size(), "文件不完整 elements are left open at the end (truncated?)");
}

}  // namespace

const char* to_string(Format format) {
  switch (format) {
    case Format::geojson: return "GeoJSON";
    case Format::geopackage: return "GeoPackage";
    case Format::shapefile: return "Shapefile";
    case Format::kml: return "KML";
    case Format::kmz: return "KMZ";
    case Format::dxf: return "DXF";
    case Format::csv: return "CSV";
    case Format::xlsx: return "XLSX";
    case Format::flatgeobuf: return "FlatGeobuf";
  }
  return "";
}

Opened look_at(const std::string& path, const ReadOptions& options) {
  std::error_code error;
  fs::path found = fs::canonical(path, error);
  if (error) refuse(ErrorCode::not_found, path, "找不到这个文件 there is no such local file");
  if (fs::is_directory(found)) found = shapefile_in(found, options);
  if (!fs::is_regular_file(found)) refuse(ErrorCode::bad_input, path, "不是普通文件 not a regular file");
  if (found.string().starts_with("/vsi")) refuse(ErrorCode::bad_input, path, "only local files are read");
  const Format format = format_of(path, lower_ascii(found.extension().string()));
  if (format == Format::shapefile && lower_ascii(found.extension().string()) != ".shp") found = shp_beside(found);
  Opened opened{format, found.string(), fs::file_size(found)};
  if (opened.bytes == 0) refuse(ErrorCode::bad_input, path, "文件是空的 the file is empty");
  const std::uint64_t limit = is_text(format) ? options.limits.text_bytes : options.limits.file_bytes;
  if (opened.bytes > limit)
    refuse(ErrorCode::too_large, path, "文件太大 " + std::to_string(opened.bytes) + " bytes, the limit is " + std::to_string(limit));
  check_magic(format, found.string());
  return opened;
}

void check_zip(const Opened& opened, const ReadLimits& limits) {
  for_each_entry(opened, limits, false, [](const std::string&, const std::string&) {});
}

void check_kml(const Opened& opened, const ReadLimits& limits) {
  if (opened.format == Format::kml) {
    check_xml(read_bytes(opened.path, limits.text_bytes), opened.path, limits);
    return;
  }
  bool any = false;
  for_each_entry(opened, limits, true, [&](const std::string& name, const std::string& bytes) {
    if (!lower_ascii(name).ends_with(".kml")) return;
    any = true;
    check_xml(bytes, opened.path + "/" + name, limits);
  });
  if (!any) refuse(ErrorCode::bad_input, opened.path, "压缩包里没有 .kml: there is no .kml inside");
}

}  // namespace jintu::io
