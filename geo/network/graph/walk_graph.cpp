#include "geo/network/graph/walk_graph.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace jintu::network {

namespace {

constexpr std::array<std::string_view, 9> kind_names{
    "footway", "path", "crossing", "steps", "elevator", "street", "road", "ferry", "other"};

}  // namespace

Millimetres to_millimetres(Metres length) {
  return static_cast<Millimetres>(
      std::llround(std::min(length.value() * 1000, double{max_search_limit})));
}

std::string_view to_string(WalkKind kind) noexcept {
  return kind_names[static_cast<std::size_t>(kind)];
}

WalkKind walk_kind(std::string_view name) noexcept {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  return found == kind_names.end() ? WalkKind::other
                                   : static_cast<WalkKind>(found - kind_names.begin());
}

FixedPosition to_fixed(Position p) {
  return {static_cast<std::int32_t>(std::lround(p.lon * 1e7)),
          static_cast<std::int32_t>(std::lround(p.lat * 1e7))};
}

std::span<const FixedPosition> WalkGraph::inner_vertices(EdgeIndex e) const {
  const auto begin = edges_[e].vertices;
  const auto next = static_cast<std::size_t>(e) + 1;
  const auto end = next < edges_.size() ? edges_[next].vertices : vertices_.size();
  return {vertices_.data() + begin, vertices_.data() + end};
}

void WalkGraph::line(EdgeIndex e, std::vector<FixedPosition>& out) const {
  const auto inner = inner_vertices(e);
  out.clear();
  out.push_back(positions_[edges_[e].a]);
  out.insert(out.end(), inner.begin(), inner.end());
  out.push_back(positions_[edges_[e].b]);
}

void WalkGraph::index_arcs() {
  arc_begin_.assign(positions_.size() + 1, 0);
  for (const Edge& e : edges_) {
    ++arc_begin_[static_cast<std::size_t>(e.a) + 1];
    ++arc_begin_[static_cast<std::size_t>(e.b) + 1];
  }
  for (std::size_t i = 1; i < arc_begin_.size(); ++i) arc_begin_[i] += arc_begin_[i - 1];
  arcs_.resize(2 * edges_.size());
  arc_edges_.resize(arcs_.size());
  std::vector<std::uint32_t> next(arc_begin_.begin(), arc_begin_.end() - 1);
  const auto add = [&](NodeIndex tail, Arc arc, EdgeIndex e) {
    arcs_[next[tail]] = arc;
    arc_edges_[next[tail]++] = e;
  };
  for (EdgeIndex i = 0; i < edges(); ++i) {
    const Edge& e = edges_[i];
    add(e.a, {e.b, e.word}, i);
    std::uint32_t reversed = e.word & ~(Arc::leaves | Arc::arrives);
    if (e.walkable_backward()) reversed |= Arc::leaves;
    if (e.walkable_forward()) reversed |= Arc::arrives;
    add(e.b, {e.a, reversed}, i);
  }
}

std::size_t WalkGraph::memory() const {
  std::size_t bytes = positions_.size() * sizeof(FixedPosition) +
                      ids_.size() * sizeof(std::int64_t) + barriers_.size() +
                      edges_.size() * sizeof(Edge) + vertices_.size() * sizeof(FixedPosition) +
                      arc_begin_.size() * sizeof(std::uint32_t) + arcs_.size() * sizeof(Arc) +
                      arc_edges_.size() * sizeof(EdgeIndex);
  for (const auto& name : names_) bytes += sizeof(std::string) + name.size();
  return bytes;
}

}  // namespace jintu::network
