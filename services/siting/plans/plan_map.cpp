#include "services/siting/plans/plan_map.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/id_index.hpp"
#include "tiles/source/live_source.hpp"

namespace jintu::siting {

namespace {

LayerSchema demand_schema() {
  return {"demand",
          "需求 demand",
          LayerRole::live,
          GeometryKind::point,
          {{"weight", FieldType::real},
           {"site", FieldType::text},
           {"distance_m", FieldType::real},
           {"served", FieldType::boolean}}};
}

Feature demand_feature(std::string id, Position at, double weight, Value site, Value distance) {
  Feature feature;
  feature.key = std::move(id);
  feature.geometry = MultiPoint<Position>{at};
  auto& p = feature.properties;
  p.set("demand", feature.key);
  p.set("weight", weight);
  p.set("served", site != Value());
  p.set("site", std::move(site));
  p.set("distance_m", std::move(distance));
  return feature;
}

/// Null where there is none, or no object.
const Json& member(const Json& object, const char* name) {
  static const Json none;
  const auto at = object.find(name);
  return at == object.end() ? none : *at;
}

/// The points of a problem as JSON: id → place in the list.
class PointList {
 public:
  PointList(const Json& problem, const char* name)
      : list_(listed(problem, name)),
        index_(list_.size(), [this](std::size_t k) { return id(k); }) {}
  std::size_t size() const { return list_.size(); }
  std::string id(std::size_t k) const { return id_of(member(list_[k], "id")).value_or(""); }
  double weight(std::size_t k) const {
    const Json& weight = member(list_[k], "weight");
    return weight.is_number() ? weight.get<double>() : 1;
  }
  Position at(std::size_t k) const {
    const Json &lon = member(list_[k], "lon"), &lat = member(list_[k], "lat");
    if (!lon.is_number() || !lat.is_number())
      throw Error(ErrorCode::unsupported,
                  "没有坐标 the problem has no places: its plan cannot be drawn");
    return {lon.get<double>(), lat.get<double>()};
  }
  std::size_t place(const std::string& id) const {
    const auto found = index_.find(id);
    if (!found) throw Error(ErrorCode::bad_input, "solution: the problem has no \"" + id + "\"");
    return *found;
  }

 private:
  static const Json& listed(const Json& problem, const char* name) {
    const auto at = problem.find(name);
    if (at == problem.end() || !at->is_array())
      throw Error(ErrorCode::unsupported,
                  std::string(name) +
                      ": 点不在问题里 the points are not in the problem: its plan cannot be drawn");
    return *at;
  }
  const Json& list_;
  IdIndex index_;
};

const Json& list_in(const Json& solution, const char* name, std::size_t size) {
  const auto at = solution.find(name);
  if (at == solution.end() || !at->is_array() || (size != 0 && at->size() != size))
    throw Error(ErrorCode::bad_input, "solution: " + std::string(name) +
                                          ": expected a list, an entry for each demand point");
  return *at;
}

Feature site_feature(const Json& detail, const PointList& candidates) {
  Feature feature;
  feature.key = id_of(member(detail, "id")).value_or("");
  feature.geometry = MultiPoint<Position>{candidates.at(candidates.place(feature.key))};
  feature.properties.set("site", feature.key);
  for (const auto& [name, value] : detail.items()) {
    if (name == "id") continue;
    if (value.is_string()) feature.properties.set(name, value.get<std::string>());
    if (value.is_number_integer())
      feature.properties.set(name, value.get<std::int64_t>());
    else if (value.is_number())
      feature.properties.set(name, value.get<double>());
  }
  return feature;
}

Feature walk_feature(const std::string& demand, Position from, const std::string& site, Position to,
                     double weight, double metres) {
  Feature feature;
  feature.key = demand;
  feature.geometry = MultiLineString<Position>{LineString<Position>{{from, to}}};
  auto& p = feature.properties;
  p.set("demand", demand);
  p.set("site", site);
  p.set("weight", weight);
  p.set("distance_m", metres);
  return feature;
}

std::shared_ptr<const tiles::PreparedLayer> prepared(const FeatureTable& table,
                                                     std::string description, int priority,
                                                     tiles::TileCrs crs) {
  tiles::LayerRules rules;
  rules.name = table.schema.name;
  rules.description = std::move(description);
  rules.keep_priority = priority;
  tiles::PreparedLayerBuilder builder(rules, crs);
  std::uint64_t number = 0;
  for (const Feature& feature : table.features) {
    tiles::FeatureRules own;
    own.importance = feature.properties.number("weight", 0);
    builder.add(++number, feature.geometry, feature.properties, own);
  }
  return std::move(builder).finish();
}

}  // namespace

PlanMap plan_map(const ProblemFile& file, const SitingSolution& s) {
  if (s.open.empty() || !s.conflict.empty())
    throw Error(ErrorCode::conflict, "没有方案 the answer has no plan: " + s.reason);
  PlanMap map{site_features(file, s), walk_features(file, s), demand_features(file, s)};
  for (Feature& site : map.sites.features) site.properties.set("site", site.key);
  for (Feature& demand : map.demand.features) demand.properties.set("demand", demand.key);
  return map;
}

PlanMap plan_map(const Json& problem, const Json& solution) {
  if (!solution.is_object() || !solution.contains("site_details"))
    throw Error(ErrorCode::conflict, "没有方案 the scenario has no plan");
  const PointList demand(problem, "demand"), candidates(problem, "candidates");
  const Json& assignment = list_in(solution, "assignment", demand.size());
  const Json& metres = list_in(solution, "walk_m", demand.size());
  PlanMap map;
  map.sites.schema.name = "sites";
  map.walks.schema.name = "walks";
  map.demand.schema = demand_schema();
  for (const Json& detail : list_in(solution, "site_details", 0))
    map.sites.features.push_back(site_feature(detail, candidates));
  for (std::size_t k = 0; k < demand.size(); ++k) {
    const bool served = assignment[k].is_string() && metres[k].is_number();
    const Value site = served ? Value(assignment[k].get<std::string>()) : Value(),
                walk = served ? Value(metres[k].get<double>()) : Value();
    map.demand.features.push_back(
        demand_feature(demand.id(k), demand.at(k), demand.weight(k), site, walk));
    if (!served || demand.weight(k) <= 0) continue;
    const auto& name = assignment[k].get_ref<const std::string&>();
    map.walks.features.push_back(walk_feature(demand.id(k), demand.at(k), name,
                                              candidates.at(candidates.place(name)),
                                              demand.weight(k), metres[k].get<double>()));
  }
  return map;
}

std::shared_ptr<const tiles::TileSource> plan_source(const std::string& id,
                                                     const std::string& title, const PlanMap& map,
                                                     tiles::TileCrs crs) {
  tiles::SourceInfo info;
  info.id = id;
  info.name = title.empty() ? id : title;
  info.description = "选址方案 a siting plan";
  info.crs = crs;
  return tiles::make_prepared_source(
      std::move(info), {prepared(map.walks, "步行去向 who walks where, straight lines", 0, crs),
                        prepared(map.demand, "需求 demand", 1, crs),
                        prepared(map.sites, "设施 open sites", 2, crs)});
}

PlanSources::Source PlanSources::get(const std::string& name, const std::string& version,
                                     const std::string& datum,
                                     const std::function<Source()>& make) {
  const std::lock_guard lock(mutex_);
  for (auto it = kept_.begin(); it != kept_.end(); ++it) {
    if (it->name != name || it->version != version || it->datum != datum) continue;
    kept_.splice(kept_.begin(), kept_, it);
    return it->source;
  }
  auto source = make();
  kept_.remove_if([&](const Kept& kept) { return kept.name == name && kept.version != version; });
  kept_.push_front({name, version, datum, source});
  while (kept_.size() > most_ || (kept_.size() > 1 && counted() > limit_bytes_)) kept_.pop_back();
  return source;
}

void PlanSources::forget(const std::string& name) {
  const std::lock_guard lock(mutex_);
  kept_.remove_if([&](const Kept& kept) { return kept.name == name; });
}

std::size_t PlanSources::counted() const {
  std::size_t sum = 0;
  for (const Kept& kept : kept_) sum += sizeof kept + kept.source->bytes();
  return sum;
}

std::size_t PlanSources::bytes() const {
  const std::lock_guard lock(mutex_);
  return counted();
}

}  // namespace jintu::siting
