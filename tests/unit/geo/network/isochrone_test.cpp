#include "geo/network/isochrone.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "ascii_map.hpp"
#include "geo/base/error.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/network/contour.hpp"
#include "geo/network/graph/edge_line.hpp"
#include "random_town.hpp"

using namespace jintu;
using namespace jintu::network;
using namespace jintu::network::testing;

namespace {

bool in_ring(const Ring<Position>& ring, Position point) {
  bool in = false;
  for (std::size_t i = 1; i < ring.points.size(); ++i) {
    const Position p = ring.points[i - 1], q = ring.points[i];
    if ((p.lat > point.lat) == (q.lat > point.lat)) continue;
    if (point.lon < p.lon + (point.lat - p.lat) / (q.lat - p.lat) * (q.lon - p.lon)) in = !in;
  }
  return in;
}

bool covers(const MultiPolygon<Position>& area, Position point) {
  for (const auto& polygon : area) {
    if (!in_ring(polygon.outer, point)) continue;
    bool in_hole = false;
    for (const auto& hole : polygon.holes) in_hole = in_hole || in_ring(hole, point);
    if (!in_hole) return true;
  }
  return false;
}

std::string faults(const MultiPolygon<Position>& area) {
  std::string text;
  for (const auto& finding : check(Geometry<Position>(area)).findings) text += finding.code + " ";
  return text;
}

}  // namespace

TEST_CASE("an isochrone reaches as far as one walks and no farther") {
  AsciiMap map("A---------B---------C---------D");
  map.way("ABCD");
  const auto graph = map.graph();
  const std::vector<Snapped> places{*Snapper(graph).snap(map['A'])};
  IsochroneOptions options;
  options.cutoffs = {Metres::of(100), Metres::of(200)};
  options.off_network = Metres::of(20);
  const auto result = isochrones(graph, places, options);
  REQUIRE(result.size() == 2);
  for (const auto& isochrone : result) {
    REQUIRE(isochrone.area.size() == 1);
    CHECK(faults(isochrone.area) == "");
    CHECK(isochrone.length.value() == Approx(isochrone.cutoff.value()).margin(0.01));
    CHECK(isochrone.cell.value() == 5);
    const double end = isochrone.cutoff.value();
    CHECK(covers(isochrone.area, map.near('A', end - 6, 0)));
    CHECK_FALSE(covers(isochrone.area, map.near('A', end + 6, 0)));
    CHECK(covers(isochrone.area, map.near('A', end / 2, 15)));
    CHECK_FALSE(covers(isochrone.area, map.near('A', end / 2, 26)));
    // near the end there is no walk left for going off the way
    CHECK_FALSE(covers(isochrone.area, map.near('A', end - 8, 17)));
  }
}

TEST_CASE("an isochrone against a one-way tells from where one gets here") {
  AsciiMap map("A---------B---------C");
  map.way("ABC", {WalkKind::footway, true, false, ""});
  const auto graph = map.graph();
  const std::vector<Snapped> places{*Snapper(graph).snap(map['B'])};
  IsochroneOptions options;
  options.cutoffs = {Metres::of(80)};
  const auto from = isochrones(graph, places, options);
  options.direction = Direction::to;
  const auto to = isochrones(graph, places, options);
  CHECK(covers(from[0].area, map.near('B', 70, 0)));
  CHECK_FALSE(covers(from[0].area, map.near('B', -70, 0)));
  CHECK(covers(to[0].area, map.near('B', -70, 0)));
  CHECK_FALSE(covers(to[0].area, map.near('B', 70, 0)));
}

TEST_CASE("a large block stays a hole, a small one is filled") {
  AsciiMap map(R"(
A--------------------B
|                    |
|                    |
|                    |
|                    |
|                    |
|                    |
|                    |
|                    |
D--------------------C)",
               20);
  map.way("ABCDA");
  const auto graph = map.graph();
  const std::vector<Snapped> places{*Snapper(graph).snap(map['A'])};
  IsochroneOptions options;
  options.cutoffs = {Metres::of(5000)};
  options.off_network = Metres::of(30);
  const auto open = isochrones(graph, places, options);
  REQUIRE(open[0].area.size() == 1);
  CHECK(open[0].area[0].holes.size() == 1);
  CHECK(faults(open[0].area) == "");
  options.least_hole = SquareMetres::of(1e6);
  CHECK(isochrones(graph, places, options)[0].area[0].holes.empty());
}

namespace {

/// By the definition, without search tree or grid: the least walk to a place on any way and from
/// there in a straight line, at most `off` metres, to each point.
std::vector<double> walks_by_definition(const WalkGraph& graph, const Snapped& start, double off,
                                        const std::vector<Position>& points) {
  std::vector<std::optional<Snapped>> places;
  EdgeLine line;
  for (EdgeIndex e = 0; e < graph.edges(); ++e) {
    line.load(graph, e);
    for (Millimetres along = 0; along <= graph.edge(e).length(); along += 8000) {
      places.push_back(Snapped{e, along, line.at(along), {}});
    }
  }
  MatrixOptions matrix;
  matrix.cutoff = Metres::of(3000);
  const std::vector<std::optional<Snapped>> starts{start};
  const auto table = walking_distances(graph, starts, places, matrix);
  std::vector<double> walks(points.size(), 1e9);
  const LocalMetric metric(start.at.lat);
  for (std::size_t p = 0; p < points.size(); ++p) {
    for (std::size_t i = 0; i < table.columns(0).size(); ++i) {
      const double straight = metric.length(points[p], places[table.columns(0)[i]]->at);
      if (straight <= off) walks[p] = std::min(walks[p], table.distances(0)[i] / 1000.0 + straight);
    }
  }
  return walks;
}

}  // namespace

TEST_CASE("isochrones of a town are valid, nested, repeatable and as defined") {
  const auto graph = random_town(50, 11);
  const Position centre = town_centre(50);
  const std::vector<Snapped> places{*Snapper(graph).snap(centre)};
  IsochroneOptions options;
  options.cutoffs = {Metres::of(300), Metres::of(600), Metres::of(1200)};
  options.least_hole = SquareMetres::of(0);
  const auto result = isochrones(graph, places, options);
  const auto again = isochrones(graph, places, options);
  std::mt19937 random(5);
  std::vector<Position> points;
  for (int i = 0; i < 1500; ++i) {
    const double east = static_cast<double>(random() % 3000) - 1500;
    const double north = static_cast<double>(random() % 3000) - 1500;
    const LocalMetric metric(39.1);
    points.push_back(
        {centre.lon + east / metric.lon_metres, centre.lat + north / metric.lat_metres});
  }
  const double off = options.off_network.value(), slack = 10;  // two cells
  const auto surely = walks_by_definition(graph, places[0], off - slack, points);
  const auto perhaps = walks_by_definition(graph, places[0], off + slack, points);
  double before = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    CHECK(faults(result[i].area) == "");
    CHECK(result[i].area == again[i].area);
    CHECK(area(result[i].area).value() > before);
    before = area(result[i].area).value();
    const double cutoff = result[i].cutoff.value();
    int inside = 0, missing = 0, too_far = 0, not_nested = 0;
    for (std::size_t p = 0; p < points.size(); ++p) {
      const bool in = covers(result[i].area, points[p]);
      inside += in ? 1 : 0;
      if (!in && surely[p] < cutoff - slack) ++missing;
      if (in && perhaps[p] > cutoff + slack) ++too_far;
      if (!in && i > 0 && covers(result[i - 1].area, points[p])) ++not_nested;
    }
    CHECK(inside > 15);
    CHECK(missing == 0);
    CHECK(too_far == 0);
    CHECK(not_nested == 0);
  }
}

TEST_CASE("isochrones of many places are those of the nearest, and nothing comes of nothing") {
  const auto graph = random_town(40, 3);
  const Snapper snapper(graph);
  const Position centre = town_centre(40);
  std::vector<Snapped> places;
  for (const double d : {-0.01, 0.0, 0.01})
    places.push_back(*snapper.snap({centre.lon + d, centre.lat}));
  IsochroneOptions options;
  options.cutoffs = {Metres::of(250)};
  const auto all = isochrones(graph, places, options);
  CHECK(faults(all[0].area) == "");
  CHECK(all[0].area.size() == 3);
  CHECK(isochrones(graph, {}, options)[0].area.empty());
  options.cutoffs = {Metres::of(0)};
  CHECK_THROWS_AS(isochrones(graph, places, options), Error);
  options.cutoffs = {Metres::of(100)};
  options.off_network = Metres::of(1);
  CHECK_THROWS_AS(isochrones(graph, places, options), Error);
}

TEST_CASE("contours of any field are valid polygons with the inside on their left") {
  std::mt19937 random(2);
  for (int round = 0; round < 60; ++round) {
    Grid grid{{117, 39}, 1e-4, 8e-5, 30, 25};
    std::vector<std::int32_t> field(grid.size(), 1000);
    std::size_t inside = 0;
    for (std::int32_t r = 1; r + 1 < grid.rows; ++r) {
      for (std::int32_t c = 1; c + 1 < grid.columns; ++c) {
        // also exact zeros and extremes
        const int v = static_cast<int>(random() % 7) - 3;
        field[grid.index(c, r)] = round % 3 == 0 ? v : v * 1'000'000;
        inside += v <= 0 ? 1 : 0;
      }
    }
    const auto polygons = contour(grid, field, SquareMetres::of(0));
    REQUIRE(faults(polygons) == "");
    std::size_t covered = 0;
    for (std::int32_t r = 0; r < grid.rows; ++r) {
      for (std::int32_t c = 0; c < grid.columns; ++c) {
        const bool in = covers(polygons, {117 + c * 1e-4, 39 + r * 8e-5});
        REQUIRE(in == (field[grid.index(c, r)] <= 0));
        covered += in ? 1 : 0;
      }
    }
    REQUIRE(covered == inside);
    MultiPolygon<Position> oriented = polygons;
    orient(oriented);
    REQUIRE(oriented == polygons);
  }
}
