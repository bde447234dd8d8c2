#include "tests/bench/tiles/layers.hpp"

#include <ctime>

#include "geo/store/open/open.hpp"

namespace jintu::bench {
namespace {

struct Chosen {
  const char* layer;
  std::vector<const char*> attributes;
};

const std::vector<Chosen>& chosen_layers() {
  static const std::vector<Chosen> layers{
      {"osm_buildings", {"height", "name"}},
      {"osm_roads", {"class", "ramp", "bridge", "tunnel", "oneway", "ref", "name", "name_en"}},
      {"osm_landuse", {"class", "name", "name_en"}},
      {"osm_water", {"class", "name", "name_en", "intermittent"}}};
  return layers;
}

tiles::LayerRules layer_rules(const std::string& name, Rules rules) {
  tiles::LayerRules r;
  r.name = name;
  if (rules == Rules::plain) {
    r.tolerance = 0;
  } else {
    r.small_areas = tiles::SmallAreas::keep_as_dust;
    if (name != "osm_buildings") r.dust_group = "class";
  }
  return r;
}

}  // namespace

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

std::vector<SourceLayer> read_layers(const std::string& path) {
  const auto store = open_store(path, OpenMode::read_only);
  std::vector<SourceLayer> layers;
  for (const Chosen& chosen : chosen_layers()) {
    auto& features = layers.emplace_back(SourceLayer{chosen.layer, {}}).features;
    store->scan(chosen.layer, [&](Feature&& feature) {
      Properties kept;
      for (const char* name : chosen.attributes)
        if (const Value* value = feature.properties.find(name)) kept.set(name, *value);
      feature.properties = std::move(kept);
      features.push_back(std::move(feature));
      return true;
    });
  }
  return layers;
}

std::vector<std::shared_ptr<const tiles::PreparedLayer>> prepare(
    const std::vector<SourceLayer>& layers, Rules rules) {
  std::vector<std::shared_ptr<const tiles::PreparedLayer>> out;
  for (const SourceLayer& layer : layers) {
    tiles::PreparedLayerBuilder builder(layer_rules(layer.name, rules));
    for (const Feature& feature : layer.features) builder.add(feature);
    out.push_back(std::move(builder).finish());
  }
  return out;
}

}  // namespace jintu::bench
