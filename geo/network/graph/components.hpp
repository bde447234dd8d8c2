// Which parts of the walking network hang together.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/base/units.hpp"
#include "geo/network/graph/walk_graph.hpp"

namespace jintu::network {

struct Component {
  NodeIndex nodes = 0;
  EdgeIndex edges = 0;
  Metres length;         ///< of all its edges
  NodeIndex sample = 0;  ///< its lowest node
};

/// Parts are taken without regard to one-ways: nodes are together when edges join them.
struct ComponentReport {
  std::vector<Component>
      components;  ///< largest first (nodes, then length, then lowest node); [0] is the main one
  std::vector<std::int32_t> of_node;  ///< index into `components`
  /// Nodes of the main component that one-ways cut off: one cannot walk to them and back.
  NodeIndex one_way_traps = 0;

  bool in_main(NodeIndex node) const { return of_node[node] == 0; }
};

ComponentReport check_components(const WalkGraph& graph);

}  // namespace jintu::network
