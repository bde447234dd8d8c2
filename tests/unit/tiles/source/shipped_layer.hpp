// Layers out of the data that ships, and all tiles of a source, for tests.
#pragma once

#include <string>

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"
#include "tests/unit/tiles/mvt/decoded_tile.hpp"
#include "tiles/source/live_source.hpp"

namespace jintu::tiles::test {

inline Ring<Position> ring_of(const Json& j) {
  Ring<Position> ring;
  for (const auto& p : j) ring.points.push_back({p[0].get<double>(), p[1].get<double>()});
  return ring;
}
inline Polygon<Position> polygon_of(const Json& j) {
  Polygon<Position> polygon{ring_of(j[0]), {}};
  for (std::size_t i = 1; i < j.size(); ++i) polygon.holes.push_back(ring_of(j[i]));
  return polygon;
}
inline Geometry<Position> geometry_of(const Json& g) {
  if (g.is_null()) return {};
  const auto type = g["type"].get<std::string>();
  const Json& c = g["coordinates"];
  if (type == "Point") return MultiPoint<Position>{{c[0].get<double>(), c[1].get<double>()}};
  MultiPolygon<Position> polygons;
  if (type == "Polygon") polygons.push_back(polygon_of(c));
  if (type == "MultiPolygon")
    for (const auto& p : c) polygons.push_back(polygon_of(p));
  return polygons;
}

/// A layer from GeoJSON; the text id becomes the key.
inline Layer read_layer(const std::string& path, const std::string& name) {
  std::vector<Feature> features;
  const Json collection = read_json_file(path);
  for (const auto& j : collection["features"]) {
    Feature f;
    f.id = FeatureId{static_cast<std::int64_t>(features.size()) + 1};
    f.key = j["id"].is_string() ? j["id"].get<std::string>() : std::to_string(j["id"].get<int>());
    f.geometry = geometry_of(j["geometry"]);
    for (const auto& [key, value] : j["properties"].items()) {
      if (value.is_string()) f.properties.set(key, value.get<std::string>());
      if (value.is_number()) f.properties.set(key, value.get<double>());
      if (value.is_boolean()) f.properties.set(key, value.get<bool>());
    }
    features.push_back(std::move(f));
  }
  LayerSchema schema;
  schema.name = name;
  return Layer(schema, std::move(features));
}

inline Layer shipped(const std::string& name) {
  return read_layer(JINTU_SOURCE_DIR "/data/" + name + ".geojson", name);
}

template <class Visit>
void for_each_tile(const TileSource& source, int zoom, Visit visit) {
  auto range = tiles_touched(source.info().bounds, zoom, 64.0 / 4096);
  if (source.info().crs == TileCrs::cgcs2000_degrees && zoom > 0) {
    const Box<Wgs84>& b = source.info().bounds;
    const int shift = 32 - zoom;
    range->y0 = (to_world({0, b.max.lat}, TileCrs::cgcs2000_degrees).y >> shift) - (zoom > 6);
    range->y1 = (to_world({0, b.min.lat}, TileCrs::cgcs2000_degrees).y >> shift) + (zoom > 6);
  }
  for (std::uint32_t x = range->x0; x <= range->x1; ++x)
    for (std::uint32_t y = range->y0; y <= range->y1; ++y) {
      const auto coord = *TileCoord::checked(zoom, x, y);
      if (const auto tile = source.get(coord)) visit(coord, decode(plain_bytes(*tile)));
    }
}

}  // namespace jintu::tiles::test
