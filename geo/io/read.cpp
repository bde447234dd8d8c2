#include "geo/io/read.hpp"

#include "geo/base/error.hpp"
#include "geo/io/gdal_formats.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/text.hpp"
#include "geo/sqlite/foreign_views.hpp"

namespace jintu::io {

SourceCrs choose_crs(Intake& intake, const std::string& of_file) {
  const std::string& wanted = intake.options().crs;
  if (wanted.empty() && of_file.empty())
    throw Error(
        ErrorCode::bad_input,
        intake.file() +
            ": 文件没有说明坐标系 the file does not say its coordinate reference system; add "
            "--crs, e.g. --crs EPSG:4548 (CGCS2000 / 117E), --crs wgs84, --crs gcj02 or --crs "
            "bd09");
  SourceCrs crs = SourceCrs::parse(wanted.empty() ? of_file : wanted);
  intake.report.crs = crs.name();
  intake.report.crs_source = wanted.empty() ? "file" : "option";
  if (!wanted.empty() && !of_file.empty()) {
    try {
      const std::string said = SourceCrs::parse(of_file).name();
      if (said != crs.name())
        intake.notice("坐标系以选项为准 the file says " + said + ", read as " + crs.name() +
                      " because the option says so");
    } catch (const Error&) {
      intake.notice(
          "文件所写坐标系无法识别 the CRS in the file is not understood; the option's is used");
    }
  }
  return crs;
}

ReadReport read_vector_file(const std::string& path, const ReadOptions& options,
                            const FeatureSink& on_feature, const RejectSink& on_reject,
                            const Progress& progress) {
  const Opened opened = look_at(path, options);
  Intake intake(path, options, on_feature, on_reject, progress);
  intake.report.format = to_string(opened.format);
  progress.check();
  switch (opened.format) {
    case Format::geojson:
      read_geojson(opened, intake);
      break;
    case Format::csv:
      read_csv(opened, intake);
      break;
    case Format::xlsx:
      read_xlsx(opened, intake);
      break;
    case Format::kml:
    case Format::kmz:
      read_kml(opened, intake);
      break;
    case Format::icalendar:
      read_ics(opened, intake);
      break;
    case Format::geopackage:
      sqlite::check_views(opened.path);
      gdal_formats().read(opened, intake);
      break;
    case Format::shapefile:
    case Format::dxf:
    case Format::flatgeobuf:
      gdal_formats().read(opened, intake);
      break;
  }
  return intake.finish();
}

}  // namespace jintu::io
