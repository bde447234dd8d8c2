// The walking network: data/osm_rules/walking.json and the OSM ways, split where they meet.
#pragma once

#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>
#include <span>
#include <unordered_map>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/osm/append_queue.hpp"
#include "geo/osm/import.hpp"
#include "geo/osm/node_locations.hpp"
#include "geo/osm/rules/tag_match.hpp"

namespace jintu::osm {

struct WalkingRules {
  struct Way {
    TagMatch match;
    std::string kind;
  };
  struct Barrier {
    TagMatch match;
    bool passable;
  };
  std::vector<TagMatch> denied, forward_only, backward_only;
  std::vector<Way> walkable;
  std::vector<Barrier> barriers;

  /// Throws Error{not_found} or Error{bad_input} naming the rule.
  static WalkingRules load(const std::string& path);
  static WalkingRules parse(const Json& json, std::string_view source);
};

/// Collects in the second pass, then writes the layers walk_nodes and walk_edges. Nodes are the
/// ends of ways, where walkable ways share a node, and barriers; edges lie between them.
class WalkNetwork {
 public:
  WalkNetwork(const WalkingRules& rules, const NodeLocations& locations)
      : rules_(rules), locations_(locations) {}

  void node(const osmium::Node& node);
  /// True when the way is walkable.
  bool wants(const osmium::Way& way);
  /// Right after `wants` said yes. `nodes`: all found.
  void add(const osmium::Way& way, std::span<const NodeLocations::Index> nodes);

  /// Frees what was collected.
  void write(AppendQueue& queue, OsmReport& report, const Progress& progress);

 private:
  struct Path {
    std::int64_t way;
    std::uint32_t first, count;  ///< of path_nodes_
    std::uint8_t kind;           ///< of rules_.walkable
    bool forward, backward;
  };
  struct BarrierNode {
    std::string barrier;
    bool passable;
  };
  std::vector<std::uint8_t> find_junctions() const;
  void write_edges(const Path& path, const std::vector<std::uint8_t>& junctions,
                   std::vector<std::uint8_t>& degrees, AppendQueue& queue, OsmReport& report);
  void write_nodes(const std::vector<std::uint8_t>& degrees, AppendQueue& queue, OsmReport& report);

  const WalkingRules& rules_;
  const NodeLocations& locations_;
  std::unordered_map<osmium::object_id_type, BarrierNode> barriers_;
  std::vector<Path> paths_;
  std::vector<NodeLocations::Index> path_nodes_;
  std::size_t wanted_ = 0;  ///< rule of the way last asked for
};

/// Geodesic length of one segment: exact (PROJ) beyond 1 km, below by the radii of curvature at the
/// middle latitude, which is within 0.1 mm of it (tested).
double segment_metres(Position a, Position b);

}  // namespace jintu::osm
