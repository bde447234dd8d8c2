#include "services/catalog/style.hpp"

#include <algorithm>

#include "geo/base/error.hpp"

namespace jintu::catalog {

namespace {

/// "night_streets" of "night_streets_accuracy": the source that a tile layer comes from.
std::string source_of(std::string layer) {
  for (const std::string_view end : {"_border", "_label", "_boundary", "_accuracy"})
    if (layer.size() > end.size() && layer.substr(layer.size() - end.size()) == end)
      layer.resize(layer.size() - end.size());
  return layer;
}

bool drawn(const Json& layer, const StyleGround& ground) {
  if (!layer.contains("source")) return true;  // the background
  const std::string source = layer["source"].get<std::string>();
  if (source == "basemap") return ground.basemap;
  if (source != "live") return false;  // what is opened, where the person is
  const std::string name = source_of(layer.value("source-layer", ""));
  return std::find(ground.live.begin(), ground.live.end(), name) != ground.live.end();
}

}  // namespace

Json styles_json(std::string_view root) {
  Json list = Json::array();
  for (const StyleName& style : style_names)
    list.push_back({{"id", style.id},
                    {"title", style.title},
                    {"links",
                     {{{"rel", "stylesheet"},
                       {"type", "application/vnd.mapbox.style+json"},
                       {"href", std::string(root) + "/styles/" + std::string(style.id) + ".json"},
                       {"title", style.title}}}}});
  return {{"default", style_names.front().id}, {"styles", std::move(list)}};
}

Json style_json(const Json& built, std::string_view id, const StyleGround& ground) {
  if (!built.is_object() || !built.contains("layers") || !built["layers"].is_array() ||
      !built.contains("sources"))
    throw Error(ErrorCode::internal, "the built style is no style");
  const std::string root(ground.root);
  Json style;
  style["version"] = 8;
  style["name"] = built.value("name", std::string(id));
  if (ground.sprites) style["sprite"] = root + "/sprites/" + std::string(id);
  Json sources = Json::object();
  if (!ground.live.empty()) {
    std::string ids;
    for (const std::string& one : ground.live) ids += (ids.empty() ? "" : ",") + one;
    Json live = built["sources"].value("live", Json::object());
    live["tiles"] = Json::array({root + "/tiles/" + ids + "/{z}/{x}/{y}.mvt"});
    const auto& b = ground.bounds;
    if (b.empty())
      live.erase("bounds");
    else
      live["bounds"] = {b.min.lon, b.min.lat, b.max.lon, b.max.lat};
    sources["live"] = std::move(live);
  }
  if (ground.basemap) {
    sources["basemap"] = built["sources"].value("basemap", Json::object());
    sources["basemap"]["tiles"] = Json::array({root + "/tiles/basemap/{z}/{x}/{y}.mvt"});
    sources["basemap"]["attribution"] = "© OpenStreetMap contributors";
  }
  style["sources"] = std::move(sources);
  Json layers = Json::array();
  for (const Json& layer : built["layers"])
    if (drawn(layer, ground)) layers.push_back(layer);
  style["layers"] = std::move(layers);
  return style;
}

}  // namespace jintu::catalog
