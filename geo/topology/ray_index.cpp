#include "geo/topology/ray_index.hpp"

#include <algorithm>

#include "geo/topology/boundary.hpp"
#include "geo/topology/frame.hpp"

namespace jintu::topology {

RayIndex::RayIndex(std::span<const Edge> edges, std::span<const std::uint32_t> rings) {
  if (edges.empty()) return;
  auto& leaves = levels_.emplace_back();
  std::size_t ring = 0;
  const auto ring_begin = [&](std::size_t edge) {
    while (rings[ring + 1] <= edge) ++ring;
    return edges[rings[ring]].a.lat;
  };
  for (std::size_t begin = 0; begin < edges.size(); begin += node_size) {
    const std::size_t last = std::min(begin + node_size, edges.size()) - 1;
    Piece piece;
    for (std::size_t i = begin; i <= last; ++i) {
      piece.box.add(edges[i].a);
      piece.box.add(edges[i].b);
    }
    const double first_ring = ring_begin(begin);
    piece.ends = {edges[begin].a.lat, edges[last].b.lat, first_ring, ring_begin(last)};
    leaves.push_back(piece);
  }
  while (levels_.back().size() > 1) {
    const auto& below = levels_.back();
    std::vector<Piece> level;
    for (std::size_t begin = 0; begin < below.size(); begin += node_size) {
      const std::size_t last = std::min(begin + node_size, below.size()) - 1;
      Piece piece;
      for (std::size_t i = begin; i <= last; ++i) piece.box.add(below[i].box);
      piece.ends = {below[begin].ends[0], below[last].ends[1], below[begin].ends[2],
                    below[last].ends[3]};
      level.push_back(piece);
    }
    levels_.push_back(std::move(level));
  }
}

bool RayIndex::crosses_odd(std::span<const Edge> edges, Position p, std::size_t* looked) const {
  if (levels_.empty()) return false;
  bool odd = false;
  std::size_t count = 0;
  std::vector<std::pair<std::size_t, std::size_t>> open{{levels_.size() - 1, 0}};
  while (!open.empty()) {
    const auto [level, index] = open.back();
    open.pop_back();
    ++count;
    const Piece& piece = levels_[level][index];
    const auto& box = piece.box;
    if (box.max.lon < p.lon || box.min.lat > p.lat || box.max.lat <= p.lat) continue;
    if (box.min.lon > p.lon) {
      odd ^= piece.crosses_odd(p.lat);
      continue;
    }
    const std::size_t begin = index * node_size;
    if (level > 0) {
      const std::size_t end = std::min(begin + node_size, levels_[level - 1].size());
      for (std::size_t i = begin; i < end; ++i) open.emplace_back(level - 1, i);
      continue;
    }
    const std::size_t end = std::min(begin + node_size, edges.size());
    for (std::size_t i = begin; i < end; ++i, ++count) {
      const auto& [a, b] = edges[i];
      if ((a.lat > p.lat) == (b.lat > p.lat)) continue;
      odd ^= a.lat < b.lat ? turn(a, b, p) > 0 : turn(b, a, p) > 0;
    }
  }
  if (looked) *looked += count;
  return odd;
}

}  // namespace jintu::topology
