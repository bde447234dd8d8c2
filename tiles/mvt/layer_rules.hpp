// What a tile layer shows at which zoom: data, not code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jintu::tiles {

enum class Borders {
  own,    ///< each feature is simplified by itself
  shared  ///< common borders are simplified once: neighbours meet at every zoom
};
enum class SmallAreas {
  drop,         ///< polygons that vanish on the grid are gone
  keep_as_dust  ///< their area is collected and drawn as small squares
};

struct LayerRules {
  std::string name;
  std::string description;
  int min_zoom = 0;
  int max_zoom = 14;  ///< from here on nothing is simplified
  /// Largest distance, in units of the 4096 grid, that simplification moves a line below max_zoom.
  double tolerance = 2;
  Borders borders = Borders::own;
  SmallAreas small_areas = SmallAreas::drop;
  /// Dust is collected apart for each value of this property; empty: for the layer as a whole.
  std::string dust_group;
  /// Over the byte budget, layers with the lowest number lose features first.
  int keep_priority = 0;
  /// From this zoom on an attribute is written; others always are.
  struct AttributeZoom {
    std::string name;
    int min_zoom;
  };
  std::vector<AttributeZoom> attributes;
};

/// Where one feature stands in its layer.
struct FeatureRules {
  int min_zoom = 0;
  int max_zoom = 22;
  std::int32_t draw_order = 0;  ///< lower is drawn first
  double importance = 0;        ///< over the byte budget the least important go first; 0: by size
};

}  // namespace jintu::tiles
