// Which tags become which feature: data/osm_rules/rules.json, compiled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "geo/feature/layer.hpp"
#include "geo/osm/rules/tag_match.hpp"

namespace jintu::osm {

/// How an OSM object is looked at. A closed way is looked at as way and as area.
enum class Source : std::uint8_t { node, way, area, boundary_way };

/// A number read from the first tag that has one.
struct NumberSource {
  std::vector<std::string> tags;
  bool metres = false;               ///< accepts units: "12 m", "40 ft", "6'7\""
  double min = -1e300, max = 1e300;  ///< outside: as if not tagged
};

struct FieldRule {
  enum class Kind { tags, klass, class_map, area, osm_type, osm_id, boundary_level, set };
  Field field;
  Kind kind = Kind::tags;
  NumberSource number;                   ///< its tags serve all types
  std::vector<std::string> true_values;  ///< booleans; empty: anything but no, false, 0
  std::unordered_map<std::string, std::int64_t> by_class;
  TagMatch only_if;
  struct Times {  ///< area × this
    NumberSource number;
    std::string by_tag;  ///< used when no number is tagged
    std::unordered_map<std::string, double> by_value;
    double fallback = 1;
  };
  std::optional<Times> times;
};

struct LayerRules {
  LayerSchema schema;
  std::vector<FieldRule> fields;       ///< in the order of the schema
  TagMatch reverse_if;                 ///< turns lines round; empty: never
  TagMatch inherit_from;               ///< relations whose members inherit; empty: none
  std::vector<std::size_t> inherited;  ///< fields
  bool needs_area = false;
  bool mends_areas = false;  ///< an area whose lines cross is drawn by the even-odd rule
};

struct Rule {
  std::string id;
  std::uint16_t layer = 0;
  bool drop = false;  ///< matched and on purpose no feature
  GeometryKind geometry = GeometryKind::none;
  TagMatch match;
  std::string klass;      ///< the class, or:
  std::string class_tag;  ///< the tag that gives it
  std::unordered_map<std::string, std::string> class_map;
  std::vector<std::pair<std::size_t, Value>> set;  ///< field, value
};

struct Hit {
  const Rule* rule;
  std::string_view klass;  ///< lives as long as the rules
};

class TagRules {
 public:
  TagRules() = default;
  TagRules(TagRules&&) = default;  // the index points into the rules: not copied
  TagRules& operator=(TagRules&&) = default;

  /// Throws Error{not_found} or Error{bad_input} naming the rule.
  static TagRules load(const std::string& path);
  static TagRules parse(const Json& json, std::string_view source);

  const std::vector<LayerRules>& layers() const { return layers_; }

  /// The first rule of each layer that holds, in the order of the layers. Clears `hits` first.
  void match(Source source, const osmium::TagList& tags, std::vector<Hit>& hits) const;

  /// Relations that are areas, by their type tag.
  bool is_area_relation(const osmium::TagList& tags) const;
  /// A closed way that says that it is no area.
  bool is_no_area(const osmium::TagList& tags) const { return not_area_.holds(tags); }

  /// The level of a boundary relation or of a way tagged itself; nothing when it is no boundary.
  std::optional<int> boundary_level(const osmium::TagList& tags, bool relation) const;

 private:
  friend class RuleParser;
  struct Anchors {
    std::vector<std::uint32_t> any;
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_value;
  };
  struct Index {
    std::unordered_map<std::string_view, Anchors> by_key;
    std::vector<std::uint32_t> always;
  };
  void build_index();

  std::vector<LayerRules> layers_;
  std::vector<Rule> rules_;            ///< in the order of layers, then of the file
  std::vector<std::uint8_t> sources_;  ///< for each rule, a bit for each Source
  Index index_[4];
  TagMatch area_relation_, not_area_, boundary_relation_, boundary_way_;
  std::string level_tag_;
  int min_level_ = 0, max_level_ = 0;
};

}  // namespace jintu::osm
