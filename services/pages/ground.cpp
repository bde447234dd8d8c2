#include "services/pages/ground.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/crs/transform.hpp"
#include "services/pages/built_in.hpp"

namespace jintu::pages {

namespace {

LonLat<Wgs84> point_of(const Json& pair) {
  if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number())
    throw Error(ErrorCode::bad_input, "底图坐标有误 the ground has a malformed position");
  const auto point = checked_lonlat<Wgs84>(pair[0].get<double>(), pair[1].get<double>());
  if (!point) throw Error(ErrorCode::bad_input, "底图坐标有误 the ground has a position nowhere");
  return *point;
}

Ground::Line line_of(const Json& positions) {
  Ground::Line line;
  for (const Json& one : positions) line.push_back(point_of(one));
  return line;
}

}  // namespace

Ground Ground::from_json(const Json& collection) {
  Ground ground;
  if (!collection.is_object() || !collection.contains("features"))
    throw Error(ErrorCode::bad_input, "底图应为 FeatureCollection the ground is a collection");
  for (const Json& feature : collection.at("features")) {
    const Json properties = feature.value("properties", Json::object());
    const std::string kind = properties.value("kind", "");
    if (!feature.contains("geometry") || !feature["geometry"].is_object()) continue;
    const Json positions = feature["geometry"].value("coordinates", Json::array());
    if (kind == "river") ground.rivers.push_back(line_of(positions));
    if (kind == "line") ground.metro.push_back(line_of(positions));
    if (kind == "sea" && !positions.empty()) ground.sea.push_back(line_of(positions[0]));
    if (kind == "station")
      ground.stations.push_back(
          {properties.value("name", ""), properties.value("lines", ""), point_of(positions)});
  }
  return ground;
}

const Ground& Ground::shipped() {
  static const Ground ground = from_json(parse_json(ground_of_city, "data/base/tianjin.geojson"));
  return ground;
}

std::string lines_in_english(std::string_view lines) {
  constexpr std::string_view between = "、", line = "号线";
  std::string english;
  while (!lines.empty()) {
    const auto end = std::min(lines.find(between), lines.size());
    std::string_view one = lines.substr(0, end);
    lines.remove_prefix(std::min(lines.size(), end + between.size()));
    if (one.ends_with(line)) one.remove_suffix(line.size());
    english += (english.empty() ? "Line " : ", Line ") + std::string(one);
  }
  return english;
}

std::vector<NearStation> stations_near(const Ground& ground, LonLat<Wgs84> at, std::size_t most,
                                       Metres reach) {
  std::vector<NearStation> near;
  for (const Station& station : ground.stations) {
    // A degree of latitude is 111 km: what is surely too far is not measured.
    if (std::abs(station.at.lat - at.lat) * 111'000 > reach.value() * 1.05) continue;
    const Metres away = distance(at, station.at);
    if (away.value() <= reach.value()) near.push_back({&station, away, std::nullopt});
  }
  std::sort(near.begin(), near.end(), [](const NearStation& a, const NearStation& b) {
    return a.distance.value() < b.distance.value();
  });
  near.resize(std::min(near.size(), most));
  return near;
}

}  // namespace jintu::pages
