// Shortest walks from one place to everything within a limit.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "geo/network/graph/walk_graph.hpp"
#include "geo/network/snap.hpp"

namespace jintu::network {

struct Seed {
  NodeIndex node;
  Millimetres distance;
};

/// Adds the nodes where a walk from the place (Direction::to: a walk to it) enters the graph, with
/// `start` added to their distances.
void add_seeds(const WalkGraph& graph, const Snapped& place, Direction direction, Avoid avoid,
               Millimetres start, std::vector<Seed>& seeds);

/// The walk along one edge from `start` to `goal` (Direction::to: from goal to start), if both lie
/// on it and it may be walked that way.
std::optional<Millimetres> along_one_edge(const WalkGraph& graph, const Snapped& start,
                                          const Snapped& goal, Direction direction, Avoid avoid);

/// Dijkstra's search with a bucket for each 8 m (label-correcting inside one). Exact. Reusable; one
/// thread. Memory: 4 bytes a node.
class BoundedSearch {
 public:
  explicit BoundedSearch(const WalkGraph& graph)
      : graph_(graph), distance_(graph.nodes(), unreached) {}

  /// Precondition: limit ≤ max_search_limit.
  void run(std::span<const Seed> seeds, Millimetres limit, Direction direction, Avoid avoid) {
    run(seeds, limit, direction, avoid, [](Millimetres) { return false; });
  }

  /// `stop(settled)` is asked now and then: all nodes nearer than `settled` are final.
  template <class Stop>
  void run(std::span<const Seed> seeds, Millimetres limit, Direction direction, Avoid avoid,
           Stop stop);

  /// `unreached` when beyond the limit or without a path.
  Millimetres distance(NodeIndex node) const { return distance_[node]; }
  /// In the order of first contact: the same for the same search.
  std::span<const NodeIndex> reached() const { return reached_; }

 private:
  void offer(NodeIndex node, Millimetres distance) {
    if (distance >= distance_[node]) return;
    if (distance_[node] == unreached) reached_.push_back(node);
    distance_[node] = distance;
    const std::size_t bucket = distance >> shift_;
    buckets_[bucket].push_back({node, distance});
    last_bucket_ = std::max(last_bucket_, bucket);
  }
  void clear() {
    for (const NodeIndex node : reached_) distance_[node] = unreached;
    reached_.clear();
    for (std::size_t b = 0; b <= last_bucket_ && b < buckets_.size(); ++b)
      buckets_[b].clear();  // after a stop
    last_bucket_ = 0;
  }

  const WalkGraph& graph_;
  std::vector<Millimetres> distance_;
  std::vector<NodeIndex> reached_;
  std::vector<std::vector<Seed>> buckets_;
  std::size_t last_bucket_ = 0;
  int shift_ = 13;
};

template <class Stop>
void BoundedSearch::run(std::span<const Seed> seeds, Millimetres limit, Direction direction,
                        Avoid avoid, Stop stop) {
  clear();
  shift_ = 13;
  while (limit >> shift_ > 65'535) ++shift_;
  if (buckets_.size() <= limit >> shift_) buckets_.resize((limit >> shift_) + 1);
  const std::uint32_t wanted = direction == Direction::from ? Arc::leaves : Arc::arrives;
  const std::uint32_t mask =
      wanted | (avoid.steps ? Arc::is_steps : 0) | (avoid.ferries ? Arc::is_ferry : 0);
  for (const Seed seed : seeds) {
    if (seed.distance <= limit) offer(seed.node, seed.distance);
  }
  for (std::size_t b = 0; b <= last_bucket_; ++b) {
    if (stop(static_cast<Millimetres>(b << shift_))) return;
    for (std::size_t i = 0; i < buckets_[b].size(); ++i) {  // it may grow
      const Seed at = buckets_[b][i];
      if (at.distance != distance_[at.node]) continue;
      for (const Arc arc : graph_.arcs(at.node)) {
        if ((arc.word & mask) != wanted) continue;
        const Millimetres next = at.distance + arc.length();
        if (next <= limit) offer(arc.head, next);
      }
    }
    buckets_[b].clear();
  }
}

}  // namespace jintu::network
