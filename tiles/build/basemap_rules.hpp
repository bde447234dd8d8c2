// The basemap's tile layers as data: which table, from which zoom, with which attributes.
// docs/basemap.md describes the file; data/osm_rules/tiles.json is the one that ships.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geo/feature/feature.hpp"
#include "tiles/mvt/layer_rules.hpp"

namespace jintu::tiles {

/// A number looked up by the value of one property (booleans as "true" and "false").
struct NumberByProperty {
  std::string by;
  std::map<std::string, double, std::less<>> of;
  double otherwise = 0;  ///< for values that are not listed
  double absent = 0;     ///< for features without the property

  double operator()(const Properties& properties) const;
};

/// What of a feature's geometry the layer draws.
enum class Draw { as_is, points, lines, polygons, label_points };

struct BasemapAttribute {
  std::string name;
  int min_zoom = 0;
  bool whole = false;  ///< rounded to a whole number
};

struct BasemapLayer {
  LayerRules rules;
  std::string from;  ///< layer of the store
  Draw draw = Draw::as_is;
  std::vector<NumberByProperty> min_zoom;  ///< the highest of them counts
  double area_px = 0;  ///< polygons appear once this large, in CSS pixels of 512-pixel tiles
  std::optional<NumberByProperty> order;       ///< lower is drawn first
  std::string order_layer;                     ///< a whole number that goes before `order`
  std::optional<NumberByProperty> importance;  ///< what stays when a tile is too large
  std::vector<BasemapAttribute> attributes;
  /// Zooms at which joining begins anew: below the first of them lines that meet and have equal
  /// attributes there are one line; so between each and the next; from the last on, none is joined.
  std::vector<int> join_lines;
};

struct BasemapRules {
  std::string name, description, attribution;
  std::vector<BasemapLayer> layers;
};

/// Throws Error{not_found}, or Error{bad_input} naming file, layer, key and what was expected.
BasemapRules read_basemap_rules(const std::string& path);

}  // namespace jintu::tiles
