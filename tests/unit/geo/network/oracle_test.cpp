// Our distances beside Boost.Graph's Dijkstra on the full graph: another program, another
// arithmetic (double metres, lengths by PROJ), the same answers to 0.1 m on 10^5 pairs.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <unordered_map>

#include "geo/crs/transform.hpp"
#include "geo/network/many_to_many.hpp"
#include "geo/network/route.hpp"
#include "geo/network/snap.hpp"
#include "osm_walks.hpp"
#include "random_town.hpp"
#include "tests/support/skip.hpp"

using namespace jintu;
using namespace jintu::network;
using namespace jintu::network::testing;

namespace {

using BoostGraph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                          boost::property<boost::edge_weight_t, double>>;

class Oracle {
 public:
  explicit Oracle(const std::vector<TownEdge>& edges) {
    for (const auto& e : edges) {
      double metres = 0;
      for (std::size_t i = 1; i < e.line.points.size(); ++i) {
        metres += distance(e.line.points[i - 1], e.line.points[i]).value();
      }
      const auto a = vertex(e.from), b = vertex(e.to);
      if (e.traits.forward) boost::add_edge(a, b, metres, graph_);
      if (e.traits.backward) boost::add_edge(b, a, metres, graph_);
    }
  }
  /// To all nodes, by `vertex`; the largest double where there is no path.
  std::vector<double> from(std::int64_t id) {
    std::vector<double> distances(boost::num_vertices(graph_));
    boost::dijkstra_shortest_paths(graph_, vertex(id), boost::distance_map(distances.data()));
    return distances;
  }
  std::size_t vertex(std::int64_t id) {
    return vertices_.try_emplace(id, vertices_.size()).first->second;
  }

 private:
  std::unordered_map<std::int64_t, std::size_t> vertices_;
  BoostGraph graph_;
};

/// Each node as a place on one of its edges.
std::vector<std::optional<Snapped>> node_places(const WalkGraph& graph) {
  std::vector<std::optional<Snapped>> places;
  for (NodeIndex node = 0; node < graph.nodes(); ++node) {
    const EdgeIndex e = graph.arc_edges(node).front();
    places.push_back(
        Snapped{e, graph.edge(e).a == node ? 0 : graph.edge(e).length(), graph.position(node), {}});
  }
  return places;
}

/// The raw edges of an extract, cut at what cannot be passed, as the graph is; empty when there is
/// no such file.
std::vector<TownEdge> extract_edges(const std::string& name) {
  const std::string file = std::string(JINTU_SHARED_DATA) + "/osm/" + name;
  if (!std::filesystem::exists(file)) {
    jintu_test::skip(file + " is not there");
    return {};
  }
  std::vector<TownEdge> edges;
  std::unordered_map<std::int64_t, Position> at;
  std::vector<std::int64_t> closed;
  read_walk_layers(
      file, std::string(JINTU_SOURCE_DIR) + "/data/osm_rules",
      [&](const Feature& f) {
        const auto id = std::get<std::int64_t>(*f.properties.find("osm_id"));
        at[id] = std::get<MultiPoint<Position>>(f.geometry).front();
        if (!std::get<bool>(*f.properties.find("passable"))) closed.push_back(id);
      },
      [&](const Feature& f) {
        TownEdge edge{std::get<std::int64_t>(*f.properties.find("from_node")),
                      std::get<std::int64_t>(*f.properties.find("to_node")),
                      {},
                      {}};
        if (const auto* lines = std::get_if<MultiLineString<Position>>(&f.geometry))
          edge.line = lines->front();
        edge.traits = {walk_kind(f.properties.text("kind")),
                       std::get<bool>(*f.properties.find("foot_forward")),
                       std::get<bool>(*f.properties.find("foot_backward")), ""};
        edges.push_back(std::move(edge));
      });
  std::int64_t copies = std::int64_t{1} << 60;
  for (TownEdge& e : edges) {
    if (e.line.points.empty()) e.line.points = {at.at(e.from), at.at(e.to)};
    if (std::count(closed.begin(), closed.end(), e.from) > 0) e.from = ++copies;
    if (std::count(closed.begin(), closed.end(), e.to) > 0) e.to = ++copies;
  }
  return edges;
}

struct Comparison {
  std::size_t pairs = 0, connected = 0, wrong = 0;
  double worst = 0;
};

Comparison compare(const std::vector<TownEdge>& edges, std::size_t sources, std::size_t targets,
                   Metres cutoff) {
  WalkGraphBuilder builder;
  for (const auto& e : edges) builder.add_edge(e.from, e.to, e.line, std::nullopt, e.traits);
  const WalkGraph graph = std::move(builder).build();
  Oracle oracle(edges);
  const auto places = node_places(graph);
  std::mt19937 random(17);
  std::vector<NodeIndex> from, to;
  std::vector<std::optional<Snapped>> starts, goals;
  for (std::size_t i = 0; i < sources; ++i)
    from.push_back(static_cast<NodeIndex>(random() % places.size()));
  for (std::size_t i = 0; i < targets; ++i)
    to.push_back(static_cast<NodeIndex>(random() % places.size()));
  for (const NodeIndex node : from) starts.push_back(places[node]);
  for (const NodeIndex node : to) goals.push_back(places[node]);
  MatrixOptions options;
  options.cutoff = cutoff;
  const auto table = walking_distances(graph, starts, goals, options);
  Comparison result;
  for (std::size_t i = 0; i < sources; ++i) {
    const auto expected = oracle.from(graph.node_id(from[i]));
    std::vector<double> ours(targets, std::numeric_limits<double>::max());
    for (std::size_t k = 0; k < table.columns(i).size(); ++k) {
      ours[table.columns(i)[k]] = to_metres(table.distances(i)[k]).value();
    }
    for (std::size_t j = 0; j < targets; ++j) {
      const double theirs = expected[oracle.vertex(graph.node_id(to[j]))];
      ++result.pairs;
      if (theirs > cutoff.value() + 0.1) {
        // far or without a path: absent, or at the very cut-off
        if (ours[j] < cutoff.value() - 0.1) ++result.wrong;
        continue;
      }
      if (theirs > cutoff.value() - 0.1 && ours[j] > 1e300) continue;
      ++result.connected;
      result.worst = std::max(result.worst, std::abs(ours[j] - theirs));
      if (!(std::abs(ours[j] - theirs) <= 0.1)) ++result.wrong;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("distances on 200,000 nodes equal Boost's to 0.1 m on 10^5 pairs") {
  const auto far = compare(town_edges(450, 1), 50, 2000, Metres::of(100'000));
  CAPTURE(far.worst, far.connected);
  CHECK(far.pairs == 100'000);
  CHECK(far.connected > 90'000);
  CHECK(far.wrong == 0);
}

TEST_CASE("distances on real extracts equal Boost's to 0.1 m") {
  for (const std::string name : {"monaco.osm.pbf", "liechtenstein.osm.pbf", "bench-city.osm.pbf"}) {
    const auto edges = extract_edges(name);
    if (edges.empty()) continue;
    const auto found = compare(edges, 40, 2500, Metres::of(200'000));
    CAPTURE(name, edges.size(), found.worst, found.connected);
    CHECK(found.pairs == 100'000);
    CHECK(found.connected > 20'000);
    CHECK(found.wrong == 0);
  }
}

TEST_CASE("bounded distances equal Boost's and nothing within the cut-off is missing") {
  const auto near = compare(town_edges(120, 2), 100, 5000, Metres::of(2000));
  CAPTURE(near.worst, near.connected);
  CHECK(near.connected > 50'000);
  CHECK(near.wrong == 0);
}

TEST_CASE("places on edges are as far as if each were a node of Boost's graph") {
  auto edges = town_edges(40, 4);
  WalkGraphBuilder builder;
  for (const auto& e : edges) builder.add_edge(e.from, e.to, e.line, std::nullopt, e.traits);
  const WalkGraph graph = std::move(builder).build();
  std::mt19937 random(9);
  const std::size_t count = 60;
  std::vector<std::optional<Snapped>> places;
  // several on the same edge too
  for (std::size_t i = 0; i < count; ++i) {
    const auto e = static_cast<EdgeIndex>(
        random() % (i % 2 == 0 ? 20 : static_cast<std::size_t>(graph.edges())));
    places.push_back(
        Snapped{e, static_cast<Millimetres>(random() % (graph.edge(e).length() + 1)), {}, {}});
  }
  // Boost's graph: each edge cut at its places, in millimetres
  std::vector<std::vector<std::pair<Millimetres, std::size_t>>> cuts(graph.edges());
  for (NodeIndex e = 0; e < graph.edges(); ++e) {
    cuts[e] = {{0, static_cast<std::size_t>(graph.edge(e).a)},
               {graph.edge(e).length(), static_cast<std::size_t>(graph.edge(e).b)}};
  }
  for (std::size_t i = 0; i < count; ++i)
    cuts[places[i]->edge].push_back({places[i]->along, graph.nodes() + i});
  BoostGraph boost_graph(graph.nodes() + count);
  for (EdgeIndex e = 0; e < graph.edges(); ++e) {
    auto& list = cuts[e];
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& p, const auto& q) { return p.first < q.first; });
    // equal positions: joined both ways by nothing
    for (std::size_t i = 1; i < list.size(); ++i) {
      const double length = list[i].first - list[i - 1].first;
      if (graph.edge(e).walkable_forward() || length == 0)
        boost::add_edge(list[i - 1].second, list[i].second, length, boost_graph);
      if (graph.edge(e).walkable_backward() || length == 0)
        boost::add_edge(list[i].second, list[i - 1].second, length, boost_graph);
    }
  }
  MatrixOptions options;
  options.cutoff = Metres::of(100'000);
  const auto table = walking_distances(graph, places, places, options);
  RouteFinder finder(graph);
  std::size_t connected = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<double> expected(boost::num_vertices(boost_graph));
    boost::dijkstra_shortest_paths(boost_graph, graph.nodes() + i,
                                   boost::distance_map(expected.data()));
    std::vector<double> ours(count, std::numeric_limits<double>::max());
    for (std::size_t k = 0; k < table.columns(i).size(); ++k)
      ours[table.columns(i)[k]] = table.distances(i)[k];
    for (std::size_t j = 0; j < count; ++j) {
      REQUIRE(ours[j] == expected[graph.nodes() + j]);
      const auto route = finder.find(*places[i], *places[j]);
      REQUIRE(route.has_value() == (ours[j] < 1e300));
      if (!route) continue;
      ++connected;
      REQUIRE(std::llround(route->length.value() * 1000) == static_cast<long long>(ours[j]));
      Metres sum;
      for (const auto& step : route->steps) sum = sum + step.length;
      REQUIRE(sum.value() == Approx(route->length.value()).margin(1e-6));
    }
  }
  CHECK(connected > count * count / 2);
}

TEST_CASE("the table depends neither on the threads nor on the side that is searched from") {
  const auto graph = random_town(100, 6);
  const auto places = node_places(graph);
  std::vector<std::optional<Snapped>> few, many;
  for (std::size_t i = 0; i < places.size(); i += 97) few.push_back(places[i]);
  for (std::size_t i = 5; i < places.size(); i += 11) many.push_back(places[i]);
  MatrixOptions options;
  options.cutoff = Metres::of(1500);
  options.threads = 1;
  const auto one = walking_distances(graph, few, many, options);
  options.threads = 5;
  CHECK(walking_distances(graph, few, many, options) == one);
  // searched from the goals: pad the starts with points that did not land until they are the
  // greater set
  auto padded = few;
  padded.resize(many.size() + 1);
  const auto other = walking_distances(graph, padded, many, options);
  CHECK(other.column == one.column);
  CHECK(other.distance == one.distance);
}
