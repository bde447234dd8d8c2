#include "geo/topology/arcs.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "geo/topology/boundary.hpp"

namespace jintu::topology {

namespace {

struct PositionHash {
  std::size_t operator()(Position p) const { return hash_of(p); }
};
struct EdgeHash {
  std::size_t operator()(const Edge& e) const { return hash_of(e); }
};
struct SameEdge {
  bool operator()(const Edge& e, const Edge& f) const { return same_edge(e, f); }
};

bool less(Position a, Position b) { return std::tie(a.lon, a.lat) < std::tie(b.lon, b.lat); }

/// Which areas have an edge, each once for each time.
using Users = std::vector<std::uint32_t>;

class Build {
 public:
  explicit Build(std::span<const MultiPolygon<Position>* const> areas) {
    boundaries_.reserve(areas.size());
    for (const auto* area : areas) boundaries_.emplace_back(*area);
    for (std::uint32_t k = 0; k < boundaries_.size(); ++k)
      for (const Edge& e : boundaries_[k].edges()) users_[e].push_back(k);
    find_nodes();
  }

  Arcs run() {
    for (std::uint32_t k = 0; k < boundaries_.size(); ++k) {
      auto& rings = arcs_.rings.emplace_back();
      const auto& begins = boundaries_[k].rings();
      for (std::size_t ring = 0; ring + 1 < begins.size(); ++ring) {
        const auto& edges = boundaries_[k].edges();
        rings.push_back(cut(k, {edges.begin() + begins[ring], edges.begin() + begins[ring + 1]}));
      }
    }
    return std::move(arcs_);
  }

 private:
  /// A node has not two edges, or two of which one has other users.
  void find_nodes() {
    struct Meeting {
      std::size_t edges = 0;
      const Users* users = nullptr;
      bool differs = false;
    };
    std::unordered_map<Position, Meeting, PositionHash> meetings;
    for (const auto& [edge, users] : users_) {
      for (const Position p : {edge.a, edge.b}) {
        Meeting& m = meetings[p];
        ++m.edges;
        m.differs = m.differs || (m.users && *m.users != users);
        m.users = &users;
      }
    }
    for (const auto& [p, m] : meetings)
      if (m.edges != 2 || m.differs) nodes_.insert(p);
  }

  std::vector<ArcRef> cut(std::uint32_t area, std::vector<Edge> ring) {
    const auto is_node = [&](const Edge& e) { return nodes_.contains(e.a); };
    auto first = std::find_if(ring.begin(), ring.end(), is_node);
    if (first == ring.end())  // the same beginning for whoever has the same ring
      first = std::min_element(ring.begin(), ring.end(),
                               [](const Edge& e, const Edge& f) { return less(e.a, f.a); });
    std::rotate(ring.begin(), first, ring.end());
    std::vector<ArcRef> refs;
    for (std::size_t i = 0; i < ring.size();) {
      std::vector<Position> points{ring[i].a};
      do points.push_back(ring[i++].b);
      while (i < ring.size() && !is_node(ring[i]));
      refs.push_back(refer(area, std::move(points)));
    }
    return refs;
  }

  /// The arc, which may be known; it is told by its first edge.
  ArcRef refer(std::uint32_t area, std::vector<Position> points) {
    for (const bool reversed : {false, true}) {
      const Position from = reversed ? points.back() : points.front();
      const Position next = reversed ? points[points.size() - 2] : points[1];
      const auto [begin, end] = known_.equal_range(from);
      for (auto it = begin; it != end; ++it) {
        Arc& arc = arcs_.arcs[it->second];
        if (arc.points[1] != next || arc.points.size() != points.size()) continue;
        arc.uses.push_back({area, reversed});
        return {it->second, reversed};
      }
    }
    const auto number = static_cast<std::uint32_t>(arcs_.arcs.size());
    known_.emplace(points[0], number);
    arcs_.arcs.push_back({std::move(points), {{area, false}}});
    return {number, false};
  }

  std::vector<Boundary> boundaries_;
  std::unordered_map<Edge, Users, EdgeHash, SameEdge> users_;
  std::unordered_set<Position, PositionHash> nodes_;
  std::unordered_multimap<Position, std::uint32_t, PositionHash> known_;
  Arcs arcs_;
};

}  // namespace

Arcs arcs_of(std::span<const MultiPolygon<Position>* const> areas) { return Build(areas).run(); }

std::vector<Junction> junctions_of(std::span<const MultiPolygon<Position>* const> areas,
                                   double metres) {
  std::vector<Boundary> boundaries;
  std::vector<std::unordered_set<Position, PositionHash>> vertices(areas.size());
  std::vector<IndexBox> boxes;
  std::vector<std::uint32_t> located;
  for (std::uint32_t k = 0; k < areas.size(); ++k) {
    boundaries.emplace_back(*areas[k]);
    for (const Edge& e : boundaries[k].edges()) vertices[k].insert(e.a);
    if (boundaries[k].box().empty()) continue;
    located.push_back(k);
    boxes.push_back(index_box_of(widened(boundaries[k].box(), metres)));
  }
  const PackedRTree index(boxes);
  std::vector<Junction> found;
  for (const std::uint32_t k : located) {
    std::vector<std::uint32_t> others;
    index.query(index_box_of(boundaries[k].box()), [&](std::uint32_t i) {
      if (located[i] != k) others.push_back(located[i]);
    });
    std::sort(others.begin(), others.end());
    for (const std::uint32_t other : others)
      for (const Edge& e : boundaries[k].edges()) {
        if (vertices[other].contains(e.a)) continue;
        if (const auto near = boundaries[other].nearest(e.a, metres))
          found.push_back({k, other, e.a, near->metres});
      }
  }
  return found;
}

}  // namespace jintu::topology
