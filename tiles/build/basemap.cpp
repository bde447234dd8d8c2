#include "tiles/build/basemap.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "tiles/build/describe_archive.hpp"
#include "tiles/build/prepare_basemap.hpp"

namespace jintu::tiles {
namespace {

BasemapRules chosen(BasemapRules rules, const std::vector<std::string>& names) {
  if (names.empty()) return rules;
  std::string known;
  for (const auto& layer : rules.layers) known += (known.empty() ? "" : ", ") + layer.rules.name;
  for (const auto& name : names)
    if (std::none_of(rules.layers.begin(), rules.layers.end(),
                     [&](const auto& l) { return l.rules.name == name; }))
      throw Error(ErrorCode::bad_input,
                  "没有图层 no layer \"" + name + "\" in the rules; there are: " + known);
  std::erase_if(rules.layers, [&](const auto& l) {
    return std::find(names.begin(), names.end(), l.rules.name) == names.end();
  });
  return rules;
}

std::string metadata(const FeatureStore& store, const BasemapRules& rules, PreparedLayers layers,
                     const BasemapOptions& options) {
  Json json{{"name", rules.name},
            {"description", rules.description},
            {"attribution", rules.attribution},
            {"type", "baselayer"},
            {"version", "2"},
            {"vector_layers", vector_layers_json(layers, options.pyramid.max_zoom)}};
  if (options.crs != TileCrs::wgs84) json["crs"] = name_of(options.crs);
  if (const std::string source = store.meta("osm.source"); !source.empty()) json["source"] = source;
  if (const std::string time = store.meta("osm.timestamp"); !time.empty())
    json["source_timestamp"] = time;
  return json.dump();
}

}  // namespace

BasemapReport build_basemap(const FeatureStore& store, const BasemapRules& all,
                            const std::string& path, const BasemapOptions& options,
                            const Progress& progress) {
  const BasemapRules rules = chosen(all, options.layers);
  const auto prepared =
      prepare_basemap(store, rules, options.crs, options.pyramid.thread_count(), progress);
  BasemapReport report;
  for (const auto& layer : prepared)
    if (layer->features().empty()) report.empty_layers.push_back(layer->rules().name);
  ArchiveInfo info = archive_info(prepared, options.pyramid);
  info.metadata = metadata(store, rules, prepared, options);
  report.pyramid = build_pyramid(prepared, path, std::move(info), options.pyramid, progress);
  return report;
}

}  // namespace jintu::tiles
