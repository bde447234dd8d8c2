#include "geo/osm/feature_writer.hpp"

#include <algorithm>
#include <cmath>

#include "geo/geometry/validity.hpp"
#include "geo/osm/input_file.hpp"
#include "geo/osm/node_locations.hpp"
#include "geo/osm/rules/tag_values.hpp"

namespace jintu::osm {

namespace {

char type_letter(const osmium::OSMObject& object) {
  return object.type() == osmium::item_type::node  ? 'n'
         : object.type() == osmium::item_type::way ? 'w'
                                                   : 'r';
}

MultiLineString<Position> line_of(const osmium::Way& way) {
  LineString<Position> line;
  line.points.reserve(way.nodes().size());
  for (const auto& node : way.nodes()) line.points.push_back(to_position(node.location()));
  return {std::move(line)};
}

template <class OsmRing>
Ring<Position> ring_of(const OsmRing& nodes) {
  Ring<Position> ring;
  ring.points.reserve(nodes.size());
  for (const auto& node : nodes) ring.points.push_back(to_position(node.location()));
  return ring;
}

MultiPolygon<Position> polygons_of(const osmium::Area& area) {
  MultiPolygon<Position> polygons;
  for (const auto& outer : area.outer_rings()) {
    Polygon<Position> polygon{ring_of(outer), {}};
    for (const auto& inner : area.inner_rings(outer)) polygon.holes.push_back(ring_of(inner));
    polygons.push_back(std::move(polygon));
  }
  orient(polygons);
  return polygons;
}

bool is_true(const char* text, const std::vector<std::string>& true_values) {
  const std::string_view value(text);
  if (true_values.empty()) return value != "no" && value != "false" && value != "0";
  return std::find(true_values.begin(), true_values.end(), value) != true_values.end();
}

// Text, number or true, as the type wants; monostate when the tags do not have it.
Value from_tags(const FieldRule& field, const osmium::TagList& tags) {
  if (field.field.type == FieldType::integer || field.field.type == FieldType::real) {
    const auto number = tagged_number(tags, field.number);
    if (!number) return {};
    if (field.field.type == FieldType::real) return *number;
    if (*number != std::floor(*number) || std::abs(*number) > 9e15) return {};
    return static_cast<std::int64_t>(*number);
  }
  const char* text = first_tag(tags, field.number.tags);
  if (!text) return {};
  if (field.field.type == FieldType::text) return std::string(text);
  // false is not written: an absent property says the same in less.
  return is_true(text, field.true_values) ? Value(true) : Value();
}

}  // namespace

FeatureId feature_id(std::int64_t osm_id, char type) {
  const std::int64_t digit = type == 'n' ? 1 : type == 'w' ? 2 : 3;
  return osm_id > 0 ? FeatureId{osm_id * 10 + digit} : FeatureId{-osm_id * 10 + 3 + digit};
}

FeatureWriter::FeatureWriter(const TagRules& rules, AppendQueue& queue, Reporter& reporter,
                             OsmReport& report)
    : rules_(rules), queue_(queue), reporter_(reporter) {
  for (const auto& layer : rules.layers()) counts_.push_back(&report.features[layer.schema.name]);
}

void FeatureWriter::start() {
  for (const auto& layer : rules_.layers()) queue_.replace_bulk_layer(layer.schema);
}

void FeatureWriter::node(const osmium::Node& node, std::span<const Hit> hits) {
  if (hits.empty()) return;
  if (!node.location().valid()) {
    reporter_.object(node, "invalid_location",
                     "坐标缺失或超出范围 no coordinates, or out of range");
    return;
  }
  for (const Hit& hit : hits)
    write(hit, {node, 0, nullptr}, MultiPoint<Position>{to_position(node.location())});
}

void FeatureWriter::way(const osmium::Way& way, std::span<const Hit> hits,
                        const WayContext& context) {
  if (hits.empty()) return;
  const auto& nodes = way.nodes();
  const bool line = std::any_of(nodes.begin(), nodes.end(), [&](const auto& n) {
    return n.location() != nodes.front().location();
  });
  if (!line) {
    reporter_.object(way, "too_few_points", "线少于两个不同的点 a line needs two distinct points",
                     nodes.empty() ? osmium::Location{} : nodes.front().location());
    return;
  }
  for (const Hit& hit : hits) {
    auto lines = line_of(way);
    const auto& reverse_if = rules_.layers()[hit.rule->layer].reverse_if;
    if (!reverse_if.conditions.empty() && reverse_if.holds(way.tags()))
      std::reverse(lines[0].points.begin(), lines[0].points.end());
    write(hit, {way, 0, &context}, std::move(lines));
  }
}

void FeatureWriter::area(const osmium::OSMObject& object, const osmium::Area& area,
                         std::span<const Hit> hits) {
  if (!hits.empty()) this->area(object, polygons_of(area), hits);
}

void FeatureWriter::area(const osmium::OSMObject& object, MultiPolygon<Position> polygons,
                         std::span<const Hit> hits) {
  const bool measured = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return rules_.layers()[hit.rule->layer].needs_area;
  });
  const bool pointed = std::any_of(hits.begin(), hits.end(), [](const Hit& hit) {
    return hit.rule->geometry == GeometryKind::point;
  });
  const Subject subject{object, measured ? jintu::area(polygons).value() : 0, nullptr};
  const Position point = pointed ? label_point(polygons) : Position{};
  for (const Hit& hit : hits) {
    if (hit.rule->geometry == GeometryKind::point) {
      write(hit, subject, MultiPoint<Position>{point});
    } else if (&hit == &hits.back()) {
      write(hit, subject, std::move(polygons));
      break;
    } else {
      write(hit, subject, polygons);
    }
  }
}

std::vector<std::pair<std::size_t, Value>> FeatureWriter::tag_values(
    std::uint16_t layer, std::span<const std::size_t> fields, const osmium::TagList& tags) const {
  std::vector<std::pair<std::size_t, Value>> values;
  for (const std::size_t field : fields) {
    Value value = from_tags(rules_.layers()[layer].fields[field], tags);
    if (const auto* text = std::get_if<std::string>(&value); text && !is_utf8(*text)) continue;
    if (value.index() != 0) values.emplace_back(field, std::move(value));
  }
  return values;
}

Value FeatureWriter::checked_text(const char* text, const FieldRule& field,
                                  const Subject& subject) {
  if (is_utf8(text)) return std::string(text);
  reporter_.object(subject.object, "bad_utf8",
                   field.field.name + ": 不是 UTF-8, 属性留空 not UTF-8, the property is left out",
                   osmium::Location(), Outcome::kept);
  return {};
}

Value FeatureWriter::checked_number(const FieldRule& field, const Subject& subject) {
  const auto& tags = subject.object.tags();
  Value value = from_tags(field, tags);
  if (value.index() != 0 || field.field.type == FieldType::boolean) return value;
  if (const char* text = first_tag(tags, field.number.tags)) {
    reporter_.object(subject.object, "bad_value",
                     field.field.name + " = \"" + text +
                         "\": 不是可用的数, 属性留空 no usable number, the property is left out",
                     osmium::Location(), Outcome::kept);
  }
  return value;
}

Value FeatureWriter::value(const FieldRule& field, const Hit& hit, const Subject& subject) {
  const auto& tags = subject.object.tags();
  if (!field.only_if.holds(tags)) return {};
  switch (field.kind) {
    case FieldRule::Kind::tags:
      if (field.field.type == FieldType::text) {
        const char* text = first_tag(tags, field.number.tags);
        return text ? checked_text(text, field, subject) : Value();
      }
      return checked_number(field, subject);
    case FieldRule::Kind::klass:
      return hit.klass.empty() ? Value() : Value(std::string(hit.klass));
    case FieldRule::Kind::class_map: {
      const auto found = field.by_class.find(std::string(hit.klass));
      return found == field.by_class.end() ? Value() : Value(found->second);
    }
    case FieldRule::Kind::area:
      if (subject.area <= 0) return {};
      return field.times ? scaled_area(subject.area, *field.times, tags) : subject.area;
    case FieldRule::Kind::osm_type:
      return std::string(osmium::item_type_to_name(subject.object.type()));
    case FieldRule::Kind::osm_id:
      return std::int64_t{subject.object.id()};
    case FieldRule::Kind::boundary_level:
      if (!subject.context || !subject.context->boundary_level) return {};
      return std::int64_t{*subject.context->boundary_level};
    case FieldRule::Kind::set:
      return {};
  }
  return {};
}

void FeatureWriter::write(const Hit& hit, const Subject& subject, Geometry<Position> geometry) {
  const LayerRules& layer = rules_.layers()[hit.rule->layer];
  Feature feature;
  feature.id = feature_id(subject.object.id(), type_letter(subject.object));
  feature.geometry = std::move(geometry);
  // A closed way may stand in a layer of any kind twice, as an area and as a line: 7 and 8 are the
  // line.
  if (layer.schema.geometry == GeometryKind::any &&
      kind_of(feature.geometry) == GeometryKind::line) {
    feature.id.value += subject.object.id() > 0 ? 5 : 3;
  }
  const WayContext::Inherited* inherited = nullptr;
  if (subject.context && subject.context->inherited) {
    for (const auto& candidate : *subject.context->inherited)
      if (candidate.layer == hit.rule->layer) inherited = &candidate;
  }
  for (std::size_t i = 0; i < layer.fields.size(); ++i) {
    Value value = this->value(layer.fields[i], hit, subject);
    for (const auto& [field, constant] : hit.rule->set)
      if (field == i) value = constant;
    if (inherited && value.index() == 0) {
      for (const auto& [field, from_relation] : inherited->values)
        if (field == i) value = from_relation;
    }
    feature.properties.set(layer.fields[i].field.name, std::move(value));
  }
  queue_.append(layer.schema.name, std::move(feature));
  ++*counts_[hit.rule->layer];
}

}  // namespace jintu::osm
