// A made-up town: a crooked grid of streets with gaps, diagonals, one-ways, steps and islands.
#pragma once

#include <random>
#include <tuple>
#include <vector>

#include "geo/network/graph/local_metric.hpp"
#include "geo/network/graph/walk_graph_builder.hpp"

namespace jintu::network::testing {

struct TownEdge {
  std::int64_t from, to;
  LineString<Position> line;
  EdgeTraits traits;
};

inline Position town_point(double column, double row) {
  const LocalMetric metric(39.1);
  return {117.1 + column * 60 / metric.lon_metres, 39.1 + row * 60 / metric.lat_metres};
}
inline Position town_centre(int size) { return town_point(size / 2.0, size / 2.0); }

/// `size` × `size` crossings about 60 m apart; the same for the same seed everywhere (mt19937 and
/// whole numbers only).
inline std::vector<TownEdge> town_edges(int size, unsigned seed) {
  std::mt19937 random(seed);
  const auto unit = [&random] { return static_cast<double>(random() % 10'000) / 10'000; };
  std::vector<Position> at;
  for (int r = 0; r < size; ++r) {
    for (int c = 0; c < size; ++c) {
      const double dx = unit() * 0.6 - 0.3;
      at.push_back(town_point(c + dx, r + unit() * 0.6 - 0.3));
    }
  }
  // as OSM and the graph keep them
  for (Position& p : at) p = to_position(to_fixed(p));
  std::vector<TownEdge> edges;
  const auto add = [&](int p, int q) {
    const double kind = unit();
    TownEdge edge{p, q, {{at[p]}}, {}};
    if (unit() < 0.4) {  // a bend
      const double t = 0.3 + 0.4 * unit(), off = unit() * 0.4 - 0.2;
      edge.line.points.push_back(to_position(
          to_fixed({at[p].lon + t * (at[q].lon - at[p].lon) + off * (at[q].lat - at[p].lat),
                    at[p].lat + t * (at[q].lat - at[p].lat) - off * (at[q].lon - at[p].lon)})));
    }
    edge.line.points.push_back(at[q]);
    if (kind < 0.04) edge.traits.backward = false;
    if (kind > 0.96) edge.traits.kind = WalkKind::steps;
    edges.push_back(std::move(edge));
  };
  for (int r = 0; r < size; ++r) {
    for (int c = 0; c < size; ++c) {
      const int p = r * size + c;
      if (c + 1 < size && unit() < 0.82) add(p, p + 1);
      if (r + 1 < size && unit() < 0.82) add(p, p + size);
      if (c + 1 < size && r + 1 < size && unit() < 0.06) add(p, p + size + 1);
    }
  }
  return edges;
}

inline WalkGraph random_town(int size, unsigned seed) {
  WalkGraphBuilder builder;
  for (const auto& e : town_edges(size, seed))
    builder.add_edge(e.from, e.to, e.line, std::nullopt, e.traits);
  return std::move(builder).build();
}

}  // namespace jintu::network::testing
