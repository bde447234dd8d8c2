#include <fstream>

#include "geo/base/error.hpp"
#include "geo/io/gdal_formats.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/table/csv.hpp"
#include "geo/io/text.hpp"
#include "geo/io/write_formats.hpp"

namespace jintu::io {

namespace {

class TextFile {
 public:
  explicit TextFile(const std::string& path)
      : path_(path), stream_(path, std::ios::binary | std::ios::trunc) {}
  void write(const std::string& text) {
    stream_ << text;
    if (!stream_) throw Error(ErrorCode::io, path_ + ": 无法写入 cannot be written (disk full?)");
  }
  void close() {
    stream_.close();
    if (!stream_) throw Error(ErrorCode::io, path_ + ": 无法写入 cannot be written (disk full?)");
  }

 private:
  std::string path_;
  std::ofstream stream_;
};

}  // namespace

namespace {

/// Whether Excel or WPS might compute with the text when it opens the file.
bool looks_like_formula(std::string_view text) {
  if (text.empty() || parse_number(trimmed(text))) return false;
  if (std::string_view("=+-@\t\r\n").find(text[0]) != std::string_view::npos) return true;
  for (const std::string_view wide : {"＝", "＋", "－", "＠"})
    if (text.starts_with(wide)) return true;
  return false;
}

}  // namespace

std::string cell_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return value.index() == 0 ? std::string() : json_of(value).dump();
}

void write_geojson(const Export& to) {
  TextFile file(to.path);
  std::string head = "{\"type\":\"FeatureCollection\",";
  for (const auto& [name, text] :
       {std::pair{"title", &to.options.title}, std::pair{"description", &to.options.description}})
    if (!text->empty()) head += '"' + std::string(name) + "\":" + Json(*text).dump() + ',';
  if (to.epsg != 0 && to.epsg != 4326) {  // GeoJSON 2008; RFC 7946 knows WGS 84 only
    head += "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::" +
            std::to_string(to.epsg) + "\"}},";
    to.report.notices.push_back(
        "GeoJSON 标准只有 WGS 84: RFC 7946 knows WGS 84 only; the file has the older member "
        "\"crs\"");
  }
  file.write(head + "\"features\":[");
  bool first = true;
  std::string out;
  to.for_each([&](const Feature& feature) {
    out = first ? "\n" : ",\n";
    first = false;
    if (to.datum.empty()) {
      append_geojson(feature, out, IdProperty::yes, to.crs, to.projected ? 3 : 7);
    } else {
      Feature said = feature;
      said.properties.set("datum", to.datum);
      append_geojson(said, out, IdProperty::yes, to.crs, to.projected ? 3 : 7);
    }
    file.write(out);
  });
  file.write("\n]}\n");
  file.close();
}

void write_csv(const Export& to) {
  TextFile file(to.path);
  std::uint64_t guarded = 0;
  const auto shown = [&](const std::string& text) {
    if (to.options.csv_texts == CsvTexts::exact || !looks_like_formula(text)) return text;
    ++guarded;
    return "'" + text;
  };
  const bool points_only = !to.survey.lines && !to.survey.polygons && !to.survey.multi;
  std::string out = "\xEF\xBB\xBF";  // so that Excel takes it for UTF-8
  out += to.survey.keys ? "id," : "";
  out += !points_only ? "wkt" : to.projected ? "x,y" : "longitude,latitude";
  out += ",datum";
  for (const Field& field : to.schema.fields) {
    out += ',';
    append_csv_cell(shown(field.name), out);
  }
  file.write(out + "\r\n");
  to.for_each([&](const Feature& feature) {
    out.clear();
    if (to.survey.keys) {
      append_csv_cell(shown(feature.key), out);
      out += ',';
    }
    const int decimals = to.projected ? 3 : 7;
    const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry);
    if (!points_only) {
      append_csv_cell(gdal_formats().write_wkt(feature.geometry, to.crs, decimals), out);
    } else if (points && !points->empty()) {
      const SourceCrs::Raw raw = to.crs.expressed(points->front());
      append_coordinate(raw.x, decimals, out);
      out += ',';
      append_coordinate(raw.y, decimals, out);
    } else {
      out += ',';
    }
    out += ',' + to.datum;
    for (const Field& field : to.schema.fields) {
      out += ',';
      const Value* value = feature.properties.find(field.name);
      if (!value) continue;
      const bool text = std::holds_alternative<std::string>(*value);
      append_csv_cell(text ? shown(std::get<std::string>(*value)) : cell_of(*value), out);
    }
    file.write(out + "\r\n");
  });
  file.close();
  if (guarded > 0)
    to.report.notices.push_back(
        "可能被当成公式的文字前加了撇号 texts that a spreadsheet might take for formulas stand "
        "after "
        "an apostrophe: " +
        std::to_string(guarded));
}

}  // namespace jintu::io
