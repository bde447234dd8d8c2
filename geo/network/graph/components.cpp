#include "geo/network/graph/components.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace jintu::network {

namespace {

NodeIndex root_of(std::vector<NodeIndex>& parent, NodeIndex node) {
  while (parent[node] != node) {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

/// Nodes joined to `start` by arcs that carry `flag`.
std::vector<bool> reach(const WalkGraph& graph, NodeIndex start, std::uint32_t flag) {
  std::vector<bool> seen(graph.nodes(), false);
  std::vector<NodeIndex> open{start};
  seen[start] = true;
  while (!open.empty()) {
    const NodeIndex node = open.back();
    open.pop_back();
    for (const Arc arc : graph.arcs(node)) {
      if (!(arc.word & flag) || seen[arc.head]) continue;
      seen[arc.head] = true;
      open.push_back(arc.head);
    }
  }
  return seen;
}

// The largest strongly connected part, found from a few starts: traps are small, so that a start
// outside of it is unlikely, and after one the next differs.
NodeIndex count_traps(const WalkGraph& graph, const ComponentReport& report) {
  NodeIndex best = 0;
  int tries = 0;
  const NodeIndex main = report.components.front().nodes;
  for (NodeIndex start = report.components.front().sample; start < graph.nodes() && tries < 8;
       ++start) {
    if (!report.in_main(start)) continue;
    ++tries;
    const auto there = reach(graph, start, Arc::leaves);
    const auto back = reach(graph, start, Arc::arrives);
    NodeIndex both = 0;
    for (NodeIndex i = 0; i < graph.nodes(); ++i) both += there[i] && back[i] ? 1 : 0;
    best = std::max(best, both);
    if (best > main / 2) break;
  }
  return main - best;
}

}  // namespace

ComponentReport check_components(const WalkGraph& graph) {
  ComponentReport report;
  if (graph.nodes() == 0) return report;
  std::vector<NodeIndex> parent(graph.nodes());
  std::iota(parent.begin(), parent.end(), 0);
  for (EdgeIndex i = 0; i < graph.edges(); ++i) {
    const NodeIndex a = root_of(parent, graph.edge(i).a), b = root_of(parent, graph.edge(i).b);
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::int32_t> index(graph.nodes(), -1);
  std::vector<std::uint64_t> millimetres;
  for (NodeIndex node = 0; node < graph.nodes(); ++node) {
    const NodeIndex root = root_of(parent, node);
    if (root == node) {
      index[node] = static_cast<std::int32_t>(report.components.size());
      report.components.push_back({0, 0, {}, node});
      millimetres.push_back(0);
    }
    ++report.components[index[root]].nodes;
  }
  for (EdgeIndex i = 0; i < graph.edges(); ++i) {
    const auto c = index[root_of(parent, graph.edge(i).a)];
    ++report.components[c].edges;
    millimetres[c] += graph.edge(i).length();
  }
  std::vector<std::int32_t> order(report.components.size()), rank(order.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t p, std::int32_t q) {
    const auto& cp = report.components[p];
    const auto& cq = report.components[q];
    return std::tie(cq.nodes, millimetres[q], cp.sample) <
           std::tie(cp.nodes, millimetres[p], cq.sample);
  });
  std::vector<Component> sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = static_cast<std::int32_t>(i);
    sorted.push_back(report.components[order[i]]);
    sorted.back().length = Metres::of(static_cast<double>(millimetres[order[i]]) / 1000);
  }
  report.components = std::move(sorted);
  report.of_node.resize(graph.nodes());
  for (NodeIndex node = 0; node < graph.nodes(); ++node)
    report.of_node[node] = rank[index[root_of(parent, node)]];
  report.one_way_traps = count_traps(graph, report);
  return report;
}

}  // namespace jintu::network
