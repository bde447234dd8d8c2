#include "geo/geometry/even_odd.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <numbers>

#include "geo/geometry/validity.hpp"

using namespace jintu;

namespace {

MultiLineString<Position> ring(std::vector<Position> points) {
  points.push_back(points.front());
  return {LineString<Position>{std::move(points)}};
}

/// Area in square degrees.
double area_of(const MultiPolygon<Position>& polygons) {
  double sum = 0;
  const auto add = [&](const Ring<Position>& r) {
    for (std::size_t i = 1; i < r.points.size(); ++i)
      sum += (r.points[i - 1].lon * r.points[i].lat - r.points[i].lon * r.points[i - 1].lat) / 2;
  };
  for (const auto& polygon : polygons) {
    add(polygon.outer);
    for (const auto& hole : polygon.holes) add(hole);
  }
  return sum;
}

/// {points/step}: each corner is joined to the one `step` further.
MultiLineString<Position> star(int points, int step) {
  std::vector<Position> corners;
  for (int k = 0; k < points; ++k) {
    const double angle = 2 * std::numbers::pi * (k * step % points) / points;
    corners.push_back({117 + 0.01 * std::cos(angle), 39 + 0.01 * std::sin(angle)});
  }
  return ring(corners);
}

}  // namespace

TEST_CASE("a ring that crosses itself encloses what an odd number of its lines separates") {
  const auto eight = even_odd_area(ring({{0, 0}, {2, 2}, {2, 0}, {0, 2}}));
  REQUIRE(eight);
  CHECK(eight->size() == 2);
  CHECK(area_of(*eight) == Approx(2));
  CHECK(check(*eight).ok());

  const auto pentagram = even_odd_area(star(5, 2));
  REQUIRE(pentagram);
  CHECK(pentagram->size() == 5);  // its middle is outside
  CHECK(check(*pentagram).ok());

  const auto loop = even_odd_area(ring({{0, 0}, {4, 0}, {4, 4}, {1, 4}, {1, -1}, {0, -1}}));
  REQUIRE(loop);
  CHECK(area_of(*loop) == Approx(12 + 1));
}

TEST_CASE("rings in rings, rings that cross, and segments drawn twice") {
  auto lines = ring({{0, 0}, {10, 0}, {10, 10}, {0, 10}});
  lines.push_back(ring({{2, 2}, {4, 2}, {4, 4}, {2, 4}}).front());
  lines.push_back(ring({{8, 8}, {12, 8}, {12, 12}, {8, 12}}).front());
  const auto crossing = even_odd_area(lines);
  REQUIRE(crossing);
  CHECK(area_of(*crossing) == Approx(100 - 4 - 4 + 12));
  CHECK(check(*crossing).ok());

  auto halves = ring({{0, 0}, {1, 0}, {1, 1}, {0, 1}});
  halves.push_back(ring({{1, 0}, {2, 0}, {2, 1}, {1, 1}}).front());
  const auto one = even_odd_area(halves);
  REQUIRE(one);
  CHECK(one->size() == 1);
  CHECK(area_of(*one) == Approx(2));

  auto partly = ring({{0, 0}, {1, 0}, {1, 2}, {0, 2}});  // the border is shared in part
  partly.push_back(ring({{1, 1}, {2, 1}, {2, 3}, {1, 3}}).front());
  const auto joined = even_odd_area(partly);
  REQUIRE(joined);
  CHECK(area_of(*joined) == Approx(4));
  CHECK(check(*joined).ok());
}

TEST_CASE("lines with a loose end, and lines that enclose nothing, have no area") {
  CHECK_FALSE(even_odd_area({}));
  CHECK_FALSE(even_odd_area({LineString<Position>{{{0, 0}, {1, 0}, {1, 1}}}}));
  auto tail = ring({{0, 0}, {1, 0}, {1, 1}});
  tail.push_back({{{1, 1}, {2, 2}}});
  CHECK_FALSE(even_odd_area(tail));
  auto twice = ring({{0, 0}, {1, 0}, {1, 1}});
  twice.push_back(twice.front());
  CHECK_FALSE(even_odd_area(twice));
}

TEST_CASE("what is hard to mend is given up in bounded time") {
  const auto began = std::chrono::steady_clock::now();
  CHECK_FALSE(even_odd_area(star(501, 250)));
  CHECK_FALSE(even_odd_area(star(40'001, 20'000)));
  std::vector<Position> zigzag;  // boxes that all meet, and no crossing
  for (int k = 0; k < 50'000; ++k)
    zigzag.push_back(k % 2 == 0 ? Position{0.00001 * k, 0} : Position{1 + 0.00001 * k, 1});
  zigzag.push_back({3, -1});
  CHECK_FALSE(even_odd_area(ring(zigzag)));
  CHECK_FALSE(even_odd_area(star(5, 2), {.segments = 4}));
  CHECK_FALSE(even_odd_area(star(5, 2), {.crossings = 4}));
  CHECK(even_odd_area(star(101, 50)));  // 4,949 crossings
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(60));
}

TEST_CASE("rings in rings by the thousand are refused in bounded time, islands are not") {
  const auto triangle = [](double lon, double lat, double size) {
    return Ring<Position>{{{lon - size, lat - size},
                           {lon + size, lat - size},
                           {lon, lat + size},
                           {lon - size, lat - size}}};
  };
  Polygon<Position> nested{triangle(117, 39, 1), {}};
  MultiPolygon<Position> shells, islands;
  Polygon<Position> lakes{{{{116, 38}, {119, 38}, {119, 41}, {116, 41}, {116, 38}}}, {}};
  for (int k = 1; k < 30'000; ++k) {
    nested.holes.push_back(triangle(117, 39, 0.5 / k));
    shells.push_back({triangle(117, 39, 0.5 / k), {}});
    islands.push_back({triangle(117 + 0.001 * (k % 200), 39 + 0.001 * (k / 200), 0.0004), {}});
    lakes.holes.push_back(islands.back().outer);
  }
  const auto began = std::chrono::steady_clock::now();
  for (const auto& area : {MultiPolygon<Position>{nested}, shells}) {
    const auto report = check(area);
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].code == "too_intricate");
  }
  CHECK(check(islands).ok());
  CHECK(check(MultiPolygon<Position>{lakes}).ok());
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(30));
}

TEST_CASE("a large area with one crossing is mended") {
  std::vector<Position> circle;
  for (int k = 0; k < 60'000; ++k) {
    const double angle = 2 * std::numbers::pi * k / 60'000;
    circle.push_back({117 + 0.1 * std::cos(angle), 39 + 0.1 * std::sin(angle)});
  }
  std::swap(circle[100], circle[102]);
  const auto mended = even_odd_area(ring(circle));
  REQUIRE(mended);
  CHECK(area_of(*mended) == Approx(std::numbers::pi * 0.01).epsilon(1e-6));
  CHECK(check(*mended).ok());
}
