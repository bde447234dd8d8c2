#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "geo/base/error.hpp"
#include "geo/geometry/box.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/geometry/wkb.hpp"

using namespace jintu;

namespace {

Ring<Position> square(double x, double y, double side) {
  return {{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}};
}
Ring<Position> reversed(Ring<Position> ring) {
  std::reverse(ring.points.begin(), ring.points.end());
  return ring;
}
std::string code(const Geometry<Position>& g) {
  const auto report = check(g);
  return report.ok() ? "ok" : report.findings.front().code;
}

}  // namespace

TEST_CASE("sound geometries pass the check, among them the unknown place") {
  CHECK(code({}) == "ok");
  CHECK(code(MultiPoint<Position>{{117, 39}}) == "ok");
  CHECK(code(MultiLineString<Position>{{{{117, 39}, {117.1, 39}}}}) == "ok");
  CHECK(code(MultiPolygon<Position>{{square(117, 39, 1), {square(117.2, 39.2, 0.1)}}}) == "ok");
}

TEST_CASE("each kind of broken geometry is named by its code, with the place where it is known") {
  CHECK(code(MultiPoint<Position>{{std::nan(""), 39}}) == "out_of_range");
  CHECK(code(MultiPoint<Position>{{117, 91}}) == "out_of_range");
  CHECK(code(MultiPoint<Position>{}) == "empty");
  CHECK(code(MultiLineString<Position>{{{{117, 39}, {117, 39}}}}) == "too_few_points");
  CHECK(code(MultiPolygon<Position>{{{{{0, 0}, {1, 0}, {0, 0}}}, {}}}) == "too_few_points");
  CHECK(code(MultiPolygon<Position>{{{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}, {}}}) == "unclosed_ring");
  CHECK(code(MultiPolygon<Position>{{square(0, 0, 1), {square(5, 5, 1)}}}) == "hole_outside");
  CHECK(code(MultiPolygon<Position>{{square(0, 0, 4), {}}, {square(1, 1, 1), {}}}) ==
        "nested_shells");

  const auto bow_tie =
      check(MultiPolygon<Position>{{{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}}, {}}});
  REQUIRE_FALSE(bow_tie.ok());
  CHECK(bow_tie.findings[0].code == "self_intersection");
  REQUIRE(bow_tie.findings[0].position);
  CHECK(*bow_tie.findings[0].position == Position{1, 1});
}

TEST_CASE("rings are turned to RFC 7946's directions without moving a point") {
  MultiPolygon<Position> polygons{{reversed(square(0, 0, 4)), {square(1, 1, 1)}}};
  orient(polygons);
  CHECK(polygons[0].outer == square(0, 0, 4));
  CHECK(polygons[0].holes[0] == reversed(square(1, 1, 1)));
}

TEST_CASE("area is on the ellipsoid: a degree square at 39° N, holes taken off") {
  // 9 591.7 km² by Karney's planimeter for geodesic edges; parallels as edges differ by 2 parts in
  // 1000.
  const double degree = area({{square(117, 39, 1), {}}}).value();
  const double hole = area({{square(117.4, 39.4, 0.1), {}}}).value();
  CHECK(degree == Approx(9.55e9).epsilon(0.01));
  CHECK(area({{square(117, 39, 1), {reversed(square(117.4, 39.4, 0.1))}}}).value() ==
        Approx(degree - hole));
  CHECK(area({{reversed(square(117, 39, 1)), {}}}).value() == Approx(degree));
}

TEST_CASE("vertices along straight edges change nothing of an area, anywhere on the earth") {
  for (const double lat : {-89.95, -41.0, 0.0, 39.1, 89.8}) {
    for (const double side : {0.00003, 0.004, 0.05, 0.19}) {
      const Ring<Position> plain = square(117.2, lat, std::min(side, 90 - lat));
      Ring<Position> dense;
      for (std::size_t i = 1; i < plain.points.size(); ++i)
        for (int k = 0; k < 50; ++k) {
          const Position a = plain.points[i - 1], b = plain.points[i];
          dense.points.push_back(
              {a.lon + (b.lon - a.lon) * k / 50, a.lat + (b.lat - a.lat) * k / 50});
        }
      dense.points.push_back(dense.points.front());
      INFO(lat << ", " << side);
      // The margin is what the sums lose in their last bits.
      CHECK(area({{dense, {}}}).value() ==
            Approx(area({{plain, {}}}).value()).epsilon(1e-9).margin(0.02 * side));
    }
  }
}

TEST_CASE("the whole earth has its published area") {
  double sum = 0;
  for (int lon = -180; lon < 180; lon += 10)
    for (int lat = -90; lat < 90; lat += 10) sum += area({{square(lon, lat, 10), {}}}).value();
  CHECK(sum == Approx(5.10065621724e14).epsilon(1e-9));
}

TEST_CASE("a label point lies inside, away from holes, in the largest part") {
  const MultiPolygon<Position> ring_shaped{{square(0, 0, 10), {reversed(square(1, 1, 8))}},
                                           {square(20, 20, 1), {}}};
  const Position p = label_point(ring_shaped);
  CHECK(p.lon > 0);
  CHECK(p.lon < 10);
  const bool in_hole = p.lon > 1 && p.lon < 9 && p.lat > 1 && p.lat < 9;
  CHECK_FALSE(in_hole);
  CHECK(label_point(ring_shaped) == p);
}

namespace {

/// A band along a spiral: `turns` times round, `width` degrees wide.
MultiPolygon<Position> spiral(int vertices, double turns, double width) {
  Ring<Position> ring;
  const int half = vertices / 2;
  const auto at = [&](int i, double more) {
    const double t = static_cast<double>(i) / (half - 1), angle = 2 * std::numbers::pi * turns * t;
    const double r = 0.01 + 0.09 * t + more;
    ring.points.push_back({r * std::cos(angle), r * std::sin(angle)});
  };
  for (int i = 0; i < half; ++i) at(i, 0);
  for (int i = half - 1; i >= 0; --i) at(i, width);
  ring.points.push_back(ring.points.front());
  return {{ring, {}}};
}

/// Degrees to the nearest edge, positive inside; near the equator.
double depth(const Position& p, const Polygon<Position>& polygon) {
  bool inside = false;
  double least = INFINITY;
  const auto look = [&](const Ring<Position>& ring) {
    for (std::size_t i = 0; i + 1 < ring.points.size(); ++i) {
      const Position a = ring.points[i], b = ring.points[i + 1];
      if ((a.lat > p.lat) != (b.lat > p.lat) &&
          p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon)
        inside = !inside;
      const double dx = b.lon - a.lon, dy = b.lat - a.lat;
      double t =
          ((p.lon - a.lon) * dx + (p.lat - a.lat) * dy) / std::max(1e-300, dx * dx + dy * dy);
      t = std::clamp(t, 0.0, 1.0);
      least = std::min(least, std::hypot(p.lon - a.lon - t * dx, p.lat - a.lat - t * dy));
    }
  };
  look(polygon.outer);
  for (const auto& hole : polygon.holes) look(hole);
  return inside ? least : -least;
}

}  // namespace

TEST_CASE(
    "a label point is as far from the edge as any point of a fine grid, to 1/100 of the size") {
  const MultiPolygon<Position> shapes[] = {
      spiral(400, 2.5, 0.02),
      spiral(400, 0.7, 0.005),
      {{square(0, 0, 0.1),
        {reversed(square(0.01, 0.012, 0.03)), reversed(square(0.05, 0.05, 0.04))}}},
      {{{{{0, 0}, {0.1, 0}, {0.1, 0.001}, {0.02, 0.002}, {0.02, 0.1}, {0, 0.1}, {0, 0}}}, {}}}};
  for (const auto& shape : shapes) {
    const Polygon<Position>& polygon = shape.front();
    Box<Wgs84> box;
    for (const auto& p : polygon.outer.points) box.add(p);
    const double width = box.max.lon - box.min.lon, height = box.max.lat - box.min.lat;
    double best = 0;
    for (int i = 0; i <= 200; ++i)
      for (int j = 0; j <= 200; ++j)
        best = std::max(
            best, depth({box.min.lon + width * i / 200, box.min.lat + height * j / 200}, polygon));
    CHECK(depth(label_point(shape), polygon) > best - std::max(width, height) / 100 - 1e-6);
  }
}

TEST_CASE("what is thinner than the label's search is precise has its label inside, too") {
  for (const double turns : {0.3, 0.5, 1.0, 3.7, 6.0}) {
    const auto band = spiral(3000, turns, 0.00001);
    INFO(turns);
    CHECK(depth(label_point(band), band.front()) > 0);
  }
  const MultiPolygon<Position> sliver{{{{{0, 0}, {1, 0}, {1, 1e-6}, {0, 1e-6}, {0, 0}}}, {}}};
  CHECK(depth(label_point(sliver), sliver.front()) > 0);
}

TEST_CASE("every geometry goes to WKB and back unchanged") {
  const std::vector<Geometry<Position>> all{
      MultiPoint<Position>{{117.25, 39.5}}, MultiPoint<Position>{{1, 2}, {3, 4}},
      MultiLineString<Position>{{{{1, 2}, {3, 4}}}, {{{5, 6}, {7, 8}}}},
      MultiPolygon<Position>{{square(0, 0, 4), {reversed(square(1, 1, 1))}},
                             {square(9, 9, 1), {}}}};
  for (const auto& g : all) {
    std::string bytes;
    append_wkb(g, bytes);
    CHECK(parse_wkb(bytes) == g);
  }
}

TEST_CASE("damaged WKB is refused wherever it is cut, and never believed about its counts") {
  std::string bytes;
  append_wkb(MultiPolygon<Position>{{square(0, 0, 4), {}}}, bytes);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK_THROWS_AS(parse_wkb(std::string_view(bytes).substr(0, length)), Error);
  }
  std::string many = bytes;
  many[5] = many[6] = many[7] = static_cast<char>(0xff);
  CHECK_THROWS_WITH(parse_wkb(many), Catch::Contains("counts more parts"));
  bytes[1] = 9;
  CHECK_THROWS_WITH(parse_wkb(bytes), Catch::Contains("six simple types"));
}
