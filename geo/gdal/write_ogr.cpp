#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/gdal/formats.hpp"
#include "geo/gdal/gdal_scope.hpp"
#include "geo/gdal/ogr_geometry.hpp"
#include "geo/io/text.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

constexpr std::size_t kDbfName = 10;   // bytes, dBASE
constexpr std::size_t kDbfText = 254;  // bytes, dBASE

const char* driver_of(const std::string& extension) {
  if (extension == ".gpkg") return "GPKG";
  if (extension == ".shp") return "ESRI Shapefile";
  if (extension == ".fgb") return "FlatGeobuf";
  if (extension == ".xlsx") return "XLSX";
  return "DXF";
}

/// At most `bytes`, not in the middle of a character.
std::string cut_to(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return std::string(text.substr(0, bytes));
}

class OgrWriter {
 public:
  OgrWriter(const Export& to, const std::string& extension)
      : to_(to),
        extension_(extension),
        shp_(extension == ".shp"),
        dxf_(extension == ".dxf"),
        xlsx_(extension == ".xlsx"),
        fgb_(extension == ".fgb") {}

  void write() {
    create();
    const bool transactions = dataset_->TestCapability(ODsCTransactions);
    if (transactions) dataset_->StartTransaction();
    if (only_header()) header_row();
    to_.for_each([this](const Feature& feature) { one(feature); });
    if (transactions) dataset_->CommitTransaction();
    layer_ = nullptr;
    dataset_.reset();  // flushes: a full disk shows here
    check("closing");
    tell();
  }

 private:
  void check(const std::string& when) const {
    if (errors_.failed())
      throw Error(ErrorCode::io, to_.report.format + ": 无法写入 cannot be written (" + when +
                                     "): " + errors_.error());
  }

  OGRwkbGeometryType geometry_type() const {
    const Survey& s = to_.survey;
    if (shp_ && s.kinds() > 1)
      throw Error(
          ErrorCode::unsupported,
          "Shapefile 一个文件只能存一种几何，此图层有多种，请用 .gpkg 或 .geojson a shapefile "
          "holds one kind of geometry, this layer has several; use .gpkg or .geojson");
    if (xlsx_) return wkbNone;
    if (dxf_ || s.kinds() > 1) return wkbUnknown;
    if (s.kinds() == 0) return shp_ ? wkbNone : wkbUnknown;
    if (s.points) return s.multi ? wkbMultiPoint : wkbPoint;
    if (s.lines) return s.multi ? wkbMultiLineString : wkbLineString;
    return s.multi ? wkbMultiPolygon : wkbPolygon;
  }

  void create() {
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_of(extension_));
    if (!driver)
      throw Error(ErrorCode::unsupported, to_.report.format + ": this GDAL lacks its driver");
    dataset_.reset(driver->Create(to_.path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    check("creating");
    OGRSpatialReference srs;
    srs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const bool with_srs = to_.epsg != 0 && !xlsx_ && !dxf_;
    if (with_srs && srs.importFromEPSG(to_.epsg) != OGRERR_NONE) check("its CRS");
    CPLStringList options;
    if (shp_) options.SetNameValue("ENCODING", "UTF-8");
    if (extension_ == ".gpkg") {
      if (!to_.options.title.empty()) options.SetNameValue("IDENTIFIER", to_.options.title.c_str());
      if (!to_.options.description.empty())
        options.SetNameValue("DESCRIPTION", to_.options.description.c_str());
    }
    type_ = geometry_type();
    layer_ = dataset_ ? dataset_->CreateLayer(to_.schema.name.c_str(), with_srs ? &srs : nullptr,
                                              type_, options.List())
                      : nullptr;
    check("creating the layer");
    if (!layer_) throw Error(ErrorCode::io, to_.path + ": 无法写入 cannot be written");
    if (!dxf_) fields();
  }

  void add_field(const std::string& name, OGRFieldType type, std::size_t longest,
                 OGRFieldSubType subtype = OFSTNone) {
    std::string fits = shp_ ? cut_to(name, kDbfName) : name;
    for (int n = 1; used_.contains(lower_ascii(fits)); ++n) {
      const std::string suffix = "_" + std::to_string(n);
      fits = cut_to(name, shp_ ? kDbfName - suffix.size() : name.size()) + suffix;
    }
    used_.insert(lower_ascii(fits));
    if (fits != name) renamed_ += (renamed_.empty() ? "" : ", ") + name + " → " + fits;
    if (only_header()) {
      header_.push_back(fits);
      fits = "Field" + std::to_string(header_.size());
      type = OFTString;
    }
    OGRFieldDefn field(fits.c_str(), type);
    field.SetSubType(subtype);
    if (shp_ && type == OFTString)
      field.SetWidth(static_cast<int>(std::clamp<std::size_t>(longest, 1, kDbfText)));
    if (layer_->CreateField(&field) != OGRERR_NONE) check("field " + name);
  }

  std::size_t longest(const std::string& name) const {
    const auto found = to_.survey.longest.find(name);
    return found == to_.survey.longest.end() ? 1 : found->second;
  }

  void fields() {
    if (to_.survey.keys) {
      key_ = next_++;
      add_field("id", OFTString, longest(""));
    }
    if (xlsx_) coordinate_fields();
    if (!to_.datum.empty()) {
      datum_ = next_++;
      add_field("datum", OFTString, to_.datum.size());
    }
    first_ = next_;
    for (const Field& field : to_.schema.fields) {
      const bool plain_boolean = shp_ || xlsx_;  // no type of their own there
      switch (field.type) {
        case FieldType::boolean:
          if (plain_boolean)
            add_field(field.name, OFTString, 5);
          else
            add_field(field.name, OFTInteger, 0, OFSTBoolean);
          break;
        case FieldType::integer:
          add_field(field.name, OFTInteger64, 0);
          break;
        case FieldType::real:
          add_field(field.name, OFTReal, 0);
          break;
        case FieldType::text:
          add_field(field.name, OFTString, longest(field.name));
          break;
      }
    }
  }

  /// GDAL writes no header row for a sheet without records, unless it stands there as one of a
  /// sheet without header.
  bool only_header() const { return xlsx_ && to_.survey.features == 0; }

  void header_row() {
    const OGRFeatureUniquePtr out(OGRFeature::CreateFeature(layer_->GetLayerDefn()));
    for (std::size_t i = 0; i < header_.size(); ++i)
      out->SetField(static_cast<int>(i), header_[i].c_str());
    if (layer_->CreateFeature(out.get()) != OGRERR_NONE) check("the header row");
  }

  void coordinate_fields() {
    wkt_ = to_.survey.lines || to_.survey.polygons || to_.survey.multi;
    place_ = next_;
    next_ += wkt_ ? 1 : 2;
    if (wkt_) return add_field("wkt", OFTString, 0);
    add_field(to_.projected ? "x" : "longitude", OFTReal, 0);
    add_field(to_.projected ? "y" : "latitude", OFTReal, 0);
  }

  void set_text(OGRFeature& out, int i, const std::string& text) {
    if (!shp_ || text.size() <= kDbfText) return out.SetField(i, text.c_str());
    ++cut_;
    out.SetField(i, cut_to(text, kDbfText).c_str());
  }

  void set(OGRFeature& out, int i, const Value& value) {
    switch (value.index()) {
      case 1: {
        const bool yes = std::get<bool>(value);
        if (layer_->GetLayerDefn()->GetFieldDefn(i)->GetType() == OFTString)
          out.SetField(i, yes ? "true" : "false");
        else
          out.SetField(i, yes ? 1 : 0);
        break;
      }
      case 2:
        out.SetField(i, static_cast<GIntBig>(std::get<std::int64_t>(value)));
        break;
      case 3:
        out.SetField(i, std::get<double>(value));
        break;
      case 4:
        set_text(out, i, std::get<std::string>(value));
        break;
      default:
        break;
    }
  }

  void one(const Feature& feature) {
    const bool to_multi = OGR_GT_IsSubClassOf(type_, wkbGeometryCollection);
    OGRGeometryUniquePtr shape =
        to_ogr(feature.geometry, to_.crs, to_multi ? Parts::multi : Parts::as_needed);
    if (!shape && (dxf_ || fgb_)) {  // GDAL's FlatGeobuf writer drops them without a word
      ++unplaced_;
      return;
    }
    if (dxf_) return drawing(feature, *shape);
    const OGRFeatureUniquePtr out(OGRFeature::CreateFeature(layer_->GetLayerDefn()));
    if (key_ >= 0 && !feature.key.empty()) set_text(*out, key_, feature.key);
    if (datum_ >= 0) out->SetField(datum_, to_.datum.c_str());
    for (std::size_t i = 0; i < to_.schema.fields.size(); ++i)
      if (const Value* value = feature.properties.find(to_.schema.fields[i].name))
        set(*out, first_ + static_cast<int>(i), *value);
    if (xlsx_) {
      place(*out, shape.get());
    } else if (shape) {
      out->SetGeometryDirectly(shape.release());
    }
    put(*out, feature);
  }

  void place(OGRFeature& out, const OGRGeometry* shape) const {
    if (!shape) return;
    if (wkt_) return out.SetField(place_, shape->exportToWkt().c_str());
    out.SetField(place_, shape->toPoint()->getX());
    out.SetField(place_ + 1, shape->toPoint()->getY());
  }

  void put(OGRFeature& out, const Feature& feature) {
    if (layer_->CreateFeature(&out) == OGRERR_NONE && !errors_.failed()) return;
    check("feature " +
          (feature.key.empty() ? std::to_string(to_.report.features + 1) : feature.key));
    throw Error(ErrorCode::io, to_.report.format + ": 无法写入 a feature could not be written");
  }

  /// A DXF has no attributes: the key goes into the name of the CAD layer.
  void drawing(const Feature& feature, const OGRGeometry& shape) {
    const auto entity = [&](const OGRGeometry& part) {
      const OGRFeatureUniquePtr out(OGRFeature::CreateFeature(layer_->GetLayerDefn()));
      std::string name = feature.key.empty() ? to_.schema.name : feature.key;
      for (char& c : name)
        if (std::string_view("<>/\\\":;?*|=',\r\n").find(c) != std::string_view::npos) c = '_';
      out->SetField("Layer", name.c_str());
      out->SetGeometry(&part);
      put(*out, feature);
    };
    const auto polygon = [&](const OGRPolygon& p) {
      if (p.getNumInteriorRings() > 0) ++holes_;
      for (const OGRLinearRing* ring : p) entity(OGRLineString(*ring));
    };
    if (wkbFlatten(shape.getGeometryType()) == wkbPolygon) return polygon(*shape.toPolygon());
    if (wkbFlatten(shape.getGeometryType()) == wkbMultiPolygon) {
      for (const OGRPolygon* p : *shape.toMultiPolygon()) polygon(*p);
    } else if (OGR_GT_IsSubClassOf(shape.getGeometryType(), wkbGeometryCollection)) {
      for (const OGRGeometry* part : *shape.toGeometryCollection()) entity(*part);
    } else {
      entity(shape);
    }
  }

  void tell() {
    auto& notices = to_.report.notices;
    if (!renamed_.empty())
      notices.push_back("字段名已缩短 field names were shortened: " + renamed_);
    if (cut_)
      notices.push_back("文字超过 254 字节被截断 texts cut off at 254 bytes: " +
                        std::to_string(cut_));
    if (dxf_)
      notices.push_back(
          "DXF 不含属性和坐标系 a DXF holds neither attributes nor a CRS: coordinates are " +
          to_.crs.name() + ", keys are layer names");
    if (unplaced_)
      notices.push_back(to_.report.format +
                        " 存不了没有位置的要素 cannot hold features without a place, left out: " +
                        std::to_string(unplaced_));
    to_.report.features -= unplaced_;
    if (holes_)
      notices.push_back("孔洞写成单独的线 polygons whose holes became outlines of their own: " +
                        std::to_string(holes_));
    for (const auto& warning : errors_.warnings()) notices.push_back("GDAL: " + warning);
  }

  const Export& to_;
  std::string extension_;
  bool shp_, dxf_, xlsx_, fgb_;
  GdalErrors errors_;  // before the dataset: it must still listen when that closes
  GDALDatasetUniquePtr dataset_;
  OGRLayer* layer_ = nullptr;
  OGRwkbGeometryType type_ = wkbUnknown;
  std::set<std::string> used_;
  std::string renamed_;
  std::vector<std::string> header_;
  int key_ = -1, place_ = -1, datum_ = -1, first_ = 0, next_ = 0;
  bool wkt_ = false;
  std::uint64_t cut_ = 0, unplaced_ = 0, holes_ = 0;
};

}  // namespace

void write_ogr(const Export& to, const std::string& extension) { OgrWriter(to, extension).write(); }

}  // namespace jintu::gdal
