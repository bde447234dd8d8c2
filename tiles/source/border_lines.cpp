#include "tiles/source/border_lines.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace jintu::tiles {
namespace {

struct At {
  double lon, lat;
  auto operator<=>(const At&) const = default;
};

struct Edge {
  At from, to;
  auto operator<=>(const Edge&) const = default;
};

double twice_area(const Ring<Position>& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.points.size(); ++i)
    sum +=
        ring.points[i - 1].lon * ring.points[i].lat - ring.points[i].lon * ring.points[i - 1].lat;
  return sum;
}

/// Directed edges with the feature on their left.
std::map<Edge, std::string> edges_of(const Layer& coverage) {
  std::map<Edge, std::string> edges;
  const auto add = [&edges](const Ring<Position>& ring, bool outer, const std::string& key) {
    const bool forward = (twice_area(ring) > 0) == outer;
    for (std::size_t i = 1; i < ring.points.size(); ++i) {
      const At a{ring.points[i - 1].lon, ring.points[i - 1].lat},
          b{ring.points[i].lon, ring.points[i].lat};
      if (a != b) edges.emplace(forward ? Edge{a, b} : Edge{b, a}, key);
    }
  };
  for (const Feature& f : coverage.features())
    if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&f.geometry))
      for (const auto& polygon : *polygons) {
        add(polygon.outer, true, f.key);
        for (const auto& hole : polygon.holes) add(hole, false, f.key);
      }
  return edges;
}

using Steps = std::map<At, At>;

// Follows the steps from where nothing leads in, then round the closed rings that remain.
MultiLineString<Position> chain(Steps steps) {
  std::map<At, int> entries;
  for (const auto& [from, to] : steps) ++entries[to];
  MultiLineString<Position> lines;
  const auto follow = [&](At start) {
    LineString<Position> line{{{start.lon, start.lat}}};
    for (auto it = steps.find(start); it != steps.end(); it = steps.find(start)) {
      start = it->second;
      line.points.push_back({start.lon, start.lat});
      steps.erase(it);
    }
    lines.push_back(std::move(line));
  };
  std::vector<At> starts;
  for (const auto& [from, to] : steps)
    if (!entries.contains(from)) starts.push_back(from);
  for (const At start : starts) follow(start);
  while (!steps.empty()) follow(steps.begin()->first);
  return lines;
}

}  // namespace

std::vector<BorderLine> border_lines(const Layer& coverage) {
  const auto edges = edges_of(coverage);
  // Two features may meet in one vertex twice with the same neighbours: later steps from it start
  // a chain of their own.
  std::map<std::pair<std::string, std::string>, std::vector<Steps>> by_pair;
  for (const auto& entry : edges) {
    const auto& edge = entry.first;
    const auto& left = entry.second;
    const auto other = edges.find({edge.to, edge.from});
    std::string right = other == edges.end() ? "" : other->second;
    if (!right.empty() && right <= left) continue;  // told from the other side, or within one
    auto& layers = by_pair[{left, right}];
    const auto free = std::find_if(layers.begin(), layers.end(),
                                   [&](const Steps& s) { return !s.contains(edge.from); });
    (free == layers.end() ? layers.emplace_back() : *free)[edge.from] = edge.to;
  }
  std::vector<BorderLine> result;
  for (auto& [pair, layers] : by_pair) {
    BorderLine border{pair.first, pair.second, {}};
    for (auto& steps : layers)
      for (auto& line : chain(std::move(steps))) border.lines.push_back(std::move(line));
    result.push_back(std::move(border));
  }
  return result;
}

}  // namespace jintu::tiles
