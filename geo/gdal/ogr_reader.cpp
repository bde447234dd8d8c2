#include "geo/gdal/ogr_reader.hpp"

#include <gdal_priv.h>

#include <cmath>
#include <filesystem>
#include <memory>

#include "geo/base/error.hpp"
#include "geo/gdal/dxf.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/shapefile.hpp"
#include "geo/io/text.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

const char* driver_of(Format format) {
  switch (format) {
    case Format::geopackage:
      return "GPKG";
    case Format::shapefile:
      return "ESRI Shapefile";
    case Format::dxf:
      return "DXF";
    case Format::flatgeobuf:
      return "FlatGeobuf";
    case Format::kml:
    case Format::kmz:
    case Format::xlsx:
    case Format::geojson:
    case Format::icalendar:
    case Format::csv:
      break;
  }
  throw Error(ErrorCode::internal, "no OGR driver for this format");
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

std::string iso_time(const OGRFeature& from, int i) {
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

/// A hatch of several areas comes as one polygon of all its rings: those that lie in no other, or
/// in an even number of others, are outlines.
OGRGeometryUniquePtr regrouped(const OGRGeometry& hatch) {
  std::vector<OGRGeometry*> rings;
  const auto take = [&](const OGRPolygon& polygon) {
    for (const OGRLinearRing* ring : polygon) {
      auto alone = std::make_unique<OGRPolygon>();
      alone->addRingDirectly(ring->clone());
      rings.push_back(alone.release());
    }
  };
  if (wkbFlatten(hatch.getGeometryType()) == wkbPolygon) take(*hatch.toPolygon());
  if (wkbFlatten(hatch.getGeometryType()) == wkbMultiPolygon)
    for (const OGRPolygon* polygon : *hatch.toMultiPolygon()) take(*polygon);
  int valid = 0;
  constexpr std::size_t kMostRings = 5000;  // the comparison is quadratic
  if (rings.size() < 2 || rings.size() > kMostRings) {
    for (OGRGeometry* ring : rings) OGRGeometryFactory::destroyGeometry(ring);
    return nullptr;
  }
  return OGRGeometryUniquePtr(OGRGeometryFactory::organizePolygons(
      rings.data(), static_cast<int>(rings.size()), &valid, nullptr));
}

}  // namespace

[[noreturn]] void broken(const Opened& opened, const Intake& intake, const std::string& where,
                         const std::string& gdal) {
  throw Error(ErrorCode::bad_input, intake.file() + where + ": 文件损坏或不完整 not a readable " +
                                        to_string(opened.format) + " file: " + gdal.substr(0, 300));
}

GDALDatasetUniquePtr open_dataset(const Opened& opened, const std::string& path,
                                  const Intake& intake, GdalErrors& errors) {
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

void OgrReader::name_fields(const OGRFeatureDefn& definition) {
  names_.clear();
  datum_field_ = -1;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    const std::string raw = definition.GetFieldDefn(i)->GetNameRef();
    bool cut = false;
    names_.push_back(
        encoding_.empty()
            ? raw
            : decode_dbf_text(raw, encoding_, cut).value_or("field_" + std::to_string(i + 1)));
    if (names_.back() == kDatumField) datum_field_ = i;
  }
}

/// Nothing when the text does not fit the encoding.
std::optional<std::string> OgrReader::text(const char* bytes) {
  if (encoding_.empty()) return std::string(bytes);
  bool cut = false;
  auto decoded = decode_dbf_text(bytes, encoding_, cut);
  if (cut) ++cut_texts_;
  return decoded;
}

/// Nothing when it cannot be read: `why` says so.
std::optional<Value> OgrReader::value(const OGRFeature& from, int i, std::string& why) {
  const OGRFieldDefn& field = *from.GetFieldDefnRef(i);
  switch (field.GetType()) {
    case OFTInteger:
      if (field.GetSubType() == OFSTBoolean) return Value(from.GetFieldAsInteger(i) != 0);
      return Value(static_cast<std::int64_t>(from.GetFieldAsInteger(i)));
    case OFTInteger64:
      return Value(static_cast<std::int64_t>(from.GetFieldAsInteger64(i)));
    case OFTReal: {
      const double number = from.GetFieldAsDouble(i);
      constexpr double kExact = 9'007'199'254'740'992.0;  // 2^53
      if (std::abs(number) >= kExact && number == std::trunc(number)) ++long_numbers_;
      return Value(number);
    }
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

std::string OgrReader::raw_json(const OGRFeature& from) const {
  Json properties = Json::object();
  for (int i = 0; i < from.GetFieldCount(); ++i)
    if (from.IsFieldSetAndNotNull(i))
      properties[names_[i].empty() ? "field" : names_[i]] = from.GetFieldAsString(i);
  return "{\"type\":\"Feature\",\"id\":" + std::to_string(from.GetFID()) +
         ",\"geometry\":" + raw_geojson(from.GetGeometryRef()) +
         ",\"properties\":" + properties.dump(-1, ' ', false, Json::error_handler_t::replace) + "}";
}

/// The CRS of this record; nullptr when nothing says it. `datum_field`: the field that did, or -1.
const SourceCrs* OgrReader::crs_of(OGRFeature& from, const SourceCrs* crs, int& datum_field) {
  datum_field = -1;
  if (datum_field_ < 0 || !from.IsFieldSetAndNotNull(datum_field_)) return crs;
  const SourceCrs* said = record_crs_.find_datum(from.GetFieldAsString(datum_field_));
  if (!said || crs) return crs;
  datum_field = datum_field_;
  intake_.count_notice(kReadByDatum);
  return said;
}

void OgrReader::feature(OGRFeature& from, const std::string& name, const SourceCrs* crs) {
  Origin origin{0, name, [&] { return raw_json(from); }};
  int datum_field = -1;
  origin.crs = crs_of(from, crs, datum_field);
  if (!origin.crs)
    return intake_.reject(origin, "no_datum",
                          "没有说明坐标系 the record's field \"datum\" names none of wgs84, gcj02, "
                          "bd09, cgcs2000, and nothing else says the CRS");
  Feature out;
  for (int i = 0; i < from.GetFieldCount(); ++i) {
    if (!from.IsFieldSetAndNotNull(i) || names_[i].empty() || i == datum_field) continue;
    std::string why;
    auto got = value(from, i, why);
    if (!got) return intake_.reject(origin, "bad_value", names_[i] + ": " + why);
    if (got->index() != 0)
      out.properties.set(names_[i], intake_.by_schema(names_[i], std::move(*got)));
  }
  const OGRGeometry* shape = from.GetGeometryRef();
  if (shape && shape->IsEmpty())
    return intake_.reject(origin, "empty", "空几何 the geometry is empty");
  OGRGeometryUniquePtr hatch;
  const bool dxf = opened_.format == Format::dxf;
  if (dxf && shape && out.properties.text("SubClasses").find("AcDbHatch") != std::string::npos)
    hatch = regrouped(*shape);
  if (hatch) shape = hatch.get();
  const std::size_t most = intake_.options().limits.feature_vertices;
  auto read = from_ogr(shape, *origin.crs, most, notes_);
  if (const auto* finding = std::get_if<Finding>(&read))
    return intake_.reject(origin, finding->code, finding->detail, finding->position);
  out.geometry = std::get<Geometry<Position>>(std::move(read));
  if (dxf && closed_line_to_area(out.geometry)) ++areas_;
  origin.as_sent = [shape, most, dxf] {
    GeometryLosses ignored;
    auto raw = from_ogr(shape, SourceCrs::as_written(), most, ignored);
    auto geometry = std::get<Geometry<Position>>(std::move(raw));
    if (dxf) closed_line_to_area(geometry);
    return geometry;
  };
  intake_.accept(std::move(out), origin);
}

void OgrReader::tell(const GdalErrors& errors) {
  intake_.count_notice("高程已略去 features whose heights were dropped", notes_.dropped_z);
  intake_.count_notice("曲线已化为折线 features whose curves became lines", notes_.curves);
  intake_.count_notice("闭合线按面读入 closed lines read as areas", areas_);
  intake_.count_notice("文字在字段末尾被截断 texts cut off in mid-character by the field's width",
                       cut_texts_);
  intake_.count_notice(
      "超过 15 位的整数可能失真 whole numbers of more than 15 digits, which may have lost some",
      long_numbers_);
  intake_.count_notice("二进制字段已略去 binary values left out", binaries_);
  for (const auto& warning : errors.warnings()) intake_.notice("GDAL: " + warning);
}

}  // namespace jintu::gdal
