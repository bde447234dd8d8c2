#include "services/siting/question/uploads.hpp"

#include <cmath>

#include "geo/geometry/validity.hpp"
#include "geo/io/read.hpp"

namespace jintu::siting {

namespace {

constexpr std::size_t most_rejects = 20;

io::ReadLimits limits_of_uploads() {
  io::ReadLimits limits;
  limits.uncompressed_bytes = std::uint64_t{256} << 20;
  limits.table_cells = 5'000'000;
  limits.features = most_uploaded;
  limits.vertices = 5'000'000;
  limits.drawn_entities = most_uploaded;
  limits.drawn_vertices = 1'000'000;
  return limits;
}

Json json_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value))
    return std::isfinite(*real) ? Json(*real) : Json(nullptr);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  return nullptr;
}

/// One point, or a point inside an area; nothing for the rest.
std::optional<Position> place_of(const Feature& feature) {
  if (const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry))
    return points->size() == 1 ? std::optional(points->front()) : std::nullopt;
  if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&feature.geometry))
    return label_point(*polygons);
  return std::nullopt;
}

}  // namespace

Json uploaded_points(std::string_view bytes, const UploadAsk& ask, const Progress& progress) {
  Json features = Json::array(), rejects = Json::array();
  const auto reject = [&](std::uint64_t line, const std::string& name, const std::string& reason) {
    if (rejects.size() < most_rejects)
      rejects.push_back({{"line", line}, {"feature", name}, {"reason", reason}});
  };
  std::uint64_t number = 0, areas = 0, refused = 0;
  const auto take = [&](Feature&& feature) {
    ++number;
    const auto at = place_of(feature);
    if (!at) {
      ++refused;
      reject(0, feature.key.empty() ? "feature " + std::to_string(number) : feature.key,
             "应为一个点或面 expected one point, or an area");
      return;
    }
    areas += std::holds_alternative<MultiPolygon<Position>>(feature.geometry);
    Json properties = Json::object();
    if (!feature.key.empty()) properties["id"] = feature.key;
    for (const auto& [name, value] : feature.properties) properties[name] = json_of(value);
    features.push_back({{"type", "Feature"},
                        {"geometry", {{"type", "Point"}, {"coordinates", {at->lon, at->lat}}}},
                        {"properties", std::move(properties)}});
  };
  const auto report = uploads::read_upload(
      bytes, ask, limits_of_uploads(), take,
      [&](const io::Reject& r) { reject(r.line, r.feature, r.reason); }, progress);
  Json notices = report.notices;
  if (areas > 0)
    notices.push_back(std::to_string(areas) +
                      " 个面以面内一点代表 areas stand for themselves at a point inside");
  return {{"type", "FeatureCollection"}, {"features", std::move(features)},
          {"format", report.format},     {"crs", report.crs},
          {"notices", notices},          {"rejected", report.rejected + refused},
          {"rejects", rejects}};
}

}  // namespace jintu::siting
