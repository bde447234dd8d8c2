#include "geo/topology/ray_index.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "geo/topology/boundary.hpp"
#include "geo/topology/common_ground.hpp"
#include "geo/topology/frame.hpp"

using namespace jintu;
using namespace jintu::topology;

namespace {

/// Looks at every edge.
bool crosses_odd(const std::vector<Edge>& edges, Position p) {
  bool odd = false;
  for (const auto& [a, b] : edges)
    if ((a.lat > p.lat) != (b.lat > p.lat))
      odd ^= a.lat < b.lat ? turn(a, b, p) > 0 : turn(b, a, p) > 0;
  return odd;
}

Ring<Position> closed(std::vector<Position> points) {
  points.push_back(points.front());
  return {std::move(points)};
}

/// Teeth side by side: a ray to the east meets all that are east of its begin.
Ring<Position> comb(int teeth) {
  std::vector<Position> points;
  for (int i = 0; i < teeth; ++i) {
    points.push_back({117 + 0.1 * i / teeth, 39.1});
    points.push_back({117 + 0.1 * (i + 0.5) / teeth, 39.11});
  }
  points.push_back({117.1, 39.1});
  points.push_back({117.1, 39.09});
  points.push_back({117, 39.09});
  return closed(std::move(points));
}

/// A band, wound up.
Ring<Position> spiral(int turns, int corners) {
  std::vector<Position> out, back;
  for (int i = 0; i < turns * corners; ++i) {
    const double angle = 6.283185307179586 * i / corners;
    const double r = 0.01 + 0.05 * i / (turns * corners), in = r - 0.02 / turns;
    out.push_back({117 + r * std::cos(angle), 39 + r * std::sin(angle)});
    back.push_back({117 + in * std::cos(angle), 39 + in * std::sin(angle)});
  }
  out.insert(out.end(), back.rbegin(), back.rend());
  return closed(std::move(out));
}

}  // namespace

TEST_CASE("A ray crosses as many edges, odd or even, as when each is looked at") {
  std::mt19937 random(7);
  const auto on_grid = [&] { return std::uniform_int_distribution(0, 12)(random) / 8.0; };
  for (int round = 0; round < 200; ++round) {
    // Rings that cross themselves and each other, with vertices at the height of the ray.
    MultiPolygon<Position> polygons;
    for (int rings = std::uniform_int_distribution(1, 6)(random); rings > 0; --rings) {
      std::vector<Position> points;
      for (int n = std::uniform_int_distribution(3, 60)(random); n > 0; --n)
        points.push_back({117 + on_grid(), 39 + on_grid()});
      polygons.push_back({closed(std::move(points)), {}});
    }
    const Boundary boundary(polygons);
    const RayIndex index(boundary.edges(), boundary.rings());
    for (int i = 0; i < 100; ++i) {
      const Position p{117 + on_grid() - 0.01 * (i % 2), 39 + on_grid()};
      REQUIRE(index.crosses_odd(boundary.edges(), p) == crosses_odd(boundary.edges(), p));
    }
  }
  CHECK_FALSE(RayIndex().crosses_odd({}, {117, 39}));
}

TEST_CASE("A comb costs a ray the logarithm of its teeth, a spiral the number of its turns") {
  const auto most = [](const Ring<Position>& ring) {
    const Boundary boundary({{ring, {}}});
    const RayIndex index(boundary.edges(), boundary.rings());
    std::size_t worst = 0;
    for (int i = 0; i < 200; ++i) {
      const Position p{116.95 + 0.001 * i, 39.0051 + (ring.points[0].lat > 39.05 ? 0.1 : 0)};
      std::size_t looked = 0;
      REQUIRE(index.crosses_odd(boundary.edges(), p, &looked) == crosses_odd(boundary.edges(), p));
      worst = std::max(worst, looked);
    }
    return worst;
  };
  CHECK(most(comb(50'000)) < 400);         // of 100,003 edges
  CHECK(most(spiral(20, 2'000)) < 4'000);  // of 80,000
}

TEST_CASE("What a comb and its neighbour have in common is found, tooth by tooth") {
  const MultiPolygon<Position> teeth{{comb(300), {}}};
  const MultiPolygon<Position> bar{
      {closed({{117, 39.105}, {117.1, 39.105}, {117.1, 39.12}, {117, 39.12}}), {}}};
  Effort effort;
  CHECK(common_ground(Shape(teeth), Shape(bar), 0.02, effort).size() == 300);
  CHECK(effort.crossings == 600);
}
