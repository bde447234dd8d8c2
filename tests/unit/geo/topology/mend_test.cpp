#include "geo/topology/mend.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/topology/gate.hpp"
#include "tests/unit/geo/topology/drawn.hpp"

using namespace jintu;
using namespace jintu::test;
using namespace jintu::topology;

namespace {

std::string codes(const Mended& mended) {
  std::string text;
  for (const Mend& mend : mended.mends) text += (text.empty() ? "" : " ") + mend.code;
  return text;
}

const Drawn map(R"(
a-------b-------c
|       |       |
|       h       |
|       |       |
d-------e-------f
)");

}  // namespace

TEST_CASE("what has no fault is left as it is") {
  const auto area = map.area("abhed");
  const Mended mended = mend(area, {}, {.snap = 0.5});
  CHECK(mended.area == area);
  CHECK(mended.mends.empty());
}

TEST_CASE("an open ring is closed, and a repeated vertex goes") {
  auto area = map.area("abbed");
  area[0].outer.points.pop_back();
  const Mended mended = mend(area, {}, {});
  CHECK(codes(mended) == "closed_ring dropped_vertex");
  CHECK(mended.area == map.area("abed"));
  CHECK(mended.mends[0].metres == Approx(80).epsilon(1e-3));
  CHECK(mended.mends[1].zh.find("重复") != std::string::npos);
}

TEST_CASE("a spike goes, also where the way back is the way out") {
  Drawn spike = map;
  spike.put('1', map.beside('c', 25, 0));
  const Mended mended = mend(spike.area("abc1cfed"), {}, {});
  CHECK(codes(mended) == "dropped_spike dropped_vertex");
  CHECK(mended.area == map.area("abcfed"));
  CHECK(check(mended.area).ok());
}

TEST_CASE("a border beside a neighbour's is moved onto it, with the neighbour's vertices") {
  Drawn off = map;
  off.move('b', 0.2, 0.1);
  off.move('e', 0.2, -0.1);
  const auto west = map.area("abhed"), east = off.area("bcfe");
  const std::vector<const MultiPolygon<Position>*> neighbours{&west};
  const Mended mended = mend(east, neighbours, {.snap = 0.5});
  CHECK(codes(mended) == "snapped snapped inserted");
  CHECK(mended.mends[0].metres == Approx(0.2236).epsilon(0.01));
  const Layer before = layer_of({{"west", west}}),
              after = layer_of({{"west", west}, {"east", mended.area}});
  const std::vector<Changed> changed{{nullptr, after.find("east"), {}}};
  CHECK(gate(&before, after, changed).empty());
}

TEST_CASE("what is farther than the tolerance stays where it is") {
  Drawn off = map;
  off.move('b', 0.8, 0);
  off.move('e', 0.8, 0);
  const auto west = map.area("abhed"), east = off.area("bcfe");
  const std::vector<const MultiPolygon<Position>*> neighbours{&west};
  CHECK(mend(east, neighbours, {.snap = 0.5}).mends.empty());
}

TEST_CASE("a shape of nothing but spikes, and one that crosses a neighbour's, end in time") {
  // 50,000 needles side by side: the first thousand go.
  std::vector<Position> comb{{117, 39}};
  for (int i = 0; i < 50'000; ++i) {
    const double x = 117 + i * 1e-6;
    comb.push_back({x, 39.01});
    comb.push_back({x + 1e-9, 39});
  }
  comb.push_back({117.05, 38.99});
  comb.push_back({117, 38.99});
  comb.push_back({117, 39});
  const Mended done = mend({{{comb}, {}}}, {}, {});
  CHECK(done.mends.size() >= 1000);
  CHECK(done.mends.size() <= 2000);
  // Each of its edges passes all the vertices of the other.
  const MultiPolygon<Position> other{{{comb}, {}}};
  const std::vector<const MultiPolygon<Position>*> neighbours{&other};
  CHECK_THROWS_AS(mend({{{comb}, {}}}, neighbours, {.snap = 0.5}), Error);
}
