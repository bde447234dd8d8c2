#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "ascii_map.hpp"
#include "geo/base/error.hpp"
#include "geo/crs/transform.hpp"
#include "geo/network/graph/components.hpp"
#include "geo/network/graph/walk_graph_file.hpp"
#include "geo/network/graph/walk_layers.hpp"

using namespace jintu;
using namespace jintu::network;
using namespace jintu::network::testing;
namespace fs = std::filesystem;

namespace {

ErrorCode code_of(const std::function<void()>& work, std::string* detail = nullptr) {
  try {
    work();
  } catch (const Error& error) {
    if (detail) *detail = error.public_detail();
    return error.code();
  }
  FAIL("expected an Error");
  return ErrorCode::internal;
}

LineString<Position> line(std::vector<Position> points) { return {std::move(points)}; }

AsciiMap town() {
  AsciiMap map(R"(
A----B----C
|    |    |
D----E----F   X---Y
|         |
G----H----I
)");
  map.way("ABC", {WalkKind::street, true, true, "和平路"});
  map.way("DEF");
  map.way("GHI", {WalkKind::street, true, true, "滨江道"});
  map.way("ADG");
  map.way("BE", {WalkKind::steps, true, true, ""});
  map.way("CFI");
  map.way("XY");
  return map;
}

struct TempFile {
  TempFile()
      : path((fs::temp_directory_path() / ("jintu_walk_" + std::to_string(getpid()))).string()) {}
  ~TempFile() { fs::remove(path); }
  std::string path;
};

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("the graph holds each edge at both of its ends") {
  const WalkGraph graph = town().graph();
  CHECK(graph.nodes() == 11);
  CHECK(graph.edges() == 12);
  std::size_t arcs = 0;
  for (NodeIndex node = 0; node < graph.nodes(); ++node) {
    for (std::size_t i = 0; i < graph.arcs(node).size(); ++i) {
      const Arc arc = graph.arcs(node)[i];
      const Edge& edge = graph.edge(graph.arc_edges(node)[i]);
      CHECK((arc.head == edge.a || arc.head == edge.b));
      CHECK(arc.length() == edge.length());
      ++arcs;
    }
  }
  CHECK(arcs == 24);
}

TEST_CASE("a length that is not given is the geodesic along the line, to the millimetre") {
  AsciiMap map("A---B\n    |\n    C", 100);
  map.edge("ABC");
  const WalkGraph graph = map.graph();
  const double expected =
      distance(map['A'], map['B']).value() + distance(map['B'], map['C']).value();
  CHECK(graph.edge(0).length() == Approx(expected * 1000).margin(1));
  REQUIRE(graph.inner_vertices(0).size() == 1);
}

TEST_CASE("the plane used for short walks agrees with the geodesic as stated") {
  const Position centre{117.2, 39.13};
  for (const double azimuth : {0.0, 33.0, 90.0, 217.0}) {
    for (const double metres : {10.0, 300.0, 3000.0}) {
      const Position p = travel(centre, azimuth, Metres::of(metres));
      CHECK(LocalMetric::between(centre, p).length(centre, p) == Approx(metres).margin(1e-4));
    }
    const Position far = travel(centre, azimuth, Metres::of(20'000));
    CHECK(LocalMetric::between(centre, far).length(centre, far) == Approx(20'000).margin(0.02));
  }
}

TEST_CASE("the same edges in any order and direction make the same bytes") {
  AsciiMap first("A--B--C\n|  |  |\nD--E--F");
  first.edge("AB");
  first.edge("BC", {WalkKind::path, true, false, "南京路"});
  first.edge("ADE", {WalkKind::footway, true, true, "a"});
  first.edge("AE", {WalkKind::footway, true, true, "b"});
  first.edge("ECFE");  // a loop
  first.barrier('B', NodeBarrier::gate);
  AsciiMap second("A--B--C\n|  |  |\nD--E--F");
  second.barrier('B', NodeBarrier::gate);
  second.edge("EFCE");
  second.edge("EA", {WalkKind::footway, true, true, "b"});
  second.edge("EDA", {WalkKind::footway, true, true, "a"});
  second.edge("CB", {WalkKind::path, false, true, "南京路"});
  second.edge("BA");
  AsciiMap other("A--B--C\n|  |  |\nD--E--F");
  other.edge("AB");
  const auto a = first.graph(), b = second.graph();
  CHECK(a.fingerprint() == b.fingerprint());
  CHECK(a.fingerprint().size() == 16);
  CHECK(a.fingerprint() != other.graph().fingerprint());
  TempFile file;
  save_walk_graph(a, file.path);
  const std::string bytes = bytes_of(file.path);
  save_walk_graph(b, file.path);
  CHECK(bytes == bytes_of(file.path));
}

TEST_CASE("a graph is the same after saving and loading") {
  const WalkGraph graph = town().graph();
  TempFile file;
  save_walk_graph(graph, file.path);
  const WalkGraph again = load_walk_graph(file.path);
  CHECK(again.fingerprint() == graph.fingerprint());
  CHECK(again.nodes() == graph.nodes());
  CHECK(again.memory() == graph.memory());
  CHECK_FALSE(fs::exists(file.path + ".part"));
  for (EdgeIndex e = 0; e < graph.edges(); ++e) CHECK(again.name(e) == graph.name(e));
  CHECK(walk(again, AsciiMap("A").point(0, -10), AsciiMap("A").point(100, -50)) > 0);
}

TEST_CASE("an empty graph can be saved, loaded, checked and asked") {
  const WalkGraph graph = WalkGraphBuilder().build();
  TempFile file;
  save_walk_graph(graph, file.path);
  const WalkGraph again = load_walk_graph(file.path);
  CHECK(again.nodes() == 0);
  CHECK(check_components(again).components.empty());
  CHECK_FALSE(Snapper(again).snap({117.2, 39.1}));
}

TEST_CASE("each damage to a graph file is found and the file named") {
  TempFile file;
  save_walk_graph(town().graph(), file.path);
  const std::string good = bytes_of(file.path);
  std::string detail;
  SECTION("cut off anywhere") {
    for (std::size_t size = 0; size < good.size(); size += 7) {
      write(file.path, good.substr(0, size));
      REQUIRE(code_of([&] { load_walk_graph(file.path); }, &detail) == ErrorCode::bad_input);
      REQUIRE(detail.find(file.path) == 0);
    }
  }
  SECTION("any byte altered") {
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 0x41);
      write(file.path, bad);
      REQUIRE(code_of([&] { load_walk_graph(file.path); }) == ErrorCode::bad_input);
    }
  }
  SECTION("something appended") {
    write(file.path, good + "x");
    CHECK(code_of([&] { load_walk_graph(file.path); }) == ErrorCode::bad_input);
  }
  SECTION("another file altogether") {
    write(file.path, std::string(1000, 'x'));
    CHECK(code_of([&] { load_walk_graph(file.path); }, &detail) == ErrorCode::bad_input);
    CHECK(detail.find("not a walking graph") != std::string::npos);
  }
  SECTION("no file") {
    CHECK(code_of([&] { load_walk_graph(file.path + ".none"); }) == ErrorCode::not_found);
  }
  SECTION("nowhere to write") {
    CHECK(code_of([&] { save_walk_graph(WalkGraph(), file.path + ".none/graph"); }) ==
          ErrorCode::io);
  }
}

TEST_CASE("an edge that cannot be is refused with its nodes' ids") {
  WalkGraphBuilder builder;
  std::string detail;
  const Position p{117.2, 39.1}, q{117.201, 39.1};
  CHECK(code_of([&] { builder.add_edge(7, 8, line({p}), std::nullopt, {}); }, &detail) ==
        ErrorCode::bad_input);
  CHECK(detail.find("7 → 8") != std::string::npos);
  CHECK(code_of([&] {
          builder.add_edge(7, 8, line({p, {200, 39}}), std::nullopt, {});
        }) == ErrorCode::bad_input);
  CHECK(code_of([&] {
          builder.add_edge(7, 8, line({p, {std::nan(""), 39}}), std::nullopt, {});
        }) == ErrorCode::bad_input);
  CHECK(code_of([&] {
          builder.add_edge(7, 8, line({p, q}), Metres::of(-1), {});
        }) == ErrorCode::bad_input);
  CHECK(code_of([&] {
          builder.add_edge(7, 8, line({p, q}), Metres::of(50), {});
        }) == ErrorCode::bad_input);
  CHECK(code_of([&] {
          builder.add_edge(7, 8, line({p, q}), Metres::of(1e6), {});
        }) == ErrorCode::bad_input);
  builder.add_edge(7, 8, line({p, q}), std::nullopt, {});
  CHECK(code_of(
            [&] {
              builder.add_edge(8, 9, line({p, {117.3, 39.1}}), std::nullopt, {});
            },
            &detail) == ErrorCode::bad_input);
  CHECK(detail.find("another place") != std::string::npos);
}

TEST_CASE("building stops when asked to") {
  std::stop_source stop;
  stop.request_stop();
  CHECK(code_of([&] {
          WalkGraphBuilder().build({nullptr, stop.get_token()});
        }) == ErrorCode::cancelled);
}

TEST_CASE("the component check finds the main part, islands and one-way traps") {
  AsciiMap map = town();
  AsciiMap trap("");
  const WalkGraph graph = map.graph();
  const auto report = check_components(graph);
  REQUIRE(report.components.size() == 2);
  CHECK(report.components[0].nodes == 9);
  CHECK(report.components[0].edges == 11);
  CHECK(report.components[1].nodes == 2);
  CHECK(report.components[1].length.value() == Approx(40).margin(0.01));
  CHECK(report.one_way_traps == 0);
  for (NodeIndex node = 0; node < graph.nodes(); ++node) {
    CHECK(report.in_main(node) == (graph.node_id(node) != 'X' && graph.node_id(node) != 'Y'));
  }

  AsciiMap one_way("A--B--C--D");
  one_way.way("ABC");
  one_way.way("CD", {WalkKind::footway, true, false, ""});
  CHECK(check_components(one_way.graph()).one_way_traps == 1);
}

TEST_CASE("features of the OSM layers become nodes and edges") {
  const AsciiMap map("A--B--C--D");
  WalkGraphBuilder builder;
  const auto edge = [&](char from, char to, bool drawn) {
    Feature f;
    f.id = FeatureId{5};
    if (drawn) f.geometry = MultiLineString<Position>{line({map[from], map[to]})};
    f.properties.set("from_node", std::int64_t{from});
    f.properties.set("to_node", std::int64_t{to});
    f.properties.set("length_m", drawn ? 30.5 : 0.0);
    f.properties.set("kind", std::string("steps"));
    f.properties.set("foot_backward", false);
    f.properties.set("name", std::string("五大道"));
    return f;
  };
  add_walk_edge(builder, edge('A', 'B', true));
  add_walk_edge(builder, edge('B', 'Z', false));  // Z lies where B does
  Feature gate;
  gate.geometry = MultiPoint<Position>{map['B']};
  gate.properties.set("osm_id", std::int64_t{'B'});
  gate.properties.set("barrier", std::string("gate"));
  gate.properties.set("passable", true);
  add_walk_node(builder, gate);
  const WalkGraph graph = std::move(builder).build();
  REQUIRE(graph.edges() == 2);
  Millimetres sum = 0;
  for (EdgeIndex e = 0; e < 2; ++e) {
    CHECK(graph.edge(e).kind == WalkKind::steps);
    CHECK(graph.name(e) == "五大道");
    CHECK(graph.edge(e).walkable_forward() != graph.edge(e).walkable_backward());
    sum += graph.edge(e).length();
  }
  CHECK(sum == 30'501);
  for (NodeIndex node = 0; node < graph.nodes(); ++node) {
    CHECK((graph.barrier(node) == NodeBarrier::gate) == (graph.node_id(node) == 'B'));
  }

  WalkGraphBuilder other;
  Feature bad = edge('A', 'B', true);
  bad.properties = {};
  std::string detail;
  CHECK(code_of([&] { add_walk_edge(other, bad); }, &detail) == ErrorCode::bad_input);
  CHECK(detail.find("walk_edges 5") == 0);
  CHECK(detail.find("from_node") != std::string::npos);
  CHECK(code_of([&] { add_walk_node(other, bad); }) == ErrorCode::bad_input);
}
