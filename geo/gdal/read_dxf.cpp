#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/gdal/dxf.hpp"
#include "geo/gdal/formats.hpp"
#include "geo/gdal/ogr_reader.hpp"
#include "geo/io/read_formats.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

/// GDAL gives up a drawing at the first entity that it cannot read. So it gets a part at a time,
/// and of a part that fails the halves, until the one entity is found that is at fault.
class DxfReader {
 public:
  DxfReader(const Opened& opened, Intake& intake, const Dxf& dxf, const SourceCrs& crs,
            GdalErrors& errors)
      : opened_(opened),
        intake_(intake),
        dxf_(dxf),
        crs_(crs),
        errors_(errors),
        reader_(opened, intake, "") {}

  void read() {
    const auto& entities = dxf_.structure().entities;
    const std::size_t enough = std::max<std::size_t>(16 << 20, 4 * dxf_.head_bytes());
    std::size_t first = 0, bytes = 0;
    std::size_t i = 0;
    for (; i < entities.size(); ++i) {
      const bool many =
          entities[i].vertices > static_cast<double>(intake_.options().limits.feature_vertices);
      const bool faulty = !entities[i].fault.empty() && !entities[i].in_paper_space;
      if (many || faulty) {
        part(first, i);
        if (faulty)
          reject(entities[i], "bad_number", entities[i].fault);
        else
          reject(entities[i], "too_many_vertices",
                 "顶点太多 more than " + std::to_string(intake_.options().limits.feature_vertices) +
                     " vertices as it is drawn");
        first = i + 1;
        bytes = 0;
        continue;
      }
      bytes += entities[i].end - entities[i].begin;
      if (bytes < enough) continue;
      part(first, i + 1);
      first = i + 1;
      bytes = 0;
    }
    if (first < i || entities.empty()) part(first, i);
    intake_.count_notice("图纸空间的实体已略去 entities of paper space left out",
                         dxf_.paper_space());
    reader_.tell(errors_);
  }

 private:
  void part(std::size_t first, std::size_t last) {
    if (first == last && last > 0) return;
    intake_.check_stop();
    std::vector<OGRFeatureUniquePtr> features;
    std::string why;
    if (++opened_parts_ > kMostParts)
      broken(opened_, intake_, "",
             "more than " + std::to_string(kMostParts / 20) +
                 " of its entities cannot be read; the first: " + first_fault_);
    if (gather(first, last, features, why)) {
      for (const auto& feature : features) {
        intake_.tick(++done_, dxf_.structure().entities.size());
        reader_.feature(*feature, "entities/" + std::to_string(done_ - 1), &crs_);
      }
      return;
    }
    if (first_fault_.empty()) {
      first_fault_ = why;
      std::vector<OGRFeatureUniquePtr> none;
      if (!gather(first, first, none, why))
        broken(opened_, intake_, "", why);  // its tables or blocks
    }
    if (last - first == 1) {
      intake_.tick(++done_, dxf_.structure().entities.size());
      return reject(dxf_.structure().entities[first], "bad_entity",
                    "无法读取的实体 this entity cannot be read: " + why);
    }
    const std::size_t middle = first + (last - first) / 2;
    features.clear();
    part(first, middle);
    part(middle, last);
  }

  /// False when GDAL could not read all of it: `why` says what it said.
  bool gather(std::size_t first, std::size_t last, std::vector<OGRFeatureUniquePtr>& features,
              std::string& why) {
    errors_.clear_error();
    const auto file = dxf_.part(first, last);
    const char* drivers[] = {"DXF", nullptr};
    const GDALDatasetUniquePtr dataset(GDALDataset::Open(
        file->path().c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
        nullptr, nullptr));
    if (!dataset || errors_.failed()) {
      why = errors_.failed() ? errors_.error() : "it cannot be opened";
      return false;
    }
    for (OGRLayer* layer : dataset->GetLayers()) {
      reader_.name_fields(*layer->GetLayerDefn());
      while (OGRFeatureUniquePtr from{layer->GetNextFeature()}) {
        if (errors_.failed()) break;
        features.push_back(std::move(from));
        if (features.size() % 1024 == 0) intake_.check_stop();
      }
      if (!errors_.failed()) continue;
      why = errors_.error();
      errors_.clear_error();
      return false;
    }
    // The features outlive the dataset: their definitions are counted, and hold no more of it.
    return true;
  }

  void reject(const DxfEntity& entity, const std::string& code, const std::string& reason) {
    const std::string layer = without_cad_escapes(entity.layer);
    intake_.reject(
        {entity.line, entity.type + " " + layer,
         [&] {
           const Json properties{{"Layer", layer}, {"dxf", dxf_.text_of(entity)}};
           return Json{{"type", "Feature"}, {"geometry", nullptr}, {"properties", properties}}.dump(
               -1, ' ', false, Json::error_handler_t::replace);
         }},
        code, reason);
  }

  static constexpr std::size_t kMostParts = 20'000;

  const Opened& opened_;
  Intake& intake_;
  const Dxf& dxf_;
  const SourceCrs& crs_;
  GdalErrors& errors_;
  OgrReader reader_;
  std::string first_fault_;
  std::size_t opened_parts_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace

void read_dxf(const Opened& opened, Intake& intake) {
  const SourceCrs crs = choose_crs(intake, "");  // a DXF never says: ask before reading it
  const Dxf dxf(opened, intake.options());
  intake.report.encoding = dxf.report();
  GdalErrors errors;
  const GdalSetting texts("DXF_ENCODING",
                          dxf.encoding().empty() ? nullptr : dxf.encoding().c_str());
  DxfReader(opened, intake, dxf, crs, errors).read();
}

}  // namespace jintu::gdal
