#include "tiles/source/derived_layers.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "geo/crs/transform.hpp"
#include "geo/geometry/validity.hpp"
#include "tiles/source/border_lines.hpp"

namespace jintu::tiles {
namespace {

using Layers = std::vector<std::shared_ptr<const PreparedLayer>>;
using Names = std::initializer_list<std::string_view>;

LayerRules rules(std::string name, std::string description) {
  LayerRules r;
  r.name = std::move(name);
  r.description = std::move(description);
  r.keep_priority = 10;
  return r;
}

std::string text_id(const Feature& f) {
  const auto id = f.properties.text("id");
  return id.empty() ? f.key : std::string(id);
}

/// The named properties that are known; `id` is always there.
Properties chosen(const Feature& f, Names names) {
  Properties out;
  for (const auto name : names) {
    if (name == "id") {
      out.set(name, text_id(f));
    } else if (const Value* value = f.properties.find(name)) {
      const auto* text = std::get_if<std::string>(value);
      if (!std::holds_alternative<std::monostate>(*value) && !(text && text->empty()))
        out.set(name, *value);
    }
  }
  return out;
}

Properties with_more(const Feature& f, Properties properties, const LiveVariant& variant) {
  if (variant.add_properties) variant.add_properties(f, properties);
  return properties;
}

std::optional<Position> property_position(const Feature& f, std::string_view lon,
                                          std::string_view lat) {
  const double x = f.properties.number(lon, 1e9), y = f.properties.number(lat, 1e9);
  return checked_lonlat<Wgs84>(x, y);
}

Position label_of(const Feature& f, const MultiPolygon<Position>& polygons) {
  if (const auto given = property_position(f, "label_lon", "label_lat")) return *given;
  return label_point(polygons);
}

/// Where the point of a record is drawn; nothing when its place is not known.
std::optional<Position> point_of(const Feature& f) {
  if (const auto* points = std::get_if<MultiPoint<Position>>(&f.geometry))
    if (!points->empty()) return points->front();
  if (const auto given = property_position(f, "lon", "lat")) return given;
  if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&f.geometry))
    return label_of(f, *polygons);
  return std::nullopt;
}

MultiPolygon<Position> disc(Position centre, Metres radius) {
  constexpr int corners = 64;
  Polygon<Position> polygon;
  for (int i = 0; i < corners; ++i)  // counter-clockwise
    polygon.outer.points.push_back(travel(centre, -360.0 * i / corners, radius));
  polygon.outer.points.push_back(polygon.outer.points.front());
  return {polygon};
}

/// Records known by district stand below its label, one under the other.
class DistrictPlaces {
 public:
  explicit DistrictPlaces(const Layer* districts) : districts_(districts) {}

  std::optional<Position> next(const Feature& f) {
    const std::string code(f.properties.text("district_code"));
    const Feature* district = districts_ ? districts_->find(code) : nullptr;
    const auto* polygons =
        district ? std::get_if<MultiPolygon<Position>>(&district->geometry) : nullptr;
    if (!polygons || polygons->empty()) return std::nullopt;
    const int place = ++taken_[code];
    return travel(label_of(*district, *polygons), 180, Metres::of(900.0 * place));
  }

 private:
  const Layer* districts_;
  std::map<std::string, int> taken_;
};

Layers districts(const Layer& layer, const LiveVariant& variant) {
  const Names names{"id", "name_zh", "name_en", "group", "accuracy_m"};
  LayerRules area = rules("districts", "区 districts");
  area.borders = Borders::shared;
  PreparedLayerBuilder areas(area, variant.crs),
      borders(rules("districts_border", "区界 district borders"), variant.crs),
      labels(rules("districts_label", "区名 one label point a district"), variant.crs);
  std::set<std::string, std::less<>> shown;
  for (const Feature& f : layer.features()) {
    const auto* polygons = std::get_if<MultiPolygon<Position>>(&f.geometry);
    if (!polygons || polygons->empty() || !variant.shown(f)) continue;
    shown.insert(f.key);
    const auto id = static_cast<std::uint64_t>(f.id.value);
    const Properties properties = with_more(f, chosen(f, names), variant);
    areas.add(id, f.geometry, properties);
    labels.add(id, MultiPoint<Position>{label_of(f, *polygons)}, properties);
  }
  for (BorderLine& border : border_lines(layer)) {
    if (!shown.contains(border.left) && !shown.contains(border.right)) continue;
    Properties properties;
    properties.set("level", std::string(border.right.empty() ? "outer" : "inner"));
    properties.set("left", border.left);
    if (!border.right.empty()) properties.set("right", border.right);
    borders.add(0, std::move(border.lines), properties);
  }
  return {std::move(areas).finish(), std::move(borders).finish(), std::move(labels).finish()};
}

struct PointPlan {
  Names point;       ///< properties of the point layer
  bool boundary;     ///< outlines are a layer of their own
  bool accuracy;     ///< discs round points without outline
  bool by_district;  ///< records with `placement` district stand beside its label
};

Layers point_layers(const Layer& layer, const Layer* district_layer, const PointPlan& plan,
                    const LiveVariant& variant) {
  const std::string& name = layer.schema().name;
  LayerRules outline = rules(name + "_boundary", "轮廓 outlines");
  outline.borders = Borders::shared;
  PreparedLayerBuilder points(rules(name, layer.schema().title), variant.crs),
      outlines(outline, variant.crs),
      discs(rules(name + "_accuracy", "位置精度 accuracy of the position"), variant.crs);
  DistrictPlaces places(district_layer);
  for (const Feature& f : layer.features()) {
    const auto id = static_cast<std::uint64_t>(f.id.value);
    const auto* polygons = std::get_if<MultiPolygon<Position>>(&f.geometry);
    const bool known = f.geometry.index() != 0;
    auto at = known ? point_of(f) : std::nullopt;
    if (!known && plan.by_district && f.properties.text("placement") == "district")
      at = places.next(f);
    if (!variant.shown(f)) continue;  // only here: places are taken by all
    if (at) points.add(id, MultiPoint<Position>{*at}, with_more(f, chosen(f, plan.point), variant));
    if (polygons && plan.boundary) {
      Properties properties = chosen(f, {"id", "name_zh", "boundary_status"});
      if (const double m = f.properties.number("boundary_accuracy_m", -1); m >= 0)
        properties.set("accuracy_m", m);
      outlines.add(id, f.geometry, properties);
    }
    const double radius = f.properties.number("position_accuracy_m", 0);
    if (plan.accuracy && known && !polygons && at && radius > 0) {
      Properties properties = chosen(f, {"id"});
      properties.set("accuracy_m", radius);
      discs.add(id, disc(*at, Metres::of(radius)), properties);
    }
  }
  Layers layers{std::move(points).finish()};
  if (plan.boundary) layers.push_back(std::move(outlines).finish());
  if (plan.accuracy) layers.push_back(std::move(discs).finish());
  return layers;
}

PreparedLayerBuilder as_it_is(const Layer& layer, const LiveVariant& variant) {
  PreparedLayerBuilder builder(rules(layer.schema().name, layer.schema().title), variant.crs);
  for (const Feature& f : layer.features())
    if (variant.shown(f))
      builder.add(static_cast<std::uint64_t>(std::max<std::int64_t>(f.id.value, 0)), f.geometry,
                  with_more(f, f.properties, variant));
  return builder;
}

}  // namespace

bool served_as_it_is(std::string_view name) {
  static constexpr std::string_view product[] = {"districts", "carriers",      "night_streets",
                                                 "lockers",   "checkin_spots", "heritage_blocks"};
  return std::find(std::begin(product), std::end(product), name) == std::end(product);
}

Layers derive_layers(const Layer& layer, const Layer* district_layer, const LiveVariant& variant) {
  const std::string& name = layer.schema().name;
  if (name == "districts") return districts(layer, variant);
  if (name == "carriers")
    return point_layers(layer, district_layer,
                        {{"id", "name_zh", "name_en", "kind", "theme", "status", "named_in_plan",
                          "boundary_status", "position_accuracy_m", "placement"},
                         true,
                         true,
                         true},
                        variant);
  if (name == "night_streets")
    return point_layers(layer, nullptr,
                        {{"id", "name_zh", "name_en", "kind", "brand", "brand_status",
                          "hours_status", "position_accuracy_m"},
                         false,
                         true,
                         false},
                        variant);
  if (name == "lockers")
    return point_layers(layer, nullptr,
                        {{"id", "name_zh", "name_en", "kind", "operator", "compartments", "sample"},
                         false,
                         false,
                         false},
                        variant);
  if (name == "checkin_spots")
    return point_layers(
        layer, nullptr,
        {{"id", "name_zh", "name_en", "kind", "position_accuracy_m"}, false, false, false},
        variant);
  if (name == "heritage_blocks")
    return point_layers(
        layer, nullptr,
        {{"id", "name_zh", "name_en", "area_ha", "boundary_status", "position_accuracy_m"},
         true,
         false,
         false},
        variant);
  return {as_it_is(layer, variant).finish()};
}

std::shared_ptr<const PreparedLayer> prepare_as_it_is(const Layer& layer) {
  return as_it_is(layer, {}).finish(PreparedLayerBuilder::Tables::extendable);
}

}  // namespace jintu::tiles
