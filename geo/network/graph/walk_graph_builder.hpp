// Collects ways and barriers in any order and makes the walking graph of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/feature/feature.hpp"
#include "geo/network/graph/walk_graph.hpp"

namespace jintu::network {

struct EdgeTraits {
  WalkKind kind = WalkKind::footway;
  bool forward = true;   ///< may be walked along the line
  bool backward = true;  ///< may be walked against it
  std::string name;      ///< of the street, may be empty
};

/// The graph depends on what was added, not on the order of adding.
class WalkGraphBuilder {
 public:
  /// Needed for nodes with a barrier, and for those that `join` alone touches (`at`). A node that
  /// no edge touches is left out.
  void add_node(std::int64_t id, NodeBarrier barrier, std::optional<Position> at = std::nullopt);

  /// `line` leads from the node `from` to the node `to`; `length` is that of the line on the ground
  /// and is measured when not given. Edges that nobody may walk are left out; lengths below a
  /// millimetre become one. Throws Error{bad_input} naming the edge and the expectation: two points
  /// at least, finite positions in range, ends where other edges with the same node end, a length
  /// between the straight line's (to 1 %, or 1 m) and 268 km.
  void add_edge(std::int64_t from, std::int64_t to, const LineString<Position>& line,
                std::optional<Metres> length, const EdgeTraits& traits);

  /// An edge between two nodes at one place, a millimetre long. The place is known from `add_node`
  /// or from other edges of either node, before or after; if from neither, the edge is left out.
  void join(std::int64_t from, std::int64_t to, const EdgeTraits& traits);

  /// Throws Error{bad_input} when a joined pair is more than a metre apart, Error{too_large} over
  /// 2³¹ nodes or edges, Error{cancelled}.
  WalkGraph build(const Progress& progress = {}) &&;

 private:
  struct RawEdge {
    std::int32_t from, to;  ///< nodes in the order of their first appearance
    std::uint32_t word;
    std::uint32_t name;
    std::uint32_t vertices, vertex_count;
    WalkKind kind;
  };
  struct RawNode {
    std::int64_t id;
    FixedPosition at;
    NodeBarrier barrier;
  };
  struct Joint {
    std::int64_t from, to;
    EdgeTraits traits;
  };
  std::optional<FixedPosition> place_of(std::int64_t id) const;
  void add_joints();
  std::int32_t node_at(std::int64_t id, FixedPosition at, std::int64_t from, std::int64_t to);
  std::uint32_t name_index(const std::string& name);
  void sort_edges();
  void cut_at_closed_barriers();
  std::vector<NodeIndex> number_nodes(WalkGraph& graph) const;
  void number_names(WalkGraph& graph);
  void write_edges(WalkGraph& graph, const std::vector<NodeIndex>& number);

  std::unordered_map<std::int64_t, NodeBarrier> barriers_;
  std::unordered_map<std::int64_t, FixedPosition> places_;
  std::vector<Joint> joints_;
  std::unordered_map<std::int64_t, std::int32_t> node_of_id_;
  std::vector<RawNode> nodes_;
  std::vector<RawEdge> edges_;
  std::vector<FixedPosition> vertices_;
  std::unordered_map<std::string, std::uint32_t> names_;
  std::vector<std::string> name_list_{""};
};

}  // namespace jintu::network
