#include "services/catalog/tile_sets.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "geo/base/json_limits.hpp"

namespace jintu::catalog {

namespace {

constexpr std::string_view json_type = "application/json",
                           mvt_type = "application/vnd.mapbox-vector-tile";
constexpr std::string_view scheme_rel = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

Json link(std::string_view rel, std::string_view type, std::string href, std::string_view title) {
  return {{"rel", rel}, {"type", type}, {"href", std::move(href)}, {"title", title}};
}

std::string scheme_url(const TileMatrixSet& set, std::string_view root) {
  return std::string(root) + "/ogc/tileMatrixSets/" + std::string(set.id);
}

Json scheme_link(const TileMatrixSet& set, std::string_view root) {
  return link(scheme_rel, json_type, scheme_url(set, root), set.title);
}

/// Of its width, beyond its edges: what is there is in the tile too (MVT buffer 64 of 4096).
constexpr double tile_buffer = 64.0 / 4096;

bool in_degrees(const TileMatrixSet& set) { return set.plane == tiles::TileCrs::cgcs2000_degrees; }

Json tile_matrix(const TileMatrixSet& set, int zoom) {
  // 17-083r4, table D.1 and D.2: a pixel of 0.28 mm, 256 of them along a tile.
  constexpr double metres_a_degree = 6378137 * 3.14159265358979323846 / 180, pixel = 0.00028;
  constexpr double edge = 20037508.3427892;
  const double width = in_degrees(set) ? 360 : 2 * edge;
  const double cell = width / 256 / std::exp2(zoom);
  Json matrix;
  matrix["id"] = std::to_string(zoom);
  matrix["scaleDenominator"] = cell * (in_degrees(set) ? metres_a_degree : 1) / pixel;
  matrix["cellSize"] = cell;
  matrix["pointOfOrigin"] = in_degrees(set)
                                ? Json::array({90, -180})
                                : Json::array({-edge, edge});  // in the order of the CRS
  matrix["tileWidth"] = 256;
  matrix["tileHeight"] = 256;
  matrix["matrixWidth"] = std::int64_t{1} << zoom;
  matrix["matrixHeight"] = (std::int64_t{1} << zoom) / (in_degrees(set) ? 2 : 1);
  return matrix;
}

Json item_link(const TiledThing& thing, const TileMatrixSet& set, std::string_view root) {
  Json tile = link("item", mvt_type,
                   std::string(root) + thing.path + "/tiles/" + std::string(set.id) +
                       "/{tileMatrix}/{tileRow}/{tileCol}",
                   "瓦片 the tiles");
  tile["templated"] = true;
  return tile;
}

/// 17-083r4, requirement "tilesetlimits": the tiles of each matrix that there are.
Json limits_json(const TileMatrixSet& set, const Box<Wgs84>& bounds) {
  Json limits = Json::array();
  for (int zoom = set.min_zoom; zoom <= std::min(set.max_zoom, tiles::max_tile_zoom); ++zoom)
    if (const auto range = limits_in(set, bounds, zoom))
      limits.push_back({{"tileMatrix", std::to_string(zoom)},
                        {"minTileRow", range->y0},
                        {"maxTileRow", range->y1},
                        {"minTileCol", range->x0},
                        {"maxTileCol", range->x1}});
  return limits;
}

Json summary(const TiledThing& thing, const TileMatrixSet& set, const Box<Wgs84>& bounds) {
  Json json;
  json["title"] = thing.title;
  json["dataType"] = "vector";
  json["crs"] = set.crs;
  json["tileMatrixSetId"] = set.id;
  if (!set.uri.empty()) json["tileMatrixSetURI"] = set.uri;
  if (!bounds.empty()) {
    json["boundingBox"] = {{"lowerLeft", {bounds.min.lon, bounds.min.lat}},
                           {"upperRight", {bounds.max.lon, bounds.max.lat}},
                           {"crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}};
    json["tileMatrixSetLimits"] = limits_json(set, bounds);
  }
  return json;
}

}  // namespace

std::span<const TileMatrixSet> tile_matrix_sets() {
  static constexpr std::array<TileMatrixSet, 2> all{
      {{"WebMercatorQuad", "Google Maps Compatible for the World",
        "http://www.opengis.net/def/crs/EPSG/0/3857",
        "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
        "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible", tiles::TileCrs::wgs84, 0,
        24},
       {"CGCS2000Quad", "CGCS2000 经纬度，级别同天地图 degrees of CGCS2000, levels as in Tianditu",
        "http://www.opengis.net/def/crs/EPSG/0/4490", "", "", tiles::TileCrs::cgcs2000_degrees, 1,
        tiles::max_tile_zoom}}};
  return all;
}

const TileMatrixSet* find_tile_matrix_set(std::string_view id) {
  const auto all = tile_matrix_sets();
  const auto it =
      std::find_if(all.begin(), all.end(), [id](const TileMatrixSet& set) { return set.id == id; });
  return it == all.end() ? nullptr : &*it;
}

std::optional<tiles::TileCoord> tile_in(const TileMatrixSet& set, std::uint64_t matrix,
                                        std::uint64_t row, std::uint64_t column) {
  const auto coord =
      tiles::TileCoord::checked(static_cast<std::int64_t>(matrix),
                                static_cast<std::int64_t>(column), static_cast<std::int64_t>(row));
  if (!coord || coord->z() < set.min_zoom) return std::nullopt;
  if (in_degrees(set) && coord->y() >= (std::uint32_t{1} << (coord->z() - 1))) return std::nullopt;
  return coord;
}

std::optional<tiles::TileRange> limits_in(const TileMatrixSet& set, const Box<Wgs84>& bounds,
                                          int zoom) {
  if (!in_degrees(set)) return tiles::tiles_touched(bounds, zoom, tile_buffer);
  if (bounds.empty()) return std::nullopt;
  const double n = std::exp2(zoom);
  const auto cell = [](double value, double count) {
    return static_cast<std::uint32_t>(std::clamp(std::floor(value), 0.0, count - 1));
  };
  const auto column = [&](double lon) { return (lon + 180) / 360 * n; };
  const auto row = [&](double lat) { return (90 - lat) / 360 * n; };
  return tiles::TileRange{zoom, cell(column(bounds.min.lon) - tile_buffer, n),
                          cell(row(bounds.max.lat) - tile_buffer, n / 2),
                          cell(column(bounds.max.lon) + tile_buffer, n),
                          cell(row(bounds.min.lat) + tile_buffer, n / 2)};
}

Json tile_matrix_sets_json(std::string_view root) {
  Json list = Json::array();
  for (const TileMatrixSet& set : tile_matrix_sets()) {
    Json entry{{"id", set.id}, {"title", set.title}, {"crs", set.crs}};
    if (!set.uri.empty()) entry["uri"] = set.uri;
    entry["links"] = Json::array({link("self", json_type, scheme_url(set, root), set.title)});
    list.push_back(std::move(entry));
  }
  return {{"tileMatrixSets", std::move(list)}};
}

Json tile_matrix_set_json(const TileMatrixSet& set) {
  Json json;
  json["id"] = set.id;
  json["title"] = set.title;
  if (!set.uri.empty()) json["uri"] = set.uri;
  json["crs"] = set.crs;
  json["orderedAxes"] = in_degrees(set) ? Json::array({"Lat", "Lon"}) : Json::array({"X", "Y"});
  if (!set.well_known_scale_set.empty()) json["wellKnownScaleSet"] = set.well_known_scale_set;
  Json matrices = Json::array();
  for (int zoom = set.min_zoom; zoom <= set.max_zoom; ++zoom)
    matrices.push_back(tile_matrix(set, zoom));
  json["tileMatrices"] = std::move(matrices);
  return json;
}

Json tile_sets_json(const TiledThing& thing, const Box<Wgs84>& bounds, std::string_view root) {
  const std::string base = std::string(root) + thing.path + "/tiles";
  Json list = Json::array();
  for (const TileMatrixSet& set : tile_matrix_sets()) {
    Json entry = summary(thing, set, bounds);
    entry["links"] =
        Json::array({link("self", json_type, base + "/" + std::string(set.id), set.title),
                     scheme_link(set, root), item_link(thing, set, root)});
    list.push_back(std::move(entry));
  }
  Json json;
  json["links"] = Json::array({link("self", json_type, base, "本页 this document")});
  json["tilesets"] = std::move(list);
  return json;
}

Json tile_set_json(const TiledThing& thing, const TileMatrixSet& set, const tiles::SourceInfo& info,
                   std::string_view root) {
  const std::string self = std::string(root) + thing.path + "/tiles/" + std::string(set.id);
  Json json = summary(thing, set, info.bounds);
  if (!info.attribution.empty()) json["attribution"] = info.attribution;
  Json layers = Json::array();
  for (const tiles::VectorLayer& layer : info.layers) {
    Json properties = Json::object();
    for (const auto& [name, type] : layer.fields)
      append_member(properties, name,
                    {{"type", type == "Number"    ? "number"
                              : type == "Boolean" ? "boolean"
                                                  : "string"}});
    layers.push_back(
        {{"id", layer.id},
         {"title", layer.description},
         {"dataType", "vector"},
         {"minTileMatrix", std::to_string(std::max(layer.min_zoom, set.min_zoom))},
         {"maxTileMatrix", std::to_string(tiles::max_tile_zoom)},
         {"propertiesSchema", {{"type", "object"}, {"properties", std::move(properties)}}}});
  }
  json["layers"] = std::move(layers);
  json["links"] = Json::array({link("self", json_type, self, "本页 this document"),
                               scheme_link(set, root), item_link(thing, set, root)});
  return json;
}

}  // namespace jintu::catalog
