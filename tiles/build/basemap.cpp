#include "tiles/build/basemap.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "tiles/build/prepare_basemap.hpp"
#include "tiles/source/live_source.hpp"

namespace jintu::tiles {
namespace {

BasemapRules chosen(BasemapRules rules, const std::vector<std::string>& names) {
  if (names.empty()) return rules;
  std::string known;
  for (const auto& layer : rules.layers) known += (known.empty() ? "" : ", ") + layer.rules.name;
  for (const auto& name : names)
    if (std::none_of(rules.layers.begin(), rules.layers.end(), [&](const auto& l) { return l.rules.name == name; }))
      throw Error(ErrorCode::bad_input, "没有图层 no layer \"" + name + "\" in the rules; there are: " + known);
  std::erase_if(rules.layers, [&](const auto& l) { return std::find(names.begin(), names.end(), l.rules.name) == names.end(); });
  return rules;
}

std::string metadata(const FeatureStore& store, const BasemapRules& rules, PreparedLayers layers, int max_zoom) {
  Json vector_layers = Json::array();
  for (const auto& layer : layers) {
    if (layer->features().empty()) continue;
    const VectorLayer entry = describe(*layer);
    Json fields = Json::object();
    for (const auto& [name, type] : entry.fields) fields[name] = type;
    vector_layers.push_back({{"id", entry.id}, {"description", entry.description}, {"minzoom", entry.min_zoom},
                             {"maxzoom", std::min(entry.max_zoom, max_zoom)}, {"fields", fields}});
  }
  Json json{{"name", rules.name}, {"description", rules.description}, {"attribution", rules.attribution},
            {"type", "baselayer"}, {"version", "2"}, {"vector_layers", vector_layers}};
  if (const std::string source = store.meta("osm.source"); !source.empty()) json["source"] = source;
  if (const std::string time = store.meta("osm.timestamp"); !time.empty()) json["source_timestamp"] = time;
  return json.dump();
}

ArchiveInfo info_of(PreparedLayers layers, const PyramidOptions& options) {
  ArchiveInfo info;
  for (const auto& layer : layers) info.bounds.add(layer->bounds());
  if (options.bounds) info.bounds = *options.bounds;
  if (!info.bounds.empty())
    info.center = {(info.bounds.min.lon + info.bounds.max.lon) / 2, (info.bounds.min.lat + info.bounds.max.lat) / 2};
  const double width = std::max(1e-6, info.bounds.max.lon - info.bounds.min.lon);
  info.center_zoom = std::clamp(static_cast<int>(std::log2(360 / width)), options.min_zoom, options.max_zoom);
  return info;
}

}  // namespace

BasemapReport build_basemap(const FeatureStore& store, const BasemapRules& all, const std::string& path,
                            const BasemapOptions& options, const Progress& progress) {
  const BasemapRules rules = chosen(all, options.layers);
  const auto prepared = prepare_basemap(store, rules, progress);
  BasemapReport report;
  for (const auto& layer : prepared)
    if (layer->features().empty()) report.empty_layers.push_back(layer->rules().name);
  ArchiveInfo info = info_of(prepared, options.pyramid);
  info.metadata = metadata(store, rules, prepared, options.pyramid.max_zoom);
  report.pyramid = build_pyramid(prepared, path, std::move(info), options.pyramid, progress);
  return report;
}

}  // namespace jintu::tiles
