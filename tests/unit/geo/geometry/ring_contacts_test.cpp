// Vertices where rings touch.
#include "geo/geometry/ring_contacts.hpp"

#include <catch2/catch.hpp>

using namespace jintu;

namespace {

Ring<Position> ring(std::vector<Position> points) {
  points.push_back(points.front());
  return {std::move(points)};
}

}  // namespace

TEST_CASE("An edge that a vertex touches gets that vertex, and one near by its foot point") {
  const double near = 0.05;
  MultiPolygon<Position> touching{{ring({{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}}),
                                   {ring({{500, 0}, {400, 300}, {600, 300}})}}};
  CHECK(is_valid_plane(touching));
  REQUIRE(tie_contacts(touching, near));
  CHECK(touching[0].outer.points[1] == Position{500, 0});
  CHECK(touching[0].outer.points.size() == 6);
  CHECK(is_valid_plane(touching));

  MultiPolygon<Position> close{{ring({{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}}),
                                {ring({{500, 0.01}, {400, 300}, {600, 300}})}}};
  REQUIRE(tie_contacts(close, near));
  CHECK(close[0].outer.points[1] == Position{500, 0});
}

TEST_CASE("Rings that keep apart are left as they are") {
  MultiPolygon<Position> apart{{ring({{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}}),
                                {ring({{500, 1}, {400, 300}, {600, 300}})}}};
  const auto before = apart;
  CHECK_FALSE(tie_contacts(apart, 0.05));
  CHECK(apart == before);
}
