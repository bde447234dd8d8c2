#include "geo/io/write.hpp"

#include <stdlib.h>  // mkdtemp

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/io/gdal_formats.hpp"
#include "geo/io/markup/zip_writer.hpp"
#include "geo/io/text.hpp"
#include "geo/io/write_formats.hpp"

namespace jintu::io {

namespace {

namespace fs = std::filesystem;

/// A folder beside the target that vanishes unless its files were moved out.
class Workplace {
 public:
  explicit Workplace(const fs::path& target) : target_(target) {
    const fs::path parent = target.has_parent_path() ? target.parent_path() : fs::path(".");
    std::string name = (parent / ".jintu-export-XXXXXX").string();
    if (!mkdtemp(name.data()))
      throw Error(ErrorCode::io, target.string() + ": 无法写入 its folder cannot be written to");
    folder_ = name;
  }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  std::string file() const { return (folder_ / target_.filename()).string(); }
  /// For what is not published itself.
  fs::path subfolder() const {
    const fs::path parts = folder_ / "parts";
    fs::create_directory(parts);
    return parts;
  }

  void publish() {
    std::error_code error;
    if (lower_ascii(target_.extension().string()) ==
        ".shp")  // parts of an older one would speak for the new
      for (const char* old : {".prj", ".cpg", ".qix", ".sbn", ".sbx"})
        fs::remove(fs::path(target_).replace_extension(old), error);
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (entry.is_directory()) continue;
      fs::rename(entry.path(), target_.parent_path() / entry.path().filename(), error);
      if (error)
        throw Error(ErrorCode::io,
                    target_.string() + ": 无法写入 cannot be written: " + error.message());
    }
  }

 private:
  fs::path target_;
  fs::path folder_;
};

template <class Parts>
void note(const Parts& parts, bool& kind, Survey& survey) {
  kind = true;
  if (parts.size() > 1) survey.multi = true;
}

Survey survey_of(const FeatureSource& features, const Progress& progress) {
  Survey survey;
  features([&](const Feature& f) {
    if (++survey.features % 1024 == 0) progress.check();
    if (const auto* p = std::get_if<MultiPoint<Position>>(&f.geometry))
      note(*p, survey.points, survey);
    else if (const auto* l = std::get_if<MultiLineString<Position>>(&f.geometry))
      note(*l, survey.lines, survey);
    else if (const auto* a = std::get_if<MultiPolygon<Position>>(&f.geometry))
      note(*a, survey.polygons, survey);
    else
      survey.unplaced = true;
    if (!f.key.empty()) {
      survey.keys = true;
      auto& longest = survey.longest[""];
      longest = std::max(longest, f.key.size());
    }
    for (const auto& [name, value] : f.properties) {
      if (const auto* text = std::get_if<std::string>(&value)) {
        auto& longest = survey.longest[name];
        longest = std::max(longest, text->size());
      }
      const auto* integer = std::get_if<std::int64_t>(&value);
      if (integer && *integer != static_cast<std::int32_t>(*integer))
        survey.long_integers.insert(name);
    }
  });
  return survey;
}

int epsg_of(const std::string& name) {
  if (!name.starts_with("EPSG:")) return 0;
  return static_cast<int>(parse_integer(name.substr(5)).value_or(0));
}

constexpr std::array kExtensions{std::pair{".geojson", "GeoJSON"}, std::pair{".json", "GeoJSON"},
                                 std::pair{".gpkg", "GeoPackage"}, std::pair{".shp", "Shapefile"},
                                 std::pair{".kml", "KML"},         std::pair{".fgb", "FlatGeobuf"},
                                 std::pair{".csv", "CSV"},         std::pair{".xlsx", "XLSX"},
                                 std::pair{".dxf", "DXF"}};

/// "a/districts.shp.zip" → "districts.shp".
std::string shapefile_name(const std::string& path) {
  std::string name = fs::path(path).filename().string();
  return name.substr(0, name.size() - std::string_view(".zip").size());
}

/// The parts that were written, and what they say of themselves.
void zip_shapefile(const Export& to, const std::string& zip) {
  const fs::path folder = fs::path(to.path).parent_path();
  std::vector<fs::path> parts;
  for (const auto& entry : fs::directory_iterator(folder)) parts.push_back(entry.path());
  std::sort(parts.begin(), parts.end());
  ZipWriter out(zip);
  if (!to.options.description.empty())
    out.add("README.txt", to.options.title + "\n\n" + to.options.description + "\n");
  for (const fs::path& part : parts) out.add_file(part, to.progress);
  out.close();
}

}  // namespace

void Export::for_each(const std::function<void(const Feature&)>& write) const {
  features([&](const Feature& feature) {
    if (report.features % 512 == 0) {
      progress.check();
      progress.report("write", report.features, survey.features);
    }
    write(feature);
    ++report.features;
  });
  progress.report("write", report.features, report.features);
}

namespace {

/// What the name of a file and of a CRS ask for.
struct Target {
  bool zipped = false;
  std::string extension;
  std::string format;
  SourceCrs crs = SourceCrs::wgs84();
  int epsg = 0;
  bool shifted = false, projected = false;
};

Target target_of(const std::string& path, const std::string& target_crs) {
  Target target;
  target.zipped = lower_ascii(path).ends_with(".shp.zip");
  target.extension = target.zipped ? ".shp" : lower_ascii(fs::path(path).extension().string());
  for (const auto& [name, format] : kExtensions)
    if (target.extension == name) target.format = format;
  if (target.format.empty())
    throw Error(ErrorCode::unsupported,
                path +
                    ": 不支持的导出格式 expected .geojson .gpkg .shp .shp.zip .kml .fgb .csv "
                    ".xlsx or .dxf");
  if (fs::is_directory(path)) throw Error(ErrorCode::bad_input, path + ": 是文件夹 is a folder");

  target.crs = SourceCrs::parse(target_crs.empty() ? "wgs84" : target_crs);
  const std::string& name = target.crs.name();
  const auto probe = target.crs.from_wgs84({117.2, 39.13});
  if (!probe)
    throw Error(ErrorCode::unsupported,
                name + ": 不能用于导出 is one-way and cannot be exported to");
  target.projected = std::abs(probe->x) > 360;
  target.epsg = epsg_of(name);
  target.shifted = name == "GCJ-02" || name == "BD-09";
  if (target.epsg == 0 && !target.shifted)
    throw Error(ErrorCode::unsupported,
                name + ": 导出请用 exports take EPSG:n, wgs84, cgcs2000, gcj02 or bd09");
  if (target.extension == ".kml" && target.epsg != 4326)
    throw Error(
        ErrorCode::unsupported,
        "KML 的坐标只能是经纬度，请换格式 a KML is always in WGS 84; choose another format for " +
            name);
  return target;
}

}  // namespace

void check_target(const std::string& path, const std::string& target_crs) {
  target_of(path, target_crs);
}

WriteReport write_vector_file(const std::string& path, const LayerSchema& schema,
                              const FeatureSource& features, const std::string& target_crs,
                              const Progress& progress, const WriteOptions& options) {
  const Target target = target_of(path, target_crs);
  const auto& [zipped, extension, format, crs, epsg, shifted, projected] = target;
  WriteReport report;
  report.format = format;
  report.crs = crs.name();
  report.crs_in_file = extension != ".dxf" && !shifted;
  if (shifted)
    report.notices.push_back(crs.name() +
                             " 无标准代码 has no standard code: the file names no CRS" +
                             (extension == ".dxf" ? "" : "; each record's field datum says it"));

  const Survey survey = survey_of(features, progress);
  Workplace workplace(path);
  const bool table = extension == ".csv" || extension == ".xlsx";
  const std::string datum = crs.name() == "GCJ-02"  ? "gcj02"
                            : crs.name() == "BD-09" ? "bd09"
                            : epsg == 4326          ? "wgs84"
                            : epsg == 4490          ? "cgcs2000"
                                                    : crs.name();
  const std::string written =
      zipped ? (workplace.subfolder() / shapefile_name(path)).string() : workplace.file();
  const Export to{written,   schema, features, crs,     epsg,  table || shifted ? datum : "",
                  projected, survey, progress, options, report};
  if (report.format == "GeoJSON") {
    write_geojson(to);
  } else if (report.format == "CSV") {
    write_csv(to);
  } else if (report.format == "KML") {
    write_kml(to);
  } else {
    gdal_formats().write(to, extension);
  }
  if (zipped) zip_shapefile(to, workplace.file());
  workplace.publish();
  return report;
}

}  // namespace jintu::io
