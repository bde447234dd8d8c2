// A walking network drawn as text, after Valhalla's test/gurka: each letter or digit is a node.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "geo/network/graph/local_metric.hpp"
#include "geo/network/graph/walk_graph_builder.hpp"
#include "geo/network/many_to_many.hpp"
#include "geo/network/snap.hpp"

namespace jintu::network::testing {

/// Columns and rows are `step` metres apart near Tianjin's centre; the first line is the
/// northernmost. Letters are nodes, '-', '|', '/', '\' and spaces are decoration; node ids are the
/// characters' codes.
class AsciiMap {
 public:
  explicit AsciiMap(std::string_view drawing, double step = 10) : metric_(39.13) {
    double row = 0, column = 0;
    for (const char c : drawing) {
      if (c == '\n') {
        row += 1;
        column = 0;
        continue;
      }
      if (std::isalnum(static_cast<unsigned char>(c))) at_[c] = point(column * step, -row * step);
      column += 1;
    }
  }

  /// `metres` east and north of the drawing's first character.
  Position point(double east, double north) const {
    return {117.2 + east / metric_.lon_metres, 39.13 + north / metric_.lat_metres};
  }
  Position operator[](char node) const { return at_.at(node); }
  Position near(char node, double east, double north) const {
    const Position p = at_.at(node);
    return {p.lon + east / metric_.lon_metres, p.lat + north / metric_.lat_metres};
  }
  /// One edge between each pair of neighbours in "ABC".
  void way(std::string_view nodes, const EdgeTraits& traits = {}) {
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      builder_.add_edge(nodes[i - 1], nodes[i], {{at_.at(nodes[i - 1]), at_.at(nodes[i])}},
                        std::nullopt, traits);
    }
  }
  /// One edge through all of "ABC": the inner characters are vertices only.
  void edge(std::string_view nodes, const EdgeTraits& traits = {}) {
    LineString<Position> line;
    for (const char c : nodes) line.points.push_back(at_.at(c));
    builder_.add_edge(nodes.front(), nodes.back(), line, std::nullopt, traits);
  }
  void barrier(char node, NodeBarrier barrier) { builder_.add_node(node, barrier); }
  WalkGraphBuilder& builder() { return builder_; }
  WalkGraph graph() { return std::move(builder_).build(); }

 private:
  LocalMetric metric_;
  std::map<char, Position> at_;
  WalkGraphBuilder builder_;
};

/// The walk between two points in metres, access not counted; -1 when there is none.
inline double walk(const WalkGraph& graph, Position from, Position to, Avoid avoid = {}) {
  const Snapper snapper(graph, {Metres::of(500), avoid, 1});
  const std::vector<std::optional<Snapped>> starts{snapper.snap(from)}, goals{snapper.snap(to)};
  REQUIRE(starts[0]);
  REQUIRE(goals[0]);
  MatrixOptions options;
  options.cutoff = Metres::of(100'000);
  options.avoid = avoid;
  options.access = Access::ignored;
  const auto table = walking_distances(graph, starts, goals, options);
  return table.pairs() == 0 ? -1 : to_metres(table.distances(0)[0]).value();
}

inline std::string letters(const WalkGraph& graph, const std::vector<NodeIndex>& nodes) {
  std::string text;
  for (const NodeIndex node : nodes) text += static_cast<char>(graph.node_id(node));
  return text;
}

}  // namespace jintu::network::testing
