#include "geo/io/open_guard.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

namespace fs = std::filesystem;

constexpr const char* kAccepted =
    "expected .geojson .json .gpkg .shp .kml .kmz .dxf .csv .tsv .txt .xlsx .fgb .ics, or a folder "
    "with "
    "one .shp";

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
      P{".geojson", Format::geojson}, P{".json", Format::geojson},   P{".gpkg", Format::geopackage},
      P{".shp", Format::shapefile},   P{".shx", Format::shapefile},  P{".dbf", Format::shapefile},
      P{".kml", Format::kml},         P{".kmz", Format::kmz},        P{".dxf", Format::dxf},
      P{".csv", Format::csv},         P{".tsv", Format::csv},        P{".txt", Format::csv},
      P{".xlsx", Format::xlsx},       P{".fgb", Format::flatgeobuf}, P{".ics", Format::icalendar}};
  for (const auto& [name, format] : known)
    if (extension == name) return format;
  if (extension == ".dwg")
    refuse(ErrorCode::unsupported, path, "DWG 请另存为 DXF: DWG is not read; save it as DXF");
  if (extension == ".xls")
    refuse(ErrorCode::unsupported, path,
           "请另存为 .xlsx 或 .csv: .xls is not read; save it as .xlsx or .csv");
  if (extension == ".zip")
    refuse(ErrorCode::unsupported, path,
           "请先解压: unzip it first, then name the .shp or its folder");
  refuse(ErrorCode::unsupported, path,
         std::string("不认识的文件类型 unknown file type: ") + kAccepted);
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
  if (found.empty())
    refuse(ErrorCode::bad_input, folder.string(),
           "是文件夹 is a folder without a matching .shp; name a file");
  if (found.size() > 1)
    refuse(ErrorCode::bad_input, folder.string(),
           "有多个图层 holds several shapefiles: " + names + "; name one of them");
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
  const auto begins = [&](std::string_view magic) {
    return std::string_view(head).starts_with(magic);
  };
  bool fits = true;
  switch (format) {
    case Format::geopackage:
      fits = begins(std::string_view("SQLite format 3\0", 16));
      break;
    case Format::shapefile:
      fits = begins(std::string_view("\0\0\x27\x0A", 4));
      break;
    case Format::flatgeobuf:
      fits = begins(
          "fgb\x03"
          "fgb");
      break;
    case Format::kmz:
    case Format::xlsx:
      fits = begins("PK\x03\x04");
      break;
    case Format::dxf:
      if (begins("AutoCAD Binary DXF"))
        refuse(ErrorCode::unsupported, path,
               "二进制 DXF: binary DXF is not read; save it as ASCII DXF");
      if (begins("AC10"))
        refuse(ErrorCode::unsupported, path, "这是 DWG: this is a DWG; save it as DXF");
      break;
    case Format::geojson:
    case Format::kml:
    case Format::csv:
    case Format::icalendar:
      fits = head.find('\0') == std::string::npos;
      break;
  }
  if (fits) return;
  if (format == Format::csv && (begins("\xFF\xFE") || begins("\xFE\xFF")))
    refuse(ErrorCode::bad_input, path, "是 UTF-16: this is UTF-16; save it as UTF-8 or GBK");
  refuse(ErrorCode::bad_input, path,
         std::string("内容不是 ") + to_string(format) +
             ": the content is not what the name says, a " + to_string(format) + " file");
}

/// Whether what is read of it is held until its end.
bool is_held(Format format) { return format == Format::kml || format == Format::dxf; }

}  // namespace

const char* to_string(Format format) {
  switch (format) {
    case Format::geojson:
      return "GeoJSON";
    case Format::geopackage:
      return "GeoPackage";
    case Format::shapefile:
      return "Shapefile";
    case Format::kml:
      return "KML";
    case Format::kmz:
      return "KMZ";
    case Format::dxf:
      return "DXF";
    case Format::csv:
      return "CSV";
    case Format::xlsx:
      return "XLSX";
    case Format::flatgeobuf:
      return "FlatGeobuf";
    case Format::icalendar:
      return "iCalendar";
  }
  return "";
}

Opened look_at(const std::string& path, const ReadOptions& options) {
  std::error_code error;
  fs::path found = fs::canonical(path, error);
  if (error) refuse(ErrorCode::not_found, path, "找不到这个文件 there is no such local file");
  if (fs::is_directory(found)) found = shapefile_in(found, options);
  if (!fs::is_regular_file(found))
    refuse(ErrorCode::bad_input, path, "不是普通文件 not a regular file");
  if (found.string().starts_with("/vsi"))
    refuse(ErrorCode::bad_input, path, "only local files are read");
  const Format format = format_of(path, lower_ascii(found.extension().string()));
  if (format == Format::shapefile && lower_ascii(found.extension().string()) != ".shp")
    found = shp_beside(found);
  Opened opened{format, found.string(), fs::file_size(found)};
  if (opened.bytes == 0) refuse(ErrorCode::bad_input, path, "文件是空的 the file is empty");
  const std::uint64_t limit =
      is_held(format) ? options.limits.text_bytes : options.limits.file_bytes;
  if (opened.bytes > limit)
    refuse(ErrorCode::too_large, path,
           "文件太大 " + std::to_string(opened.bytes) + " bytes, the limit is " +
               std::to_string(limit));
  check_magic(format, found.string());
  return opened;
}

}  // namespace jintu::io
