#include "services/uploads/preview.hpp"

#include "geo/base/bilingual.hpp"
#include "geo/base/error.hpp"
#include "geo/crs/source_crs.hpp"
#include "geo/io/geojson.hpp"

namespace jintu::uploads {

namespace {

io::ReadLimits limits_of_previews() {
  io::ReadLimits limits;
  limits.uncompressed_bytes = std::uint64_t{256} << 20;
  limits.table_cells = 1'000'000;
  limits.features = most_previewed;
  limits.vertices = 1'000'000;
  limits.feature_vertices = 100'000;
  limits.drawn_entities = 100'000;
  limits.drawn_vertices = 1'000'000;
  return limits;
}

/// Of numbers in `crs`, whether they make a sound area or not; nothing where they cannot be read.
Json drawn(const io::Reject& reject, const SourceCrs& crs) {
  try {
    const Json feature = parse_json(reject.data, "reject");
    io::GeoJsonNotes notes;
    const auto read = io::read_geojson_geometry(feature.at("geometry"), crs, {}, notes);
    const auto* geometry = std::get_if<Geometry<Position>>(&read);
    if (!geometry || kind_of(*geometry) == GeometryKind::none) return nullptr;
    std::string text;
    io::append_geojson_geometry(*geometry, text);
    return parse_json(text, "geometry");
  } catch (const std::exception&) {  // it is told without its shape
    return nullptr;
  }
}

}  // namespace

Json previewed(std::string_view bytes, const UploadAsk& ask, const Progress& progress) {
  Json features = Json::array();
  std::vector<io::Reject> rejects;
  std::uint64_t others = 0;
  const auto report = read_upload(
      bytes, ask, limits_of_previews(),
      [&](Feature&& feature) {
        if (kind_of(feature.geometry) != GeometryKind::polygon) {
          ++others;
          return;
        }
        features.push_back(io::to_geojson(feature));
      },
      [&](const io::Reject& reject) {
        if (rejects.size() < most_rejects_told) rejects.push_back(reject);
      },
      progress);
  // Of a file that says its CRS itself the numbers of what was rejected are not known here.
  std::optional<SourceCrs> crs;
  if (!ask.crs.empty())
    crs = SourceCrs::parse(ask.crs);
  else if (report.crs_source == "format")
    crs = SourceCrs::wgs84();
  Json told = Json::array();
  for (const io::Reject& reject : rejects) {
    const Bilingual both = bilingual(reject.reason);
    Json one{{"code", reject.code}, {"zh", both.zh}, {"en", both.en}, {"feature", reject.feature}};
    if (reject.line > 0) one["line"] = reject.line;
    if (reject.position) one["position"] = {reject.position->lon, reject.position->lat};
    if (crs) one["geometry"] = drawn(reject, *crs);
    told.push_back(std::move(one));
  }
  return {{"type", "FeatureCollection"},     {"features", std::move(features)},
          {"format", report.format},         {"crs", report.crs},
          {"crs_source", report.crs_source}, {"notices", report.notices},
          {"other_geometry", others},        {"rejected", report.rejected},
          {"rejects", std::move(told)}};
}

}  // namespace jintu::uploads
