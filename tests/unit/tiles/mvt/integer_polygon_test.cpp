#include "tiles/mvt/integer_polygon.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "decoded_tile.hpp"
#include "tiles/mvt/clip.hpp"

using namespace jintu::tiles;

namespace {

test::Points points(const GridRing& ring) {
  test::Points p;
  for (const auto q : ring) p.emplace_back(q.x, q.y);
  return p;
}
std::vector<test::Points> points(const GridRings& rings) {
  std::vector<test::Points> p;
  for (const auto& r : rings) p.push_back(points(r));
  return p;
}
GridRings repaired(GridRings rings) {
  repair(std::span(&rings, 1));
  return rings;
}

/// A star round its centre: not self-crossing before rounding, often so after.
GridRing random_ring(std::mt19937& random, int reach, bool wild) {
  const int n = 3 + static_cast<int>(random() % 14);
  GridRing ring;
  std::uniform_real_distribution<double> unit(0, 1);
  const double cx = unit(random) * 200 - 50, cy = unit(random) * 200 - 50;
  for (int i = 0; i < n; ++i) {
    const double angle = wild ? unit(random) * 6.2832 : 6.2832 * (i + unit(random) * 0.9) / n;
    const double r = reach * (0.05 + unit(random));
    ring.push_back({static_cast<int>(std::lround(cx + r * std::cos(angle))),
                    static_cast<int>(std::lround(cy + r * std::sin(angle)))});
  }
  if (twice_area(std::span<const GridPoint>(ring)) < 0) std::reverse(ring.begin(), ring.end());
  return ring;
}

}  // namespace

TEST_CASE("A square with a hole is valid, a bow tie is not") {
  const GridRing square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};
  const GridRing hole{{2, 2}, {2, 4}, {4, 4}, {4, 2}};
  CHECK(is_strictly_valid({square}));
  CHECK(is_strictly_valid({square, hole}));
  CHECK_FALSE(is_strictly_valid({{{0, 0}, {10, 10}, {10, 0}, {0, 8}}}));
  CHECK_FALSE(is_strictly_valid({hole}));
  CHECK_FALSE(is_strictly_valid({square, {{12, 2}, {12, 4}, {14, 4}, {14, 2}}}));
}

TEST_CASE("A spike is cut off and a bow tie keeps its positive half") {
  CHECK(repaired({{{0, 0}, {10, 0}, {10, 5}, {15, 5}, {10, 5}, {10, 10}, {0, 10}}}) ==
        GridRings{{{0, 0}, {10, 0}, {10, 5}, {10, 10}, {0, 10}}});
  CHECK(repaired({{{0, 0}, {10, 0}, {0, 10}, {10, 10}}}) == GridRings{{{0, 0}, {10, 0}, {5, 5}}});
}

TEST_CASE("A ring pinched at a vertex becomes two, a hole that touches stays a hole") {
  const auto two = repaired({{{0, 0}, {4, 0}, {4, 4}, {8, 4}, {8, 8}, {4, 8}, {4, 4}, {0, 4}}});
  REQUIRE(two.size() == 2);
  CHECK(twice_area(two) == 64);
  const auto with_hole = repaired({{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{0, 5}, {3, 7}, {3, 3}}});
  CHECK(twice_area(with_hole) == 200 - 12);
  CHECK(test::Geos().fault(points(with_hole)).empty());
}

TEST_CASE("An island in a lake in an island keeps its place") {
  const GridRings rings{{{0, 0}, {30, 0}, {30, 30}, {0, 30}},
                        {{5, 5}, {5, 25}, {25, 25}, {25, 5}},
                        {{10, 10}, {20, 10}, {20, 20}, {10, 20}},
                        {{12, 12}, {12, 15}, {15, 15}, {15, 12}}};
  const auto fixed = repaired(rings);
  CHECK(fixed.size() == 4);
  CHECK(twice_area(fixed) == twice_area(rings));
  CHECK(test::Geos().fault(points(fixed)).empty());
}

TEST_CASE("Random polygons cut to a tile and rounded are valid by an independent check") {
  // JINTU_POLYGONS: another number of them.
  const char* wish = std::getenv("JINTU_POLYGONS");
  const int count = wish ? std::atoi(wish) : 1000000;
  std::mt19937 random(7);
  test::Geos geos;
  const GridBox box{-10, -10, 110, 110};
  int bad = 0, empty = 0, repairs = 0;
  for (int i = 0; i < count; ++i) {
    GridRings rings{random_ring(random, 5 + static_cast<int>(random() % 150), i % 4 == 0)};
    if (i % 3 == 0) {
      GridRing hole = random_ring(random, 20, false);
      std::reverse(hole.begin(), hole.end());
      rings.push_back(hole);
    }
    GridRings clipped;
    for (const auto& ring : rings) {
      auto c = clip_ring(ring, box);
      if (c.size() >= 3) clipped.push_back(std::move(c));
    }
    if (!is_strictly_valid(clipped)) {
      ++repairs;
      repair(std::span(&clipped, 1));
      if (!is_noded(clipped)) ++bad;
    }
    if (clipped.empty()) {
      ++empty;
      continue;
    }
    const std::string fault = geos.fault(points(clipped));
    if (!fault.empty()) {
      ++bad;
      UNSCOPED_INFO(i << ": " << fault);
    }
  }
  CHECK(bad == 0);
  CHECK(repairs > count / 20);
  CHECK(empty < count / 2);
}

TEST_CASE("Crossing neighbours repaired together share every edge between them") {
  // Two polygons over one crossing: their union keeps its area, nothing is counted twice.
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    GridRing border{{50, 0}};
    for (int y = 8; y < 100; y += 1 + static_cast<int>(random() % 9))
      border.push_back({30 + static_cast<int>(random() % 40), y});
    border.push_back({50, 100});
    GridRing left{{0, 0}}, right{{100, 100}};
    left.insert(left.end(), border.begin(), border.end());
    left.push_back({0, 100});
    right.insert(right.end(), border.rbegin(), border.rend());
    right.push_back({100, 0});
    std::vector<GridRings> both{{left}, {right}};
    repair(both);
    CHECK(twice_area(both[0]) + twice_area(both[1]) == 20000);
    CHECK(is_noded_coverage(both));
  }
}
