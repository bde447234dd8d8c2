// Beside GEOS, which knows nothing of shared borders.
#include "geo/topology/common_ground.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "geo/geometry/overlay.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/topology/frame.hpp"
#include "geo/topology/rings.hpp"

using namespace jintu;
using namespace jintu::topology;

namespace {

constexpr double rounding = 0.02;
const Frame frame({117.2, 39.1});

double size_of(const MultiPolygon<Position>& area) { return jintu::area(area).value(); }

/// What GEOS finds, without what is thinner than rounding.
double wide(const MultiPolygon<Position>& parts) {
  double sum = 0;
  for (const auto& part : parts)
    if (mean_width(part) >= rounding) sum += size_of({part});
  return sum;
}

class Shapes {
 public:
  explicit Shapes(unsigned seed) : random_(seed) {}

  double real(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  /// A star about a place; its corners often stand on a grid of 10 m, so that stars share corners
  /// and edges lie upon edges.
  MultiPolygon<Position> star() {
    const double x = whole(-4, 4) * 10, y = whole(-4, 4) * 10;
    const int n = whole(3, 12);
    const bool on_grid = whole(0, 2) > 0;
    Ring<Position> ring;
    for (int i = 0; i < n; ++i) {
      const double angle = 2 * std::numbers::pi * i / n, r = real(15, 60);
      double px = x + r * std::cos(angle), py = y + r * std::sin(angle);
      if (on_grid) {
        px = std::round(px / 10) * 10;
        py = std::round(py / 10) * 10;
      }
      ring.points.push_back(frame.position({px, py}));
    }
    ring.points.push_back(ring.points.front());
    return {{std::move(ring), {}}};
  }

  MultiPolygon<Position> sound_star() {
    for (;;) {
      auto shape = star();
      if (check(shape).ok()) return shape;
    }
  }

 private:
  std::mt19937 random_;
};

Effort effort;  // of no test in particular

}  // namespace

TEST_CASE("common and uncovered ground of random areas is what GEOS finds") {
  Shapes shapes(11);
  int apart = 0, common = 0;
  for (int i = 0; i < 4000; ++i) {
    const auto a = shapes.sound_star(), b = shapes.sound_star();
    const Shape one(a), other(b);
    INFO(i);
    const double both = size_of(common_ground(one, other, rounding, effort));
    const double wanted = wide(intersection(a, b));
    CHECK(both == Approx(wanted).margin(0.05));
    CHECK(size_of(uncovered(one, other, rounding, effort)) ==
          Approx(wide(difference(a, b))).margin(0.05));
    (wanted == 0 ? apart : common) += 1;
  }
  CHECK(apart > 200);
  CHECK(common > 1000);
}

TEST_CASE("pieces of one area have no common ground, whatever their borders") {
  Shapes shapes(12);
  for (int i = 0; i < 1500; ++i) {
    const auto a = shapes.sound_star(), b = shapes.sound_star();
    auto rest = difference(a, b);
    const auto cut = intersection(a, b);
    if (rest.empty() || cut.empty()) continue;
    INFO(i);
    CHECK(common_ground(Shape(rest), Shape(cut), rounding, effort).empty());
    CHECK(common_ground(Shape(rest), Shape(b), rounding, effort).empty());
    CHECK(uncovered(Shape(cut), Shape(a), rounding, effort).empty());
  }
}

TEST_CASE("rings are sound where GEOS says so, and cross where it says so") {
  Shapes shapes(13);
  int sound = 0, crossed = 0;
  for (int i = 0; i < 6000; ++i) {
    MultiPolygon<Position> area = shapes.star();
    if (shapes.whole(0, 3) == 0) {
      auto more = shapes.star();
      area.push_back(more[0]);
    }
    if (shapes.whole(0, 3) == 0) area[0].holes.push_back(shapes.star()[0].outer);
    const auto ours = ring_faults(area), theirs = check(area).findings;
    INFO(i);
    CHECK(ours.empty() == theirs.empty());
    (theirs.empty() ? sound : crossed) += 1;
  }
  CHECK(sound > 500);
  CHECK(crossed > 500);
}
