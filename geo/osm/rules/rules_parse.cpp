// rules.json → TagRules. Strict: an unknown key, type or field is an error that names its rule.
#include <algorithm>
#include <set>

#include "geo/base/error.hpp"
#include "geo/osm/rules/rules.hpp"

namespace jintu::osm {

namespace {

template <class T>
T one_of(const Json& json, const char* key, std::initializer_list<std::pair<const char*, T>> values,
         std::string_view where) {
  const std::string text = need_text(json, key, where);
  std::string known;
  for (const auto& [name, value] : values) {
    if (text == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  bad_rule(where, "\"" + std::string(key) + "\": \"" + text + "\"; 可用 known: " + known);
}

constexpr std::initializer_list<std::pair<const char*, GeometryKind>> geometry_kinds = {
    {"point", GeometryKind::point},
    {"line", GeometryKind::line},
    {"polygon", GeometryKind::polygon},
    {"any", GeometryKind::any}};

double need_number(const Json& json, const char* key, std::string_view where) {
  const Json& value = need(json, key, where);
  if (!value.is_number()) bad_rule(where, "\"" + std::string(key) + "\" 应为数字 must be a number");
  return value.get<double>();
}

void read_range(const Json& json, NumberSource& number, std::string_view where) {
  if (json.contains("min")) number.min = need_number(json, "min", where);
  if (json.contains("max")) number.max = need_number(json, "max", where);
  if (number.min > number.max) bad_rule(where, "min > max");
}

FieldRule::Times parse_times(const Json& json, const std::string& where) {
  only_keys(json, {"tags", "min", "max", "by_tag", "default"}, where);
  FieldRule::Times times;
  times.number.tags = text_list(need(json, "tags", where), where);
  read_range(json, times.number, where);
  times.fallback = need_number(json, "default", where);
  if (const auto by = json.find("by_tag"); by != json.end()) {
    only_keys(*by, {"tag", "map"}, where);
    times.by_tag = need_text(*by, "tag", where);
    for (const auto& [value, factor] : need(*by, "map", where).items()) {
      if (!factor.is_number()) bad_rule(where, "map: " + value + " 应为数字 must be a number");
      times.by_value[value] = factor.get<double>();
    }
  }
  return times;
}

FieldRule parse_field(const Json& json, const std::string& layer) {
  const std::string name = need_text(json, "name", layer);
  const std::string where = layer + ": field " + name;
  only_keys(json,
            {"name", "type", "tags", "value", "parse", "min", "max", "true_values", "map", "times",
             "only_if"},
            where);
  FieldRule rule;
  rule.field = {name, one_of<FieldType>(json, "type",
                                        {{"text", FieldType::text},
                                         {"integer", FieldType::integer},
                                         {"real", FieldType::real},
                                         {"boolean", FieldType::boolean}},
                                        where)};
  if (json.contains("tags") == json.contains("value"))
    bad_rule(where, "需要 \"tags\" 或 \"value\" 之一 exactly one of tags and value is needed");
  if (json.contains("tags")) {
    rule.number.tags = text_list(json["tags"], where);
  } else {
    using K = FieldRule::Kind;
    rule.kind = one_of<K>(json, "value",
                          {{"class", K::klass},
                           {"area", K::area},
                           {"osm_type", K::osm_type},
                           {"osm_id", K::osm_id},
                           {"boundary_level", K::boundary_level},
                           {"set", K::set}},
                          where);
  }
  if (json.contains("parse"))
    rule.number.metres = one_of<bool>(json, "parse", {{"metres", true}, {"number", false}}, where);
  read_range(json, rule.number, where);
  if (json.contains("true_values")) rule.true_values = text_list(json["true_values"], where);
  if (json.contains("only_if")) rule.only_if = parse_match(json["only_if"], where);
  if (json.contains("times")) {
    if (rule.kind != FieldRule::Kind::area)
      bad_rule(where, "\"times\" 仅用于 is for \"value\": \"area\"");
    rule.times = parse_times(json["times"], where);
  }
  if (const auto map = json.find("map"); map != json.end()) {
    if (rule.kind != FieldRule::Kind::klass || rule.field.type != FieldType::integer ||
        !map->is_object())
      bad_rule(where, "\"map\" 是从类别到整数 leads from class to integer");
    rule.kind = FieldRule::Kind::class_map;
    for (const auto& [klass, number] : map->items()) {
      if (!number.is_number_integer())
        bad_rule(where, "map: " + klass + " 应为整数 must be an integer");
      rule.by_class[klass] = number.get<std::int64_t>();
    }
  }
  using K = FieldRule::Kind;
  using T = FieldType;
  const T type = rule.field.type;
  const bool fits =
      rule.kind == K::tags || rule.kind == K::set || (rule.kind == K::area && type == T::real) ||
      ((rule.kind == K::klass || rule.kind == K::osm_type) && type == T::text) ||
      ((rule.kind == K::osm_id || rule.kind == K::boundary_level || rule.kind == K::class_map) &&
       type == T::integer);
  if (!fits) bad_rule(where, "值与类型不符 the value does not fit the type");
  return rule;
}

Value parse_value(const Json& json, FieldType type, const std::string& where) {
  if (type == FieldType::boolean && json.is_boolean()) return json.get<bool>();
  if (type == FieldType::integer && json.is_number_integer()) return json.get<std::int64_t>();
  if (type == FieldType::real && json.is_number()) return json.get<double>();
  if (type == FieldType::text && json.is_string()) return json.get<std::string>();
  bad_rule(where, "\"set\" 与字段类型不符 does not fit the type of the field");
}

GeometryKind natural_geometry(Source source) {
  switch (source) {
    case Source::node:
      return GeometryKind::point;
    case Source::area:
      return GeometryKind::polygon;
    case Source::way:
    case Source::boundary_way:
      return GeometryKind::line;
  }
  return GeometryKind::none;
}

bool allowed(Source source, GeometryKind geometry) {
  return geometry == natural_geometry(source) ||
         (source == Source::area && geometry == GeometryKind::point);
}

}  // namespace

class RuleParser {
 public:
  static TagRules parse(const Json& json, std::string_view source) {
    TagRules rules;
    const std::string where(source);
    only_keys(json, {"version", "areas", "boundaries", "layers"}, where);
    if (need(json, "version", where) != 1) bad_rule(where, "version 应为 must be 1");
    parse_areas(need(json, "areas", where), rules, where + ": areas");
    parse_boundaries(need(json, "boundaries", where), rules, where + ": boundaries");
    const Json& layers = need(json, "layers", where);
    if (!layers.is_array() || layers.empty() || layers.size() > 1000)
      bad_rule(where, "layers 应为列表 must be a list");
    std::set<std::string> names;
    for (const Json& layer : layers) {
      const std::string name = need_text(layer, "name", where + ": layers");
      if (!names.insert(name).second) bad_rule(where, "图层重复 two layers are called " + name);
      parse_layer(layer, name, rules, where + ": " + name);
    }
    rules.build_index();
    return rules;
  }

 private:
  static void parse_areas(const Json& json, TagRules& rules, const std::string& where) {
    only_keys(json, {"relation_types", "not_area"}, where);
    Condition type;
    type.key = "type";
    type.must_exist = true;
    type.among = text_list(need(json, "relation_types", where), where);
    rules.area_relation_.conditions.push_back(type);
    rules.not_area_ = parse_match(need(json, "not_area", where), where);
    if (rules.not_area_.conditions.empty()) bad_rule(where, "not_area 不能为空 must not be empty");
  }

  static void parse_boundaries(const Json& json, TagRules& rules, const std::string& where) {
    only_keys(json, {"relations", "ways", "level_tag", "min_level", "max_level"}, where);
    rules.boundary_relation_ = parse_match(need(json, "relations", where), where);
    rules.boundary_way_ = parse_match(need(json, "ways", where), where);
    rules.level_tag_ = need_text(json, "level_tag", where);
    rules.min_level_ = static_cast<int>(need_number(json, "min_level", where));
    rules.max_level_ = static_cast<int>(need_number(json, "max_level", where));
  }

  static void parse_layer(const Json& json, const std::string& name, TagRules& rules,
                          const std::string& where) {
    only_keys(
        json,
        {"name", "title", "geometry", "broken_areas", "fields", "reverse_if", "inherit", "rules"},
        where);
    LayerRules layer;
    layer.schema.name = name;
    if (name.empty() || name.size() > 63 || !(name[0] >= 'a' && name[0] <= 'z') ||
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
      bad_rule(where, "图层名应为 a layer's name is [a-z][a-z0-9_]{0,62}");
    if (name == "walk_nodes" || name == "walk_edges")
      bad_rule(where, "步行网络见 walking.json the walking network has rules of its own");
    layer.schema.title = need_text(json, "title", where);
    layer.schema.role = LayerRole::bulk;
    layer.schema.geometry = one_of<GeometryKind>(json, "geometry", geometry_kinds, where);
    if (json.contains("broken_areas")) {
      const std::string word = need_text(json, "broken_areas", where);
      if (word != "reject" && word != "mend")
        bad_rule(where, "broken_areas 应为 should be reject or mend, not " + word);
      layer.mends_areas = word == "mend";
    }
    for (const Json& field : need(json, "fields", where)) {
      layer.fields.push_back(parse_field(field, where));
      const FieldRule& added = layer.fields.back();
      for (const auto& before : layer.schema.fields)
        if (before.name == added.field.name)
          bad_rule(where, "字段重复 two fields are called " + before.name);
      layer.schema.fields.push_back(added.field);
      layer.needs_area |= added.kind == FieldRule::Kind::area;
    }
    if (json.contains("reverse_if")) layer.reverse_if = parse_match(json["reverse_if"], where);
    if (json.contains("inherit")) parse_inherit(json["inherit"], layer, where + ": inherit");
    rules.layers_.push_back(std::move(layer));
    std::set<std::string> ids;
    for (const Json& rule : need(json, "rules", where)) {
      const std::string id = need_text(rule, "id", where);
      if (!ids.insert(id).second) bad_rule(where, "规则重复 two rules are called " + id);
      parse_rule(rule, id, rules, where + ": rule " + id);
    }
  }

  static void parse_inherit(const Json& json, LayerRules& layer, const std::string& where) {
    only_keys(json, {"match", "fields"}, where);
    layer.inherit_from = parse_match(need(json, "match", where), where);
    if (!layer.inherit_from.anchor())
      bad_rule(where, "需要至少一个标签条件 at least one tag must be asked for");
    for (const auto& name : text_list(need(json, "fields", where), where))
      layer.inherited.push_back(field_index(layer, name, where));
  }

  static std::size_t field_index(const LayerRules& layer, const std::string& name,
                                 const std::string& where) {
    const auto& fields = layer.schema.fields;
    const auto it =
        std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
    if (it == fields.end()) bad_rule(where, "未知字段 unknown field \"" + name + "\"");
    return static_cast<std::size_t>(it - fields.begin());
  }

  static void parse_rule(const Json& json, const std::string& id, TagRules& rules,
                         const std::string& where) {
    only_keys(json, {"id", "from", "geometry", "match", "class", "class_from", "set", "drop"},
              where);
    const LayerRules& layer = rules.layers_.back();
    Rule rule;
    rule.id = id;
    rule.layer = static_cast<std::uint16_t>(rules.layers_.size() - 1);
    rule.match = parse_match(need(json, "match", where), where);
    if (json.contains("drop")) {
      if (json["drop"] != true || json.contains("class") || json.contains("set"))
        bad_rule(where, "\"drop\": true 不能与 class 同用 stands alone");
      rule.drop = true;
    }
    std::uint8_t sources = 0;
    for (const auto& from : text_list(need(json, "from", where), where)) {
      const Source source = one_of<Source>(Json{{"from", from}}, "from",
                                           {{"node", Source::node},
                                            {"way", Source::way},
                                            {"area", Source::area},
                                            {"boundary_way", Source::boundary_way}},
                                           where);
      sources |= static_cast<std::uint8_t>(1 << static_cast<int>(source));
      const GeometryKind geometry =
          json.contains("geometry") ? one_of<GeometryKind>(json, "geometry", geometry_kinds, where)
                                    : natural_geometry(source);
      if (rule.geometry != GeometryKind::none && geometry != rule.geometry && !rule.drop)
        bad_rule(where, "来源的几何类型不同 these sources give different geometries");
      rule.geometry = geometry;
      if (rule.drop) continue;
      if (!allowed(source, geometry))
        bad_rule(where, "\"" + from + "\" 不能得到该几何 cannot give that geometry");
      if (layer.schema.geometry != GeometryKind::any && layer.schema.geometry != geometry)
        bad_rule(where, "几何与图层不符 the geometry is not the layer's");
    }
    if (!rule.match.anchor() && sources != 1 << static_cast<int>(Source::boundary_way))
      bad_rule(where, "需要至少一个标签条件 at least one tag must be asked for");
    parse_class(json, rule, where);
    if (json.contains("set")) {
      for (const auto& [name, value] : json["set"].items()) {
        const std::size_t field = field_index(layer, name, where);
        rule.set.emplace_back(field, parse_value(value, layer.schema.fields[field].type, where));
      }
    }
    rules.rules_.push_back(std::move(rule));
    rules.sources_.push_back(sources);
  }

  static void parse_class(const Json& json, Rule& rule, const std::string& where) {
    if (json.contains("class")) rule.klass = need_text(json, "class", where);
    const auto from = json.find("class_from");
    if (from == json.end()) return;
    if (json.contains("class")) bad_rule(where, "class 与 class_from 只能有一个 only one of these");
    only_keys(*from, {"tag", "map"}, where);
    rule.class_tag = need_text(*from, "tag", where);
    for (const auto& [value, klass] : need(*from, "map", where).items()) {
      if (!klass.is_string()) bad_rule(where, "map: " + value + " 应为文本 must be a text");
      rule.class_map[value] = klass.get<std::string>();
    }
  }
};

TagRules TagRules::parse(const Json& json, std::string_view source) {
  return RuleParser::parse(json, source);
}

TagRules TagRules::load(const std::string& path) { return parse(read_json_file(path), path); }

}  // namespace jintu::osm
