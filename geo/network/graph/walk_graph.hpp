// The walking network: a compact graph whose lengths are whole millimetres.
//
// Whole numbers make every distance exact: the same on any number of threads, searched from
// either end, and a path is found again from its distances alone. Nodes are numbered along a
// Hilbert curve, so that what is near on the map is near in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/units.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu::network {

using NodeIndex = std::int32_t;
using EdgeIndex = std::int32_t;

/// Lengths inside the network; an edge has 1 to `max_edge_length`.
using Millimetres = std::uint32_t;
inline constexpr Millimetres unreached = 0xffff'ffff;
inline constexpr Millimetres max_edge_length = (1u << 28) - 1;  ///< 268 km
/// No search goes farther: 2,000 km.
inline constexpr Millimetres max_search_limit = 2'000'000'000;

inline Metres to_metres(Millimetres length) { return Metres::of(length / 1000.0); }
/// Rounded to the nearest, at most `max_search_limit`. Precondition: not negative, not NaN.
Millimetres to_millimetres(Metres length);

enum class WalkKind : std::uint8_t {
  footway,
  path,
  crossing,
  steps,
  elevator,
  street,
  road,
  ferry,
  other
};
std::string_view to_string(WalkKind kind) noexcept;
/// `other` for a name that is not known: tag rules are data and may have more.
WalkKind walk_kind(std::string_view name) noexcept;

/// Where a search may not go. Ways of the other kinds are for everyone.
struct Avoid {
  bool steps = false;
  bool ferries = false;
};

/// `from`: outwards from the start; `to`: against the one-ways, for distances to the start.
enum class Direction { from, to };

enum class NodeBarrier : std::uint8_t {
  none,
  gate,    ///< can be passed; routes mention it
  closed,  ///< cannot be passed: the graph is cut here
};

/// One end of an edge as its node sees it, in 8 bytes.
struct Arc {
  static constexpr std::uint32_t leaves = 1u << 28;   ///< may be walked from this node to `head`
  static constexpr std::uint32_t arrives = 1u << 29;  ///< may be walked from `head` to this node
  static constexpr std::uint32_t is_steps = 1u << 30;
  static constexpr std::uint32_t is_ferry = 1u << 31;

  NodeIndex head;
  std::uint32_t word;  ///< length in the low 28 bits, the flags above

  Millimetres length() const { return word & max_edge_length; }
};

/// A whole number of 1e-7 degrees, as in OSM.
struct FixedPosition {
  std::int32_t lon = 0, lat = 0;
  friend constexpr auto operator<=>(FixedPosition, FixedPosition) = default;
};
FixedPosition to_fixed(Position p);
inline Position to_position(FixedPosition p) { return {p.lon * 1e-7, p.lat * 1e-7}; }

/// Edge from `a` to `b` (a ≤ b): `leaves` of `word` says that it may be walked from a to b,
/// `arrives` from b to a.
struct Edge {
  NodeIndex a, b;
  std::uint32_t word;
  std::uint32_t name;      ///< index of the street's name; 0: none
  std::uint32_t vertices;  ///< of its first inner vertex in the pool
  WalkKind kind;
  std::uint8_t unused[3] = {};  ///< zero, so that equal edges are equal bytes

  Millimetres length() const { return word & max_edge_length; }
  bool walkable_forward() const { return (word & Arc::leaves) != 0; }
  bool walkable_backward() const { return (word & Arc::arrives) != 0; }
};
static_assert(sizeof(Edge) == 24 && sizeof(Arc) == 8);

/// Immutable; any number of threads. Made by WalkGraphBuilder or `load_walk_graph`.
class WalkGraph {
 public:
  WalkGraph() = default;

  NodeIndex nodes() const { return static_cast<NodeIndex>(positions_.size()); }
  EdgeIndex edges() const { return static_cast<EdgeIndex>(edges_.size()); }

  std::span<const Arc> arcs(NodeIndex node) const {
    return {arcs_.data() + arc_begin_[node], arcs_.data() + arc_begin_[node + 1]};
  }
  /// The edges of `arcs(node)`, in the same order.
  std::span<const EdgeIndex> arc_edges(NodeIndex node) const {
    return {arc_edges_.data() + arc_begin_[node], arc_edges_.data() + arc_begin_[node + 1]};
  }
  const Edge& edge(EdgeIndex e) const { return edges_[e]; }
  std::string_view name(EdgeIndex e) const { return names_[edges_[e].name]; }
  Position position(NodeIndex node) const { return to_position(positions_[node]); }
  FixedPosition fixed_position(NodeIndex node) const { return positions_[node]; }
  /// Of the input (OSM); several nodes share it where a closed barrier cuts the graph.
  std::int64_t node_id(NodeIndex node) const { return ids_[node]; }
  NodeBarrier barrier(NodeIndex node) const { return barriers_[node]; }

  /// Vertices from a to b, both included; written to `out`, which is emptied first.
  void line(EdgeIndex e, std::vector<FixedPosition>& out) const;
  /// Vertices strictly between a and b.
  std::span<const FixedPosition> inner_vertices(EdgeIndex e) const;

  /// 16 hexadecimal digits over all that `save_walk_graph` writes: equal graphs, equal text.
  std::string fingerprint() const;
  /// Bytes held in memory.
  std::size_t memory() const;

 private:
  friend class WalkGraphBuilder;
  friend struct WalkGraphFile;

  /// Fills arcs from edges. Precondition: edges sorted and in range.
  void index_arcs();

  std::vector<FixedPosition> positions_;
  std::vector<std::int64_t> ids_;
  std::vector<NodeBarrier> barriers_;
  std::vector<Edge> edges_;
  std::vector<FixedPosition> vertices_;
  std::vector<std::string> names_{""};
  std::vector<std::uint32_t> arc_begin_{0};
  std::vector<Arc> arcs_;
  std::vector<EdgeIndex> arc_edges_;
};

}  // namespace jintu::network
