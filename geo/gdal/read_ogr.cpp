#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/gdal/formats.hpp"
#include "geo/gdal/ogr_reader.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/shapefile.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

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

bool has_datum_field(const OGRLayer& layer) {
  return const_cast<OGRLayer&>(layer).GetLayerDefn()->GetFieldIndex(kDatumField) >= 0;
}

void read_layer(const Opened& opened, Intake& intake, GdalErrors& errors, OgrReader& reader,
                OGRLayer& layer) {
  const std::string name = layer.GetName();
  const std::string said = crs_text(layer);
  std::optional<SourceCrs> crs;
  if (!said.empty() || !intake.options().crs.empty() || !has_datum_field(layer)) {
    crs.emplace(choose_crs(intake, said));
  } else {
    intake.report.crs = "per row";
    intake.report.crs_source = "row";
  }
  const auto total = static_cast<std::uint64_t>(std::max<GIntBig>(layer.GetFeatureCount(FALSE), 0));
  errors.clear_error();
  reader.name_fields(*layer.GetLayerDefn());
  layer.ResetReading();
  std::uint64_t done = 0;
  GIntBig last = 0;
  while (true) {
    const OGRFeatureUniquePtr from(layer.GetNextFeature());
    if (errors.failed()) {
      const std::string at = from ? ", feature " + std::to_string(from->GetFID())
                                  : ", after feature " + std::to_string(last);
      broken(opened, intake, ", layer " + name + at, errors.error());
    }
    if (!from) break;
    last = from->GetFID();
    intake.tick(++done, total);
    reader.feature(*from, name + "/" + std::to_string(last), crs ? &*crs : nullptr);
  }
  if (opened.format == Format::flatgeobuf && total > 0 && done < total)
    broken(opened, intake, ", layer " + name,
           std::to_string(done) + " features of " + std::to_string(total));
}

/// Tables without geometry (QGIS keeps its styles in one) are no layers, unless there is nothing
/// else.
OGRLayer& wanted_layer(const Opened& opened, GDALDataset& dataset, const Intake& intake) {
  const std::string& wanted = intake.options().layer;
  const bool by_name = !wanted.empty() && opened.format != Format::shapefile;
  std::vector<OGRLayer*> placed, all;
  std::string names;
  for (OGRLayer* layer : dataset.GetLayers()) {
    const bool table = layer->GetGeomType() == wkbNone;
    if (by_name && wanted == layer->GetName()) return *layer;
    all.push_back(layer);
    if (table) continue;
    placed.push_back(layer);
  }
  const auto& found = placed.empty() ? all : placed;
  for (const OGRLayer* layer : by_name ? all : found)
    names += (names.empty() ? "" : ", ") + std::string(const_cast<OGRLayer*>(layer)->GetName());
  if (by_name)
    throw Error(ErrorCode::bad_input, intake.file() + ": 没有图层 there is no layer \"" + wanted +
                                          "\"; it has: " + names);
  if (found.empty())
    throw Error(
        ErrorCode::bad_input,
        intake.file() + ": 没有图层 the file has no vector layer that can be read (truncated?)");
  if (found.size() > 1)
    throw Error(ErrorCode::bad_input, intake.file() + ": 有多个图层 has several layers: " + names +
                                          "; name the one to read with --source-layer");
  return *found.front();
}

}  // namespace

void read_ogr(const Opened& opened, Intake& intake) {
  if (opened.format == Format::dxf) return read_dxf(opened, intake);
  std::string encoding;
  if (opened.format == Format::shapefile) {
    check_shapefile(opened.path);
    const ShapefileText text = text_encoding(opened.path, intake.options().encoding);
    encoding = text.encoding;
    intake.report.encoding = text.report;
  }
  GdalErrors errors;
  const GDALDatasetUniquePtr dataset = open_dataset(opened, opened.path, intake, errors);
  OgrReader reader(opened, intake, encoding);
  read_layer(opened, intake, errors, reader, wanted_layer(opened, *dataset, intake));
  reader.tell(errors);
}

}  // namespace jintu::gdal
