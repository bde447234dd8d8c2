#include "geo/network/many_to_many.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "geo/network/bounded_search.hpp"
#include "geo/network/parallel.hpp"
#include "geo/network/sparse_rows.hpp"

namespace jintu::network {

namespace {

using Places = std::span<const std::optional<Snapped>>;

Millimetres access_of(const Snapped& place, Access access) {
  return access == Access::counted ? to_millimetres(place.away) : 0;
}

/// Where walks end: at each node the targets that it leads to.
class Targets {
 public:
  struct Entry {
    std::int32_t target;
    Millimetres extra;  ///< from the node to the target, its access included
  };

  Targets(const WalkGraph& graph, Places places, Direction search, const MatrixOptions& options)
      : places_(places), begin_(static_cast<std::size_t>(graph.nodes()) + 1, 0) {
    // A walk enters a target where a search against the other direction would leave it.
    const Direction enters = search == Direction::from ? Direction::to : Direction::from;
    std::vector<std::tuple<NodeIndex, std::int32_t, Millimetres>> all;
    std::vector<Seed> seeds;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (!places[i]) continue;
      seeds.clear();
      add_seeds(graph, *places[i], enters, options.avoid, access_of(*places[i], options.access),
                seeds);
      for (const Seed seed : seeds)
        all.emplace_back(seed.node, static_cast<std::int32_t>(i), seed.distance);
      by_edge_.emplace_back(places[i]->edge, static_cast<std::int32_t>(i));
    }
    std::sort(all.begin(), all.end());
    std::sort(by_edge_.begin(), by_edge_.end());
    for (const auto& [node, target, extra] : all) {
      ++begin_[static_cast<std::size_t>(node) + 1];
      entries_.push_back({target, extra});
    }
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  }

  std::span<const Entry> at(NodeIndex node) const {
    return {entries_.data() + begin_[node], entries_.data() + begin_[node + 1]};
  }
  const Snapped& place(std::int32_t target) const { return *places_[target]; }
  std::size_t size() const { return places_.size(); }

  template <class Visit>
  void on_edge(EdgeIndex edge, Visit visit) const {
    auto it = std::lower_bound(by_edge_.begin(), by_edge_.end(), std::pair(edge, std::int32_t{0}));
    for (; it != by_edge_.end() && it->first == edge; ++it) visit(it->second);
  }

 private:
  Places places_;
  std::vector<std::uint32_t> begin_;
  std::vector<Entry> entries_;
  std::vector<std::pair<EdgeIndex, std::int32_t>> by_edge_;
};

/// One thread's scratch.
class Worker {
 public:
  Worker(const WalkGraph& graph, const Targets& targets, Direction direction,
         const MatrixOptions& options)
      : graph_(graph),
        targets_(targets),
        direction_(direction),
        options_(options),
        cutoff_(checked_cutoff(options.cutoff)),
        search_(graph),
        best_(targets.size(), unreached) {}

  std::vector<Found> walks_of(const Snapped& place) {
    const Millimetres start = access_of(place, options_.access);
    seeds_.clear();
    add_seeds(graph_, place, direction_, options_.avoid, start, seeds_);
    search_.run(seeds_, cutoff_, direction_, options_.avoid);
    for (const NodeIndex node : search_.reached()) {
      const Millimetres distance = search_.distance(node);
      for (const auto& entry : targets_.at(node)) offer(entry.target, distance + entry.extra);
    }
    targets_.on_edge(place.edge, [&](std::int32_t target) {
      const auto direct =
          along_one_edge(graph_, place, targets_.place(target), direction_, options_.avoid);
      if (direct)
        offer(target, start + *direct + access_of(targets_.place(target), options_.access));
    });
    std::vector<Found> found;
    found.reserve(touched_.size());
    for (const std::int32_t target : touched_)
      found.push_back({target, std::exchange(best_[target], unreached)});
    touched_.clear();
    return found;
  }

 private:
  void offer(std::int32_t target, Millimetres distance) {
    if (distance > cutoff_ || distance >= best_[target]) return;
    if (best_[target] == unreached) touched_.push_back(target);
    best_[target] = distance;
  }

  const WalkGraph& graph_;
  const Targets& targets_;
  Direction direction_;
  const MatrixOptions& options_;
  Millimetres cutoff_;
  BoundedSearch search_;
  std::vector<Seed> seeds_;
  std::vector<Millimetres> best_;
  std::vector<std::int32_t> touched_;
};

/// Neighbours one after another: the next search finds the last one's part of the graph in the
/// cache.
std::vector<std::int32_t> in_order_of_place(const WalkGraph& graph, Places places) {
  std::vector<std::int32_t> order;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i]) order.push_back(static_cast<std::int32_t>(i));
  }
  std::sort(order.begin(), order.end(), [&](std::int32_t p, std::int32_t q) {
    return std::make_tuple(graph.edge(places[p]->edge).a, p) <
           std::make_tuple(graph.edge(places[q]->edge).a, q);
  });
  return order;
}

}  // namespace

SparseDistances walking_distances(const WalkGraph& graph, Places starts, Places goals,
                                  const MatrixOptions& options, const Progress& progress) {
  checked_cutoff(options.cutoff);
  const bool from_starts = starts.size() < goals.size();
  const Direction direction = from_starts ? Direction::from : Direction::to;
  const Places sources = from_starts ? starts : goals;
  const Targets targets(graph, from_starts ? goals : starts, direction, options);
  const auto order = in_order_of_place(graph, sources);
  std::vector<std::vector<Found>> lists(sources.size());
  PairLimit limit(options.max_pairs, order.size());
  parallel_chunks(order.size(), 4, options.threads, "network.distances", progress, [&] {
    return [&, worker = Worker(graph, targets, direction, options)](std::size_t begin,
                                                                    std::size_t end) mutable {
      for (std::size_t i = begin; i < end; ++i) {
        auto& list = lists[order[i]];
        list = worker.walks_of(*sources[order[i]]);
        limit.add(list.size());
      }
    };
  });
  return from_starts ? from_rows(std::move(lists), options.threads, progress)
                     : from_columns(std::move(lists), starts.size(), options.threads, progress);
}

}  // namespace jintu::network
