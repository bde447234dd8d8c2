#include "tiles/build/describe_archive.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/base/json_limits.hpp"
#include "tiles/source/live_source.hpp"

namespace jintu::tiles {

Json vector_layers_json(PreparedLayers layers, int max_zoom) {
  Json out = Json::array();
  for (const auto& layer : layers) {
    if (layer->features().empty()) continue;
    const VectorLayer entry = describe(*layer);
    Json fields = Json::object();
    for (const auto& [name, type] : entry.fields) append_member(fields, name, type);
    out.push_back({{"id", entry.id},
                   {"description", entry.description},
                   {"minzoom", entry.min_zoom},
                   {"maxzoom", std::min(entry.max_zoom, max_zoom)},
                   {"fields", std::move(fields)}});
  }
  return out;
}

ArchiveInfo archive_info(PreparedLayers layers, const PyramidOptions& options) {
  ArchiveInfo info;
  for (const auto& layer : layers) info.bounds.add(layer->bounds());
  if (options.bounds) info.bounds = *options.bounds;
  if (!info.bounds.empty())
    info.center = {(info.bounds.min.lon + info.bounds.max.lon) / 2,
                   (info.bounds.min.lat + info.bounds.max.lat) / 2};
  const double width = std::max(1e-6, info.bounds.max.lon - info.bounds.min.lon);
  info.center_zoom =
      std::clamp(static_cast<int>(std::log2(360 / width)), options.min_zoom, options.max_zoom);
  return info;
}

}  // namespace jintu::tiles
