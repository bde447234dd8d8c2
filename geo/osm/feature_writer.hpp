// From an OSM object and the rules that it matched to features in the store.
#pragma once

#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>
#include <span>
#include <unordered_map>

#include "geo/osm/append_queue.hpp"
#include "geo/osm/reporter.hpp"
#include "geo/osm/rules/rules.hpp"

namespace jintu::osm {

/// What the relations said of a way.
struct WayContext {
  std::optional<int> boundary_level;
  /// Values by layer and field, for those the way has no own ones for.
  struct Inherited {
    std::uint16_t layer;
    std::vector<std::pair<std::size_t, Value>> values;
  };
  const std::vector<Inherited>* inherited = nullptr;
};

class FeatureWriter {
 public:
  FeatureWriter(const TagRules& rules, AppendQueue& queue, Reporter& reporter, OsmReport& report);

  /// Empties the layers and gives them their schemas.
  void start();

  void node(const osmium::Node& node, std::span<const Hit> hits);
  /// All locations are valid. Rejects lines without two distinct points.
  void way(const osmium::Way& way, std::span<const Hit> hits, const WayContext& context);
  /// `object` is the closed way or the relation that `area` was assembled from.
  void area(const osmium::OSMObject& object, const osmium::Area& area, std::span<const Hit> hits);
  void area(const osmium::OSMObject& object, MultiPolygon<Position> polygons,
            std::span<const Hit> hits);

  /// The values of one layer's fields read from an object's tags, in the order of `fields`.
  std::vector<std::pair<std::size_t, Value>> tag_values(std::uint16_t layer,
                                                        std::span<const std::size_t> fields,
                                                        const osmium::TagList& tags) const;

 private:
  struct Subject {
    const osmium::OSMObject& object;
    double area = 0;
    const WayContext* context = nullptr;
  };
  void write(const Hit& hit, const Subject& subject, Geometry<Position> geometry);
  Value value(const FieldRule& field, const Hit& hit, const Subject& subject);
  Value checked_number(const FieldRule& field, const Subject& subject);
  Value checked_text(const char* text, const FieldRule& field, const Subject& subject);

  const TagRules& rules_;
  AppendQueue& queue_;
  Reporter& reporter_;
  std::vector<std::uint64_t*> counts_;  ///< by layer
};

}  // namespace jintu::osm
