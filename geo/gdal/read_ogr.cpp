#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/gdal/dxf.hpp"
#include "geo/gdal/formats.hpp"
#include "geo/gdal/gdal_scope.hpp"
#include "geo/gdal/ogr_geometry.hpp"
#include "geo/gdal/zip_guard.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/io/shapefile.hpp"
#include "geo/io/text.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

/// Columns that LIBKML makes for every file whether it uses them or not.
bool is_kml_housekeeping(std::string_view name) {
  for (const char* own :
       {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet"})
    if (name == own) return true;
  return false;
}

const char* driver_of(Format format) {
  switch (format) {
    case Format::geopackage:
      return "GPKG";
    case Format::shapefile:
      return "ESRI Shapefile";
    case Format::kml:
    case Format::kmz:
      return "LIBKML";
    case Format::dxf:
      return "DXF";
    case Format::flatgeobuf:
      return "FlatGeobuf";
    case Format::xlsx:
      return "XLSX";
    case Format::geojson:
    case Format::csv:
      break;
  }
  throw Error(ErrorCode::internal, "no OGR driver for this format");
}

[[noreturn]] void broken(const Opened& opened, const Intake& intake, const std::string& where,
                         const std::string& gdal) {
  throw Error(ErrorCode::bad_input, intake.file() + where + ": 文件损坏或不完整 not a readable " +
                                        to_string(opened.format) + " file: " + gdal.substr(0, 300));
}

GDALDatasetUniquePtr open(const Opened& opened, const std::string& path, const Intake& intake,
                          GdalErrors& errors) {
  const char* drivers[] = {driver_of(opened.format), nullptr};
  CPLStringList options;
  if (opened.format == Format::shapefile)
    options.SetNameValue("ENCODING", "");  // we decode, and say how
  const bool has_wal = std::filesystem::exists(opened.path + "-wal");
  if (opened.format == Format::geopackage && !has_wal)
    options.SetNameValue("IMMUTABLE", "YES");  // leave no -shm beside it
  GDALDatasetUniquePtr dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                        drivers, options.List(), nullptr));
  if (!dataset)
    broken(opened, intake, "", errors.failed() ? errors.error() : "it cannot be opened");
  errors.clear_error();
  return dataset;
}

std::string crs_text(const OGRLayer& layer) {
  const OGRSpatialReference* srs = const_cast<OGRLayer&>(layer).GetSpatialRef();
  if (!srs || std::string_view(srs->GetName() ? srs->GetName() : "").starts_with("Undefined "))
    return {};
  const char* authority = srs->GetAuthorityName(nullptr);
  const char* code = srs->GetAuthorityCode(nullptr);
  if (authority && code && std::string_view(authority) == "EPSG")
    return std::string("EPSG:") + code;
  const char* const options[] = {"FORMAT=WKT2_2018", nullptr};
  char* text = nullptr;
  srs->exportToWkt(&text, options);
  const std::unique_ptr<char, decltype(&VSIFree)> owned(text, &VSIFree);
  return text ? text : "";
}

/// CAD draws a parcel as a closed polyline. (GDAL has DXF_CLOSED_LINE_AS_POLYGON from 3.10 on; this
/// is 3.6.)
bool closed_line_to_area(Geometry<Position>& geometry) {
  auto* lines = std::get_if<MultiLineString<Position>>(&geometry);
  if (!lines || lines->size() != 1) return false;
  auto& points = lines->front().points;
  if (points.size() < 4 || points.front() != points.back()) return false;
  geometry = MultiPolygon<Position>{{{std::move(points)}, {}}};
  return true;
}

class OgrReader {
 public:
  OgrReader(const Opened& opened, Intake& intake, GdalErrors& errors, std::string encoding)
      : opened_(opened), intake_(intake), errors_(errors), encoding_(std::move(encoding)) {}

  void read(OGRLayer& layer) {
    const std::string name = layer.GetName();
    const SourceCrs crs = choose_crs(intake_, crs_text(layer));
    const auto total =
        static_cast<std::uint64_t>(std::max<GIntBig>(layer.GetFeatureCount(FALSE), 0));
    errors_.clear_error();
    name_fields(*layer.GetLayerDefn());
    layer.ResetReading();
    while (true) {
      const OGRFeatureUniquePtr from(layer.GetNextFeature());
      if (errors_.failed()) {
        const std::string at = from ? ", feature " + std::to_string(from->GetFID())
                                    : ", after feature " + std::to_string(last_fid_);
        broken(opened_, intake_, ", layer " + name + at, errors_.error());
      }
      if (!from) break;
      last_fid_ = from->GetFID();
      intake_.tick(++done_, total);
      feature(*from, name, crs);
    }
    if (opened_.format == Format::flatgeobuf && total > 0 && done_ < total)
      broken(opened_, intake_, ", layer " + name,
             std::to_string(done_) + " features of " + std::to_string(total));
  }

  void tell() {
    intake_.count_notice("高程已略去 features whose heights were dropped", notes_.dropped_z);
    intake_.count_notice("曲线已化为折线 features whose curves became lines", notes_.curves);
    intake_.count_notice("闭合线按面读入 closed lines read as areas", areas_);
    intake_.count_notice("文字在字段末尾被截断 texts cut off in mid-character by the field's width",
                         cut_texts_);
    intake_.count_notice("二进制字段已略去 binary values left out", binaries_);
    for (const auto& warning : errors_.warnings()) intake_.notice("GDAL: " + warning);
  }

 private:
  void name_fields(const OGRFeatureDefn& definition) {
    names_.clear();
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      const std::string raw = definition.GetFieldDefn(i)->GetNameRef();
      std::string name = encoding_.empty()
                             ? raw
                             : to_utf8(raw, encoding_).value_or("field_" + std::to_string(i + 1));
      const bool is_kml = opened_.format == Format::kml || opened_.format == Format::kmz;
      if (is_kml && name == "Name") name = "name";
      if (is_kml && is_kml_housekeeping(name)) name.clear();
      names_.push_back(std::move(name));
    }
  }

  /// Nothing when the text does not fit the encoding.
  std::optional<std::string> text(const char* bytes) {
    if (encoding_.empty()) return std::string(bytes);
    bool cut = false;
    auto decoded = decode_dbf_text(bytes, encoding_, cut);
    if (cut) ++cut_texts_;
    return decoded;
  }

  /// Nothing when it cannot be read: `why` says so.
  std::optional<Value> value(const OGRFeature& from, int i, std::string& why) {
    const OGRFieldDefn& field = *from.GetFieldDefnRef(i);
    switch (field.GetType()) {
      case OFTInteger:
        if (field.GetSubType() == OFSTBoolean) return Value(from.GetFieldAsInteger(i) != 0);
        return Value(static_cast<std::int64_t>(from.GetFieldAsInteger(i)));
      case OFTInteger64:
        return Value(static_cast<std::int64_t>(from.GetFieldAsInteger64(i)));
      case OFTReal:
        return Value(from.GetFieldAsDouble(i));
      case OFTBinary:
        ++binaries_;
        return Value();
      case OFTDate:
      case OFTTime:
      case OFTDateTime:
        return Value(iso_time(from, i));
      case OFTString: {
        auto decoded = text(from.GetFieldAsString(i));
        if (!decoded) {
          why = "文字不合编码 text does not fit the encoding " + encoding_;
          return std::nullopt;
        }
        if (decoded->empty()) return Value();
        if (opened_.format == Format::dxf) return Value(without_cad_escapes(std::move(*decoded)));
        return Value(std::move(*decoded));
      }
      default: {
        char* json = OGR_F_GetFieldAsString(OGRFeature::ToHandle(const_cast<OGRFeature*>(&from)), i)
                         ? from.GetFieldAsSerializedJSon(i)
                         : nullptr;
        const std::unique_ptr<char, decltype(&VSIFree)> owned(json, &VSIFree);
        return json ? Value(std::string(json)) : Value();
      }
    }
  }

  static std::string iso_time(const OGRFeature& from, int i) {
    int year, month, day, hour, minute, zone;
    float second;
    from.GetFieldAsDateTime(i, &year, &month, &day, &hour, &minute, &second, &zone);
    const OGRFieldType type = from.GetFieldDefnRef(i)->GetType();
    std::string out;
    if (type != OFTTime) out += CPLSPrintf("%04d-%02d-%02d", year, month, day);
    if (type == OFTDate) return out;
    if (type == OFTDateTime) out += 'T';
    out += CPLSPrintf("%02d:%02d:%02d", hour, minute, static_cast<int>(second));
    if (zone == 100) return out + "Z";
    if (zone <= 1) return out;  // not known, or local
    const int minutes = std::abs(zone - 100) * 15;
    return out + CPLSPrintf("%c%02d:%02d", zone < 100 ? '-' : '+', minutes / 60, minutes % 60);
  }

  /// A text that the schema wants as a number or yes/no (KML and DXF know texts only).
  Value by_schema(const std::string& name, Value value) const {
    const RecordSchema* schema = intake_.options().schema;
    const auto type = schema ? schema->type_of(name) : std::nullopt;
    const auto* word = std::get_if<std::string>(&value);
    if (!type) return value;
    if (!word) return as_type(value, *type);
    if (*type == FieldType::integer)
      if (const auto number = parse_integer(*word)) return *number;
    if (*type == FieldType::real)
      if (const auto number = parse_number(*word)) return *number;
    if (*type == FieldType::boolean && (*word == "true" || *word == "false"))
      return *word == "true";
    return value;
  }

  std::string raw_json(const OGRFeature& from) const {
    Json properties = Json::object();
    for (int i = 0; i < from.GetFieldCount(); ++i)
      if (from.IsFieldSetAndNotNull(i))
        properties[names_[i].empty() ? "field" : names_[i]] = from.GetFieldAsString(i);
    return "{\"type\":\"Feature\",\"id\":" + std::to_string(from.GetFID()) +
           ",\"geometry\":" + raw_geojson(from.GetGeometryRef()) +
           ",\"properties\":" + properties.dump(-1, ' ', false, Json::error_handler_t::replace) +
           "}";
  }

  void feature(OGRFeature& from, const std::string& layer, const SourceCrs& crs) {
    const Origin origin{0, layer + "/" + std::to_string(from.GetFID()),
                        [&] { return raw_json(from); }};
    Feature out;
    for (int i = 0; i < from.GetFieldCount(); ++i) {
      if (!from.IsFieldSetAndNotNull(i) || names_[i].empty()) continue;
      std::string why;
      auto got = value(from, i, why);
      if (!got) return intake_.reject(origin, "bad_value", names_[i] + ": " + why);
      if (got->index() != 0) out.properties.set(names_[i], by_schema(names_[i], std::move(*got)));
    }
    const OGRGeometry* shape = from.GetGeometryRef();
    if (shape && shape->IsEmpty())
      return intake_.reject(origin, "empty", "空几何 the geometry is empty");
    auto read = from_ogr(shape, crs, intake_.options().limits.feature_vertices, notes_);
    if (const auto* finding = std::get_if<Finding>(&read))
      return intake_.reject(origin, finding->code, finding->detail, finding->position);
    out.geometry = std::get<Geometry<Position>>(std::move(read));
    if (opened_.format == Format::dxf && closed_line_to_area(out.geometry)) ++areas_;
    intake_.accept(std::move(out), origin);
  }

  const Opened& opened_;
  Intake& intake_;
  GdalErrors& errors_;
  std::string encoding_;
  std::vector<std::string> names_;
  GeometryLosses notes_;
  std::uint64_t cut_texts_ = 0, binaries_ = 0, areas_ = 0, done_ = 0;
  GIntBig last_fid_ = 0;
};

std::vector<OGRLayer*> wanted_layers(const Opened& opened, GDALDataset& dataset,
                                     const Intake& intake) {
  const std::string& wanted = intake.options().layer;
  std::vector<OGRLayer*> all;
  std::string names;
  for (OGRLayer* layer : dataset.GetLayers()) {
    names += (names.empty() ? "" : ", ") + std::string(layer->GetName());
    if (wanted.empty() || opened.format == Format::shapefile || wanted == layer->GetName())
      all.push_back(layer);
  }
  if (all.empty() && !wanted.empty())
    throw Error(ErrorCode::bad_input, intake.file() + ": 没有图层 there is no layer \"" + wanted +
                                          "\"; it has: " + names);
  if (all.empty())
    throw Error(
        ErrorCode::bad_input,
        intake.file() + ": 没有图层 the file has no vector layer that can be read (truncated?)");
  const bool one_only = opened.format == Format::geopackage || opened.format == Format::xlsx;
  if (one_only && all.size() > 1)
    throw Error(ErrorCode::bad_input, intake.file() + ": 有多个图层 has several layers: " + names +
                                          "; name the one to read");
  return all;
}

}  // namespace

void read_ogr(const Opened& opened, Intake& intake) {
  const ReadLimits& limits = intake.options().limits;
  std::string encoding;
  std::optional<Dxf> dxf;
  GdalErrors errors;
  if (opened.format == Format::kml || opened.format == Format::kmz) check_kml(opened, limits);
  if (opened.format == Format::dxf) {
    dxf.emplace(opened, intake.options());
    intake.report.encoding = dxf->report();
    if (intake.options().crs.empty())
      choose_crs(intake, "");  // a DXF never says: ask before reading it
  }
  if (opened.format == Format::shapefile) {
    check_shapefile(opened.path);
    const ShapefileText text = text_encoding(opened.path, intake.options().encoding);
    encoding = text.encoding;
    intake.report.encoding = text.report;
  }
  const GdalSetting dxf_texts("DXF_ENCODING",
                              dxf && !dxf->encoding().empty() ? dxf->encoding().c_str() : nullptr);
  const GDALDatasetUniquePtr dataset =
      open(opened, dxf ? dxf->path() : opened.path, intake, errors);
  OgrReader reader(opened, intake, errors, encoding);
  for (OGRLayer* layer : wanted_layers(opened, *dataset, intake)) reader.read(*layer);
  reader.tell();
  if (intake.report.crs_source == "file" &&
      (opened.format == Format::kml || opened.format == Format::kmz))
    intake.report.crs_source = "format";
}

void read_xlsx(const Opened& opened, Intake& intake) {
  check_zip(opened, intake.options().limits);
  GdalErrors errors;
  const GdalSetting headers("OGR_XLSX_HEADERS", "FORCE");
  const GdalSetting texts("OGR_XLSX_FIELD_TYPES", "STRING");  // typed by us, as in CSV
  const GDALDatasetUniquePtr dataset = open(opened, opened.path, intake, errors);
  OGRLayer& sheet = *wanted_layers(opened, *dataset, intake).front();
  Table table;
  const OGRFeatureDefn& definition = *sheet.GetLayerDefn();
  for (int i = 0; i < definition.GetFieldCount(); ++i)
    table.header.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
  if (table.header.empty())
    throw Error(ErrorCode::bad_input, intake.file() + ": 没有表头 the sheet \"" + sheet.GetName() +
                                          "\" has no header row");
  const OGRFeatureUniquePtr first(sheet.GetNextFeature());
  const bool only_header = first && first->GetFID() == 1;  // GDAL counts the lines of the sheet
  if (only_header)
    for (std::size_t i = 0; i < table.header.size(); ++i)
      table.header[i] = first->GetFieldAsString(static_cast<int>(i));
  table.for_each_row = [&](const auto& visit) {
    if (only_header) return;
    sheet.ResetReading();
    while (const OGRFeatureUniquePtr from{sheet.GetNextFeature()}) {
      Table::Row row{static_cast<std::uint64_t>(from->GetFID()), {}};
      bool blank = true;
      for (int i = 0; i < from->GetFieldCount(); ++i) {
        row.cells.emplace_back(from->IsFieldSetAndNotNull(i) ? from->GetFieldAsString(i) : "");
        blank = blank && row.cells.back().empty();
      }
      if (!blank) visit(std::move(row));
    }
    if (errors.failed()) broken(opened, intake, "", errors.error());
  };
  read_table(table, intake);
}

}  // namespace jintu::gdal
