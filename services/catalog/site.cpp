#include "services/catalog/site.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/store/live_layers.hpp"
#include "services/html/html.hpp"

namespace jintu::catalog {

namespace {

/// 津政办发 (2020): the plan's own numbers, not counts of what is stored.
constexpr int planned_themes = 10, planned_spots = 30, planned_carriers = 20;

std::int64_t placed(const Layer& layer) {
  return std::count_if(layer.features().begin(), layer.features().end(),
                       [](const Feature& f) { return kind_of(f.geometry) != GeometryKind::none; });
}

Json bounds_json(const Snapshot& snapshot) {
  const auto districts = snapshot.layer("districts");
  Box<Wgs84> box = districts ? districts->bounds() : Box<Wgs84>{};
  if (box.empty()) box = {{116.70, 38.55}, {118.10, 40.26}};
  const auto out = [](double degrees, double (*round)(double)) {
    return round(degrees * 1e4) / 1e4;
  };
  return Json::array({out(box.min.lon, std::floor), out(box.min.lat, std::floor),
                      out(box.max.lon, std::ceil), out(box.max.lat, std::ceil)});
}

Json basemap_json(const std::optional<Basemap>& basemap) {
  Json json;
  json["present"] = basemap.has_value();
  if (basemap) {
    json["attribution"] = basemap->attribution;
    json["source"] = basemap->source;
    json["built"] = basemap->built;
  }
  return json;
}

Json live_json(const Site& site, const Snapshot& snapshot) {
  Json live = Json::array();
  for (const std::string_view name : live_layer_names()) {
    const auto layer = snapshot.layer(name);
    if (!layer) continue;
    Json entry;
    entry["id"] = name;
    entry["count"] = layer->features().size();
    entry["placed"] = placed(*layer);
    if (const auto facts = site.layers.find(name); facts != site.layers.end()) {
      entry["title"] = facts->second.title_zh;
      entry["title_en"] = facts->second.title_en;
      entry["license"] = facts->second.license;
      entry["source"] = facts->second.source;
      entry["accuracy"] = facts->second.accuracy;
    }
    live.push_back(std::move(entry));
  }
  return live;
}

/// Records of the layers that ship empty.
Json entered_json(const Snapshot& snapshot) {
  Json entered = Json::object();
  for (const EnteredLayer& entry : entered_layers()) {
    const auto layer = snapshot.layer(entry.name);
    entered[std::string(entry.name)] = layer ? layer->features().size() : 0;
  }
  return entered;
}

Json carriers_json(const Snapshot& snapshot) {
  std::int64_t located = 0, by_district = 0, surveyed = 0;
  if (const auto carriers = snapshot.layer("carriers")) {
    located = placed(*carriers);
    by_district = static_cast<std::int64_t>(carriers->features().size()) - located;
    surveyed = std::count_if(
        carriers->features().begin(), carriers->features().end(),
        [](const Feature& f) { return f.properties.text("boundary_status") == "surveyed"; });
  }
  return {{"planned", planned_carriers},
          {"placed", located},
          {"by_district", by_district},
          {"surveyed", surveyed}};
}

std::string text_of(const Json& entry, const char* name) {
  const auto it = entry.find(name);
  return it != entry.end() && it->is_string() ? it->get<std::string>() : std::string();
}

}  // namespace

std::map<std::string, LayerFacts, std::less<>> layer_facts(const Json& manifest) {
  if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_array())
    throw Error(ErrorCode::bad_input,
                "数据清单缺少 files 数组 the manifest has no array \"files\"");
  std::map<std::string, LayerFacts, std::less<>> facts;
  for (const Json& entry : manifest["files"]) {
    const std::string layer = entry.is_object() ? text_of(entry, "layer") : "";
    if (layer.empty()) continue;
    facts[layer] = {text_of(entry, "title_zh"),   text_of(entry, "title_en"),
                    text_of(entry, "license"),    text_of(entry, "source"),
                    text_of(entry, "accuracy"),   text_of(entry, "source_zh"),
                    text_of(entry, "accuracy_zh")};
  }
  return facts;
}

std::string attribution(const Site& site, std::string_view layer) {
  const auto facts = site.layers.find(layer);
  if (facts == site.layers.end() || facts->second.source.empty()) return "";
  const std::string& license = facts->second.license;
  return html::text(facts->second.source + (license.empty() ? "" : " (" + license + ")")).str();
}

Json site_json(const Site& site, const Snapshot& snapshot) {
  const bool reviewed = !site.review_number.empty();
  Json json;
  json["name"] = "津图";
  json["name_en"] = "Jintu";
  json["version"] = site.version;
  json["revision"] = snapshot.revision().value;
  json["review_number"] = reviewed ? Json(site.review_number) : Json(nullptr);
  json["notice"] = reviewed ? Json(nullptr) : Json("示例数据 未经审图");
  json["release"] = site.release ? Json{{"number", site.release->number},
                                        {"time", site.release->time},
                                        {"note", site.release->note}}
                                 : Json(nullptr);
  json["bounds"] = bounds_json(snapshot);
  json["center"] = Json::array({site.longitude, site.latitude});
  json["zoom"] = site.zoom;
  json["basemap"] = basemap_json(site.basemap);
  json["live"] = live_json(site, snapshot);
  json["entered"] = entered_json(snapshot);
  json["plan"] = {
      {"themes", planned_themes}, {"spots", planned_spots}, {"carriers", planned_carriers}};
  json["carriers"] = carriers_json(snapshot);
  return json;
}

}  // namespace jintu::catalog
