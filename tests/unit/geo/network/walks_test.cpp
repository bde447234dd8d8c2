// What one-ways, steps, gates and islands do to walks, and where points land on the network.
#include <catch2/catch.hpp>

#include "ascii_map.hpp"
#include "geo/base/error.hpp"
#include "geo/network/distance_model.hpp"
#include "geo/network/route.hpp"

using namespace jintu;
using namespace jintu::network;
using namespace jintu::network::testing;

namespace {

const EdgeTraits forward_only{WalkKind::footway, true, false, ""};
const EdgeTraits steps{WalkKind::steps, true, true, ""};

Approx metres(double value) { return Approx(value).margin(0.01); }

}  // namespace

TEST_CASE("a walk follows the ways, not the straight line") {
  AsciiMap map(R"(
A----B
|    |
D    C)");
  map.way("DABC");
  const auto graph = map.graph();
  CHECK(walk(graph, map['D'], map['C']) == metres(90));
  CHECK(walk(graph, map['D'], map['B']) == metres(70));
}

TEST_CASE("a one-way is walked one way: the other way goes round") {
  AsciiMap map(R"(
A---B
|   |
D---C)");
  map.way("AB", forward_only);
  map.way("BCDA");
  const auto graph = map.graph();
  CHECK(walk(graph, map['A'], map['B']) == metres(40));
  CHECK(walk(graph, map['B'], map['A']) == metres(80));
  // both points on the one-way itself
  CHECK(walk(graph, map.near('A', 10, 0), map.near('A', 30, 0)) == metres(20));
  CHECK(walk(graph, map.near('A', 30, 0), map.near('A', 10, 0)) == metres(100));
}

TEST_CASE("a one-way drawn against its direction is the same as one drawn with it") {
  AsciiMap map("A---B");
  map.edge("AB", {WalkKind::footway, false, true, ""});
  const auto graph = map.graph();
  CHECK(walk(graph, map['A'], map['B']) == -1);
  CHECK(walk(graph, map['B'], map['A']) == metres(40));
}

TEST_CASE("steps are walked unless they are to be avoided") {
  AsciiMap map(R"(
A-B-C
|   |
D---E)");
  map.way("AB");
  map.way("BC", steps);
  map.way("CEDA");
  const auto graph = map.graph();
  CHECK(walk(graph, map['A'], map['C']) == metres(40));
  CHECK(walk(graph, map['A'], map['C'], {.steps = true}) == metres(80));
  // a point nearest to the steps lands beside them
  const Snapper snapper(graph, {Metres::of(100), {.steps = true}, 1});
  const auto place = snapper.snap(map.near('B', 10, 0));
  REQUIRE(place);
  CHECK(graph.edge(place->edge).kind != WalkKind::steps);
}

TEST_CASE("a gate lets through and is mentioned: a closed barrier cuts the way") {
  for (const auto barrier : {NodeBarrier::gate, NodeBarrier::closed}) {
    AsciiMap map(R"(
A--B--C
|     |
D-----E)");
    map.way("ABC");
    map.way("ADEC");
    map.barrier('B', barrier);
    const auto graph = map.graph();
    const bool open = barrier == NodeBarrier::gate;
    CHECK(walk(graph, map['A'], map['C']) == metres(open ? 60 : 100));
    CHECK(walk(graph, map['A'], map.near('B', -1, 0)) == metres(29));
    CHECK(walk(graph, map.near('B', -1, 0), map.near('B', 1, 0)) == metres(open ? 2 : 158));
    const Snapper snapper(graph);
    const auto route = RouteFinder(graph).find(*snapper.snap(map['A']), *snapper.snap(map['C']));
    REQUIRE(route);
    CHECK(route->gates.size() == (open ? 1 : 0));
  }
}

TEST_CASE("between islands there is no walk") {
  AsciiMap map("A--B   C--D");
  map.way("AB");
  map.way("CD");
  const auto graph = map.graph();
  CHECK(walk(graph, map['A'], map['C']) == -1);
  CHECK(walk(graph, map['C'], map['D']) == metres(30));
}

TEST_CASE("a ferry is taken, but points do not land on it, and it can be avoided") {
  AsciiMap map(R"(
A--B----------C--D
)");
  map.way("AB");
  map.way("BC", {WalkKind::ferry, true, true, "大沽口"});
  map.way("CD");
  const auto graph = map.graph();
  CHECK(walk(graph, map['A'], map['D']) == metres(170));
  CHECK(walk(graph, map['A'], map['D'], {.ferries = true}) == -1);
  const auto place = Snapper(graph).snap(map.near('B', 40, 3));
  REQUIRE(place);
  CHECK(place->away.value() == Approx(40.1).margin(0.1));
}

TEST_CASE("points land on the nearest place of an edge, not on its nodes") {
  AsciiMap map("A---------B");
  map.way("AB");
  const auto graph = map.graph();
  const auto place = Snapper(graph).snap(map.near('A', 37, 5));
  REQUIRE(place);
  CHECK(place->away.value() == Approx(5).margin(0.01));
  const double along = graph.node_id(graph.edge(place->edge).a) == 'A' ? 37 : 63;
  CHECK(place->along == Approx(along * 1000).margin(20));
  CHECK(walk(graph, map.near('A', 37, 5), map.near('A', 60, -5)) == metres(23));
  CHECK(walk(graph, map.near('A', -20, 0), map.near('A', 60, 0)) == metres(60));
}

TEST_CASE("points land on the bends of an edge too") {
  AsciiMap map(R"(
A----B
     |
     C)");
  map.edge("ABC");
  const auto graph = map.graph();
  CHECK(walk(graph, map.near('A', 30, 0), map.near('B', 4, -10)) == metres(30));
}

TEST_CASE("points beyond the limit do not land, and are reported") {
  AsciiMap map("A---B");
  map.way("AB");
  const auto graph = map.graph();
  const Snapper snapper(graph, {Metres::of(30), {}, 1});
  CHECK(snapper.snap(map.near('A', 0, 29.9)));
  CHECK_FALSE(snapper.snap(map.near('A', 0, 30.1)));
  const std::vector<Position> points{map['A'], map.near('A', 0, 200), map['B'], {0, 0}};
  const auto report = snapper.snap(points);
  CHECK(report.unsnapped == std::vector<std::int32_t>{1, 3});
  CHECK_THROWS_AS(Snapper(graph, {Metres::of(0), {}, 1}), Error);
  CHECK_THROWS_AS(Snapper(graph, {Metres::of(1e9), {}, 1}), Error);
}

TEST_CASE("of equally near edges the lowest is taken") {
  AsciiMap map("A--B--C\n\nD--E--F");
  map.way("ABC");
  map.way("DEF");
  const auto graph = map.graph();
  const auto at_node = Snapper(graph).snap(map['B']);
  REQUIRE(at_node);
  const auto low = std::min(graph.arc_edges(graph.edge(at_node->edge).a).front(), at_node->edge);
  CHECK(at_node->edge == low);
  for (int i = 0; i < 20; ++i) CHECK(Snapper(graph).snap(map['B'])->edge == at_node->edge);
}

TEST_CASE("small components can be passed over when snapping") {
  AsciiMap map("A--B--C--D\n\nX--Y");
  map.way("ABCD");
  map.way("XY");
  const auto graph = map.graph();
  const Snapper all(graph), large(graph, {Metres::of(250), {}, 3});
  CHECK(all.snap(map['X'])->away.value() == metres(0));
  CHECK(large.snap(map['X'])->away.value() == metres(20));
}

TEST_CASE("the table has sorted rows, keeps the cut-off, counts the access when told to") {
  AsciiMap map("A---------B---------C---------D");
  map.way("ABCD");
  const auto graph = map.graph();
  const Snapper snapper(graph, {Metres::of(60), {}, 1});
  const std::vector<Position> demand{map.near('A', 0, 10), map['C'], map.near('A', 0, 100)};
  const std::vector<Position> sites{map['D'], map['B'], map['A']};
  MatrixOptions options;
  options.cutoff = Metres::of(200);
  const auto starts = snapper.snap(demand), goals = snapper.snap(sites);
  const auto table = walking_distances(graph, starts.places, goals.places, options);
  REQUIRE(table.rows() == 3);
  CHECK(std::vector<std::int32_t>(table.columns(0).begin(), table.columns(0).end()) ==
        std::vector<std::int32_t>{2, 1});
  CHECK(table.distances(0)[0] == Approx(10'000).margin(5));
  CHECK(table.distances(0)[1] == Approx(110'000).margin(5));
  CHECK(std::vector<std::int32_t>(table.columns(1).begin(), table.columns(1).end()) ==
        std::vector<std::int32_t>{0, 1, 2});
  CHECK(table.columns(2).empty());  // did not land
  options.access = Access::ignored;
  CHECK(walking_distances(graph, starts.places, goals.places, options).distances(0)[0] == 0);
  options.cutoff = Metres::of(-1);
  CHECK_THROWS_AS(walking_distances(graph, starts.places, goals.places, options), Error);
  options.cutoff = Metres::of(200);
  options.max_pairs = 2;
  try {
    walking_distances(graph, starts.places, goals.places, options);
    FAIL("expected too_large");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::too_large);
    CHECK(error.public_detail().find("GB of memory") != std::string::npos);
  }
}

TEST_CASE("a cancelled matrix stops with cancelled") {
  AsciiMap map("A--B");
  map.way("AB");
  const auto graph = map.graph();
  const std::vector<std::optional<Snapped>> places(100, Snapper(graph).snap(map['A']));
  std::stop_source stop;
  stop.request_stop();
  try {
    walking_distances(graph, places, places, {}, {nullptr, stop.get_token()});
    FAIL("expected cancelled");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cancelled);
  }
}

TEST_CASE("a route lists nodes, streets, lengths and its line from place to place") {
  AsciiMap map(R"(
A----B----C
          |
          E----F)");
  map.way("ABC", {WalkKind::street, true, true, "和平路"});
  map.way("CE", {WalkKind::steps, true, true, ""});
  map.way("EF", {WalkKind::footway, true, true, "滨江道"});
  const auto graph = map.graph();
  const Snapper snapper(graph);
  RouteFinder finder(graph);
  const auto route =
      finder.find(*snapper.snap(map.near('A', 20, 4)), *snapper.snap(map.near('F', -10, -3)));
  REQUIRE(route);
  CHECK(route->length.value() == metres(80 + 20 + 40));
  CHECK(route->start_access.value() == metres(4));
  CHECK(route->goal_access.value() == metres(3));
  CHECK(letters(graph, route->nodes) == "BCE");
  REQUIRE(route->steps.size() == 3);
  CHECK(route->steps[0].name == "和平路");
  CHECK(route->steps[0].length.value() == metres(80));
  CHECK(route->steps[1].kind == WalkKind::steps);
  CHECK(route->steps[2].name == "滨江道");
  CHECK(route->steps[0].first_point == 0);
  CHECK(route->steps[1].first_point == route->steps[0].last_point);
  CHECK(route->steps[2].last_point == route->line.points.size() - 1);
  double drawn = 0, told = 0;
  for (std::size_t i = 1; i < route->line.points.size(); ++i) {
    drawn += LocalMetric(39.13).length(route->line.points[i - 1], route->line.points[i]);
  }
  for (const auto& step : route->steps) told += step.length.value();
  CHECK(drawn == metres(route->length.value()));
  CHECK(told == Approx(route->length.value()).margin(1e-9));
}

TEST_CASE("a route within one edge, against a one-way, at one node, over the limit") {
  AsciiMap map(R"(
A---B
|   |
D---C)");
  map.way("AB", forward_only);
  map.way("BCDA");
  const auto graph = map.graph();
  const Snapper snapper(graph);
  RouteFinder finder(graph);
  const auto p = *snapper.snap(map.near('A', 10, 0)), q = *snapper.snap(map.near('A', 30, 0));
  const auto direct = finder.find(p, q);
  REQUIRE(direct);
  CHECK(direct->nodes.empty());
  CHECK(direct->length.value() == metres(20));
  CHECK(direct->line.points.size() == 2);
  const auto round = finder.find(q, p);
  REQUIRE(round);
  CHECK(letters(graph, round->nodes) == "BCDA");
  CHECK(round->length.value() == metres(100));
  CHECK_FALSE(finder.find(q, p, {Metres::of(99), {}}));
  const auto nothing = finder.find(p, p);
  REQUIRE(nothing);
  CHECK(nothing->length.value() == 0);
  CHECK(nothing->line.points.size() == 2);
  // both at node C, but on different edges
  std::vector<Snapped> at_c;
  for (EdgeIndex e = 0; e < graph.edges(); ++e) {
    const Edge& edge = graph.edge(e);
    if (graph.node_id(edge.a) == 'C') at_c.push_back({e, 0, map['C'], {}});
    if (graph.node_id(edge.b) == 'C') at_c.push_back({e, edge.length(), map['C'], {}});
  }
  REQUIRE(at_c.size() == 2);
  const auto standing = finder.find(at_c[0], at_c[1]);
  REQUIRE(standing);
  CHECK(standing->length.value() == 0);
  CHECK(standing->line.points.size() == 2);
}

TEST_CASE("a loop is walked the shorter way round, a one-way loop its own way") {
  for (const bool one_way : {false, true}) {
    AsciiMap map(R"(
X--A----B
   |    |
   D----C)");
    map.way("XA");
    map.edge("ABCDA", one_way ? forward_only : EdgeTraits{});
    const auto graph = map.graph();
    CHECK(walk(graph, map['X'], map['B']) == metres(30 + 50));
    CHECK(walk(graph, map['X'], map['D']) == metres(30 + (one_way ? 120 : 20)));
    CHECK(walk(graph, map['D'], map['X']) == metres(30 + 20));
    const Snapper snapper(graph);
    const auto route = RouteFinder(graph).find(*snapper.snap(map['X']), *snapper.snap(map['D']));
    REQUIRE(route);
    double drawn = 0;
    for (std::size_t i = 1; i < route->line.points.size(); ++i) {
      drawn += LocalMetric(39.13).length(route->line.points[i - 1], route->line.points[i]);
    }
    CHECK(drawn == Approx(route->length.value()).margin(0.05));  // vertices are kept to 1 cm
    CHECK(route->length.value() == metres(30 + (one_way ? 120 : 20)));
  }
}

TEST_CASE("the three models answer through one interface") {
  AsciiMap map(R"(
A-----B
      |
      |
      C)",
               100);
  map.way("ABC");
  const auto graph = std::make_shared<const WalkGraph>(map.graph());
  const std::vector<Position> from{map['A'], map.near('A', 0, 5000)}, to{map['C']};
  const auto network = network_distances(graph), geodesic = geodesic_distances(),
             manhattan = manhattan_distances();
  CHECK(network->name() == "network");
  CHECK(geodesic->name() == "geodesic");
  CHECK(manhattan->name() == "manhattan");
  const auto cutoff = Metres::of(2000);
  const auto walked = network->within(from, to, cutoff);
  CHECK(walked.unplaced_starts == std::vector<std::int32_t>{1});
  CHECK(walked.distances.distances(0)[0] == Approx(900'000).margin(20));
  const auto straight = geodesic->within(from, to, cutoff);
  CHECK(straight.distances.distances(0)[0] == Approx(670'820).margin(20));
  CHECK(straight.distances.columns(1).empty());
  CHECK(manhattan->within(from, to, cutoff).distances.distances(0)[0] ==
        Approx(900'000).margin(20));
  CHECK_THROWS_AS(geodesic->within(from, to, Metres::of(1e6)), Error);
  CHECK_THROWS_AS(geodesic->within(from, to, Metres::of(std::nan(""))), Error);
}
