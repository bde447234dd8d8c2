#include <atomic>

#include "geo/base/json_limits.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::tiles {

namespace {

std::uint64_t next_state() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

TileSource::TileSource() : state_(next_state()) {}

std::string_view to_string(SourceKind kind) {
  switch (kind) {
    case SourceKind::live:
      return "live";
    case SourceKind::archive:
      return "archive";
    case SourceKind::composite:
      return "composite";
  }
  return "";
}

std::string tilejson(const SourceInfo& info, std::string_view tiles_url) {
  Json layers = Json::array();
  for (const auto& l : info.layers) {
    Json fields = Json::object();
    for (const auto& [name, type] : l.fields) append_member(fields, name, type);
    layers.push_back({{"id", l.id},
                      {"description", l.description},
                      {"minzoom", l.min_zoom},
                      {"maxzoom", l.max_zoom},
                      {"fields", std::move(fields)}});
  }
  Json out = {{"tilejson", "3.0.0"}, {"tiles", {tiles_url}}, {"vector_layers", layers}};
  if (!info.name.empty()) out["name"] = info.name;
  if (!info.description.empty()) out["description"] = info.description;
  if (!info.attribution.empty()) out["attribution"] = info.attribution;
  if (info.crs != TileCrs::wgs84) out["crs"] = name_of(info.crs);
  out["scheme"] = "xyz";
  out["minzoom"] = info.min_zoom;
  out["maxzoom"] = info.max_zoom;
  if (!info.bounds.empty()) {
    const auto& b = info.bounds;
    out["bounds"] = {b.min.lon, b.min.lat, b.max.lon, b.max.lat};
    out["center"] = {(b.min.lon + b.max.lon) / 2, (b.min.lat + b.max.lat) / 2, info.min_zoom};
  }
  return out.dump();
}

}  // namespace jintu::tiles
