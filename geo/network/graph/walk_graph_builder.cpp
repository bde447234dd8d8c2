#include "geo/network/graph/walk_graph_builder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <tuple>

#include "geo/base/error.hpp"
#include "geo/crs/transform.hpp"
#include "geo/geometry/hilbert.hpp"
#include "geo/network/graph/local_metric.hpp"

namespace jintu::network {

namespace {

[[noreturn]] void bad_edge(std::int64_t from, std::int64_t to, const std::string& what) {
  throw Error(ErrorCode::bad_input, "步行网络的边 walking edge " + std::to_string(from) + " → " +
                                        std::to_string(to) + ": " + what);
}

double measured_length(const LineString<Position>& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.points.size(); ++i) {
    const double straight = LocalMetric::between(line.points[i - 1], line.points[i])
                                .length(line.points[i - 1], line.points[i]);
    sum += straight < 1000 ? straight : distance(line.points[i - 1], line.points[i]).value();
  }
  return sum;
}

Millimetres checked_length(std::int64_t from, std::int64_t to, const LineString<Position>& line,
                           std::optional<Metres> given) {
  const double metres = given ? given->value() : measured_length(line);
  if (!std::isfinite(metres) || metres < 0 || metres * 1000 > max_edge_length) {
    bad_edge(from, to, "expected a length of 0 to 268 km, got " + std::to_string(metres) + " m");
  }
  const double straight = distance(line.points.front(), line.points.back()).value();
  if (metres < straight * 0.99 - 1) {
    bad_edge(from, to,
             "its length of " + std::to_string(metres) + " m is below the straight line's " +
                 std::to_string(straight) + " m");
  }
  return std::max<Millimetres>(1, to_millimetres(Metres::of(metres)));
}

std::uint32_t word_of(Millimetres length, const EdgeTraits& traits) {
  std::uint32_t word = length;
  if (traits.forward) word |= Arc::leaves;
  if (traits.backward) word |= Arc::arrives;
  if (traits.kind == WalkKind::steps) word |= Arc::is_steps;
  if (traits.kind == WalkKind::ferry) word |= Arc::is_ferry;
  return word;
}

std::uint32_t flipped(std::uint32_t word) {
  std::uint32_t result = word & ~(Arc::leaves | Arc::arrives);
  if (word & Arc::leaves) result |= Arc::arrives;
  if (word & Arc::arrives) result |= Arc::leaves;
  return result;
}

/// Position along a Hilbert curve over the box of all nodes.
template <class Node>
std::vector<std::uint32_t> hilbert_keys(const std::vector<Node>& nodes) {
  std::int64_t min_x = std::numeric_limits<std::int32_t>::max(),
               max_x = std::numeric_limits<std::int32_t>::min();
  std::int64_t min_y = min_x, max_y = max_x;
  for (const auto& n : nodes) {
    min_x = std::min<std::int64_t>(min_x, n.at.lon);
    max_x = std::max<std::int64_t>(max_x, n.at.lon);
    min_y = std::min<std::int64_t>(min_y, n.at.lat);
    max_y = std::max<std::int64_t>(max_y, n.at.lat);
  }
  const std::int64_t width = std::max<std::int64_t>({1, max_x - min_x, max_y - min_y});
  std::vector<std::uint32_t> keys;
  keys.reserve(nodes.size());
  for (const auto& n : nodes) {
    keys.push_back(hilbert_index(static_cast<std::uint32_t>((n.at.lon - min_x) * 65535 / width),
                                 static_cast<std::uint32_t>((n.at.lat - min_y) * 65535 / width)));
  }
  return keys;
}

}  // namespace

void WalkGraphBuilder::add_node(std::int64_t id, NodeBarrier barrier, std::optional<Position> at) {
  if (at && checked_lonlat<Wgs84>(at->lon, at->lat)) places_[id] = to_fixed(*at);
  if (barrier != NodeBarrier::none) barriers_[id] = std::max(barriers_[id], barrier);
}

std::int32_t WalkGraphBuilder::node_at(std::int64_t id, FixedPosition at, std::int64_t from,
                                       std::int64_t to) {
  if (nodes_.size() >= static_cast<std::size_t>(std::numeric_limits<NodeIndex>::max())) {
    throw Error(ErrorCode::too_large, "步行网络过大 the walking network has more than 2^31 nodes");
  }
  const auto [entry, is_new] =
      node_of_id_.try_emplace(id, static_cast<std::int32_t>(nodes_.size()));
  if (is_new) nodes_.push_back({id, at, NodeBarrier::none});
  if (nodes_[entry->second].at != at) {
    bad_edge(from, to, "it ends at another place than other edges of node " + std::to_string(id));
  }
  return entry->second;
}

std::uint32_t WalkGraphBuilder::name_index(const std::string& name) {
  if (name.empty()) return 0;
  const auto [entry, is_new] =
      names_.try_emplace(name, static_cast<std::uint32_t>(name_list_.size()));
  if (is_new) name_list_.push_back(name);
  return entry->second;
}

void WalkGraphBuilder::add_edge(std::int64_t from, std::int64_t to,
                                const LineString<Position>& line, std::optional<Metres> length,
                                const EdgeTraits& traits) {
  if (line.points.size() < 2) bad_edge(from, to, "expected a line of two points or more");
  for (const Position& p : line.points) {
    if (!checked_lonlat<Wgs84>(p.lon, p.lat))
      bad_edge(from, to, "a position is not a longitude and latitude");
  }
  const Millimetres millimetres = checked_length(from, to, line, length);
  if (!traits.forward && !traits.backward) return;
  const std::size_t inner = line.points.size() - 2;
  if (edges_.size() >= static_cast<std::size_t>(std::numeric_limits<EdgeIndex>::max()) ||
      vertices_.size() + inner > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large,
                "步行网络过大 the walking network has more than 2^31 edges or 2^32 points");
  }
  RawEdge edge{};
  edge.from = node_at(from, to_fixed(line.points.front()), from, to);
  edge.to = node_at(to, to_fixed(line.points.back()), from, to);
  edge.word = word_of(millimetres, traits);
  edge.name = name_index(traits.name);
  edge.vertices = static_cast<std::uint32_t>(vertices_.size());
  edge.vertex_count = static_cast<std::uint32_t>(inner);
  edge.kind = traits.kind;
  for (std::size_t i = 1; i <= inner; ++i) vertices_.push_back(to_fixed(line.points[i]));
  edges_.push_back(edge);
}

void WalkGraphBuilder::join(std::int64_t from, std::int64_t to, const EdgeTraits& traits) {
  if (from != to && (traits.forward || traits.backward)) joints_.push_back({from, to, traits});
}

std::optional<FixedPosition> WalkGraphBuilder::place_of(std::int64_t id) const {
  const auto node = node_of_id_.find(id);
  if (node != node_of_id_.end()) return nodes_[node->second].at;
  const auto place = places_.find(id);
  if (place != places_.end()) return place->second;
  return std::nullopt;
}

void WalkGraphBuilder::add_joints() {
  for (const Joint& joint : joints_) {
    const auto from = place_of(joint.from), to = place_of(joint.to);
    if (!from && !to) continue;
    const Position p = to_position(from ? *from : *to), q = to_position(to ? *to : *from);
    if (distance(p, q).value() > 1)
      bad_edge(joint.from, joint.to, "expected two nodes at one place");
    add_edge(joint.from, joint.to, {{p, q}}, Metres::of(0), joint.traits);
  }
  joints_ = {};
}

// Edges into an order, and each into a direction, that do not depend on how they were added.
void WalkGraphBuilder::sort_edges() {
  const auto inner = [this](const RawEdge& e) {
    return std::span<FixedPosition>(vertices_.data() + e.vertices, e.vertex_count);
  };
  for (RawEdge& e : edges_) {
    const auto points = inner(e);
    const bool backwards = e.from == e.to
                               ? std::lexicographical_compare(points.rbegin(), points.rend(),
                                                              points.begin(), points.end())
                               : nodes_[e.from].id > nodes_[e.to].id;
    if (!backwards) continue;
    std::swap(e.from, e.to);
    e.word = flipped(e.word);
    std::reverse(points.begin(), points.end());
  }
  std::sort(edges_.begin(), edges_.end(), [&](const RawEdge& p, const RawEdge& q) {
    const auto key = [&](const RawEdge& e) {
      return std::make_tuple(nodes_[e.from].id, nodes_[e.to].id, e.word, e.kind, e.vertex_count);
    };
    const auto kp = key(p), kq = key(q);
    if (kp != kq) return kp < kq;
    if (p.name != q.name) return name_list_[p.name] < name_list_[q.name];
    const auto ip = inner(p), iq = inner(q);
    return std::lexicographical_compare(ip.begin(), ip.end(), iq.begin(), iq.end());
  });
}

void WalkGraphBuilder::cut_at_closed_barriers() {
  for (auto& node : nodes_) {
    const auto found = barriers_.find(node.id);
    if (found != barriers_.end()) node.barrier = found->second;
  }
  std::vector<bool> taken(nodes_.size(), false);
  const auto end_at = [&](std::int32_t node) {
    if (nodes_[node].barrier != NodeBarrier::closed) return node;
    if (!taken[node]) {
      taken[node] = true;
      return node;
    }
    nodes_.push_back(RawNode(nodes_[node]));
    taken.push_back(true);
    return static_cast<std::int32_t>(nodes_.size() - 1);
  };
  for (RawEdge& e : edges_) {
    e.from = end_at(e.from);
    e.to = end_at(e.to);
  }
}

std::vector<NodeIndex> WalkGraphBuilder::number_nodes(WalkGraph& graph) const {
  const auto keys = hilbert_keys(nodes_);
  std::vector<std::int32_t> first_edge(nodes_.size(),
                                       -1);  // tells the copies at a closed barrier apart
  for (std::size_t i = edges_.size(); i-- > 0;) {
    first_edge[edges_[i].to] = static_cast<std::int32_t>(i);
    first_edge[edges_[i].from] = static_cast<std::int32_t>(i);
  }
  std::vector<std::int32_t> order(nodes_.size());
  std::iota(order.begin(), order.end(), 0);
  // A closed loop with both ends at one barrier has two equal copies; `from` was made first.
  std::sort(order.begin(), order.end(), [&](std::int32_t p, std::int32_t q) {
    return std::tie(keys[p], nodes_[p].at, nodes_[p].id, first_edge[p], p) <
           std::tie(keys[q], nodes_[q].at, nodes_[q].id, first_edge[q], q);
  });
  std::vector<NodeIndex> number(nodes_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const RawNode& node = nodes_[order[i]];
    number[order[i]] = static_cast<NodeIndex>(i);
    graph.positions_.push_back(node.at);
    graph.ids_.push_back(node.id);
    graph.barriers_.push_back(node.barrier);
  }
  return number;
}

void WalkGraphBuilder::number_names(WalkGraph& graph) {
  std::vector<std::uint32_t> order(name_list_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t p, std::uint32_t q) { return name_list_[p] < name_list_[q]; });
  std::vector<std::uint32_t> number(order.size());
  graph.names_.clear();
  for (std::uint32_t i = 0; i < order.size(); ++i) {  // the empty name stays first
    number[order[i]] = i;
    graph.names_.push_back(name_list_[order[i]]);
  }
  for (RawEdge& e : edges_) e.name = number[e.name];
}

void WalkGraphBuilder::write_edges(WalkGraph& graph, const std::vector<NodeIndex>& number) {
  for (RawEdge& e : edges_) {
    e.from = number[e.from];
    e.to = number[e.to];
    if (e.from <= e.to) continue;
    std::swap(e.from, e.to);
    e.word = flipped(e.word);
    std::reverse(vertices_.begin() + e.vertices, vertices_.begin() + e.vertices + e.vertex_count);
  }
  std::stable_sort(edges_.begin(), edges_.end(), [](const RawEdge& p, const RawEdge& q) {
    return std::tie(p.from, p.to) < std::tie(q.from, q.to);
  });
  graph.edges_.reserve(edges_.size());
  graph.vertices_.reserve(vertices_.size());
  for (const RawEdge& e : edges_) {
    graph.edges_.push_back(
        {e.from, e.to, e.word, e.name, static_cast<std::uint32_t>(graph.vertices_.size()), e.kind});
    graph.vertices_.insert(graph.vertices_.end(), vertices_.begin() + e.vertices,
                           vertices_.begin() + e.vertices + e.vertex_count);
  }
}

WalkGraph WalkGraphBuilder::build(const Progress& progress) && {
  constexpr std::uint64_t steps = 4;
  WalkGraph graph;
  add_joints();
  node_of_id_ = {};
  names_ = {};
  progress.check();
  progress.report("network.build", 0, steps);
  sort_edges();
  progress.check();
  progress.report("network.build", 1, steps);
  cut_at_closed_barriers();
  const auto number = number_nodes(graph);
  number_names(graph);
  progress.check();
  progress.report("network.build", 2, steps);
  write_edges(graph, number);
  progress.check();
  progress.report("network.build", 3, steps);
  graph.index_arcs();
  progress.report("network.build", steps, steps);
  return graph;
}

}  // namespace jintu::network
