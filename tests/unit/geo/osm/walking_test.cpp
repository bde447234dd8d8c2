#include "geo/osm/walking.hpp"

#include <random>

#include "geo/crs/transform.hpp"
#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

namespace {

struct Edge {
  std::int64_t from, to;
  std::string kind;
  friend bool operator==(const Edge&, const Edge&) = default;
};

std::vector<Edge> edges(const Imported& r) {
  std::vector<Edge> list;
  for (const Feature& f : r.store.layers.at("walk_edges"))
    list.push_back({static_cast<std::int64_t>(f.properties.number("from_node", 0)),
                    static_cast<std::int64_t>(f.properties.number("to_node", 0)),
                    std::string(f.properties.text("kind"))});
  return list;
}

// 1–2–3–4–5 eastwards, 6 north of 3.
const std::string cross = node(1, 117, 39) + node(2, 117.001, 39) + node(3, 117.002, 39) +
                          node(4, 117.003, 39) + node(5, 117.004, 39) + node(6, 117.002, 39.001);

}  // namespace

TEST_CASE("walkable ways are split where they meet, and only there") {
  const auto r =
      import_text(cross + way(10, {1, 2, 3, 4, 5}, "highway=footway") +
                  way(11, {3, 6}, "highway=steps") + way(12, {2, 6}, "highway=motorway"));
  CHECK(edges(r) == std::vector<Edge>{{1, 3, "footway"}, {3, 5, "footway"}, {3, 6, "steps"}});
  CHECK(r.store.count("walk_nodes") == 4);
  const auto& middle = r.store.layers.at("walk_nodes")[1].properties;
  CHECK(middle.number("osm_id", 0) == 3);
  CHECK(middle.number("degree", 0) == 3);
}

TEST_CASE("an edge's length is that of its geodesics, along all its points") {
  const auto r = import_text(cross + way(10, {1, 2, 6}, "highway=path"));
  REQUIRE(r.store.count("walk_edges") == 1);
  const auto& edge = r.store.layers.at("walk_edges")[0];
  const double expected = distance(Position{117, 39}, Position{117.001, 39}).value() +
                          distance(Position{117.001, 39}, Position{117.002, 39.001}).value();
  CHECK(edge.properties.number("length_m", 0) == Approx(expected).margin(1e-4));
  CHECK(std::get<MultiLineString<Position>>(edge.geometry)[0].points.size() == 3);
}

TEST_CASE("short segments are measured to 0.1 mm of the geodesic") {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> offset(-0.008, 0.008), lat(-70, 70);
  for (int i = 0; i < 20000; ++i) {
    const Position a{117.2, lat(random)};
    const Position b{a.lon + offset(random), a.lat + offset(random)};
    REQUIRE(segment_metres(a, b) == Approx(distance(a, b).value()).margin(1e-4));
  }
}

TEST_CASE("private ways, motorways and ways closed to walkers are not in the network") {
  const auto r = import_text(
      cross + way(10, {1, 2}, "highway=service access=private") +
      way(11, {2, 3}, "highway=service access=private foot=yes") +
      way(12, {3, 4}, "highway=path foot=no") + way(13, {4, 5}, "highway=motorway") +
      way(14, {3, 6}, "highway=cycleway") + way(15, {5, 6}, "highway=cycleway foot=designated") +
      way(16, {1, 6}, "building=yes"));
  CHECK(edges(r) == std::vector<Edge>{{2, 3, "street"}, {5, 6, "path"}});
}

TEST_CASE("a gate splits a way and says whether it lets walkers pass") {
  const auto r =
      import_text(node(1, 117, 39) + node(2, 117.001, 39, "barrier=gate access=private") +
                  node(3, 117.002, 39) + node(4, 117.003, 39, "barrier=bollard") +
                  node(5, 117.004, 39) + way(10, {1, 2, 3, 4, 5}, "highway=residential"));
  CHECK(edges(r) == std::vector<Edge>{{1, 2, "street"}, {2, 4, "street"}, {4, 5, "street"}});
  const auto& nodes = r.store.layers.at("walk_nodes");
  CHECK(nodes[1].properties.text("barrier") == "gate");
  CHECK(*nodes[1].properties.find("passable") == Value(false));
  CHECK(nodes[2].properties.text("barrier") == "bollard");
  CHECK(*nodes[2].properties.find("passable") == Value(true));
  CHECK(*r.store.layers.at("walk_edges")[0].properties.find("gate") == Value(true));
}

TEST_CASE("one-way streets are two-way on foot, one-way stairs are not") {
  const auto r = import_text(cross + way(10, {1, 2}, "highway=residential oneway=yes") +
                             way(11, {2, 3}, "highway=steps oneway=yes") +
                             way(12, {3, 4}, "highway=footway oneway=-1") +
                             way(13, {4, 5}, "highway=steps conveying=backward"));
  const auto& list = r.store.layers.at("walk_edges");
  const auto flags = [&](std::size_t i) {
    return std::pair(*list[i].properties.find("foot_forward") == Value(true),
                     *list[i].properties.find("foot_backward") == Value(true));
  };
  CHECK(flags(0) == std::pair(true, true));
  CHECK(flags(1) == std::pair(true, false));
  CHECK(flags(2) == std::pair(false, true));
  CHECK(flags(3) == std::pair(false, true));
}

TEST_CASE("loops, doubled nodes and nodes at one place do not break the network") {
  const auto r =
      import_text(cross + node(7, 117.004, 39) + way(10, {1, 2, 6, 1}, "highway=footway") +
                  way(11, {1, 2, 3, 1, 4}, "highway=path") + way(12, {4, 4, 5}, "highway=path") +
                  way(13, {5, 7}, "highway=path"));
  CHECK(edges(r) == std::vector<Edge>{{1, 2, "footway"},
                                      {2, 1, "footway"},
                                      {1, 2, "path"},
                                      {2, 1, "path"},
                                      {1, 4, "path"},
                                      {4, 5, "path"},
                                      {5, 7, "path"}});
  CHECK(r.store.layers.at("walk_edges").back().properties.number("length_m", 1) == 0);
  CHECK(r.store.layers.at("walk_edges").back().geometry.index() == 0);
}

TEST_CASE("edges stand in the order of their ways, nodes of their ids") {
  const auto r = import_text(cross + way(12, {5, 4}, "highway=path") +
                             way(-3, {1, 2}, "highway=path") + way(10, {2, 3}, "highway=path"));
  CHECK(edges(r) == std::vector<Edge>{{1, 2, "path"}, {2, 3, "path"}, {5, 4, "path"}});
  const auto& nodes = r.store.layers.at("walk_nodes");
  for (std::size_t i = 1; i < nodes.size(); ++i)
    CHECK(nodes[i - 1].properties.number("osm_id", 0) < nodes[i].properties.number("osm_id", 0));
}
