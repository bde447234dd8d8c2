#include "geo/topology/arcs.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/geo/topology/drawn.hpp"

using namespace jintu;
using namespace jintu::test;
using namespace jintu::topology;

namespace {

Arcs arcs(const std::vector<MultiPolygon<Position>>& areas) {
  std::vector<const MultiPolygon<Position>*> pointers;
  for (const auto& area : areas) pointers.push_back(&area);
  return arcs_of(pointers);
}

/// How many arcs are used by so many areas.
std::multiset<std::size_t> uses(const Arcs& all) {
  std::multiset<std::size_t> counts;
  for (const Arc& arc : all.arcs) counts.insert(arc.uses.size());
  return counts;
}

/// The ring again, from its arcs.
std::vector<Position> ring_of(const Arcs& all, const std::vector<ArcRef>& refs) {
  std::vector<Position> points;
  for (const ArcRef ref : refs) {
    std::vector<Position> arc = all.arcs[ref.arc].points;
    if (ref.reversed) std::reverse(arc.begin(), arc.end());
    if (!points.empty()) {
      REQUIRE(points.back() == arc.front());
      points.pop_back();
    }
    points.insert(points.end(), arc.begin(), arc.end());
  }
  return points;
}

const Drawn map(R"(
a----b----c
|    |    |
|    h    |
|    |    |
d----e----f
)");

}  // namespace

TEST_CASE("a border that two share is one arc, used both ways") {
  const Arcs all = arcs({map.area("abhed"), map.area("bcfeh")});
  CHECK(uses(all) == std::multiset<std::size_t>{1, 1, 2});
  for (const Arc& arc : all.arcs) {
    if (arc.uses.size() < 2) continue;
    CHECK(arc.points.size() == 3);
    CHECK(arc.uses[0].reversed != arc.uses[1].reversed);
  }
}

TEST_CASE("rings can be put together again from their arcs") {
  const std::vector<MultiPolygon<Position>> areas{map.area("abhed"), map.area("bcfeh")};
  const Arcs all = arcs(areas);
  for (std::size_t k = 0; k < areas.size(); ++k) {
    REQUIRE(all.rings[k].size() == 1);
    const auto points = ring_of(all, all.rings[k][0]);
    CHECK(points.size() == areas[k][0].outer.points.size());
    CHECK(points.front() == points.back());
    std::set<std::pair<double, double>> have, want;
    for (const Position p : points) have.emplace(p.lon, p.lat);
    for (const Position p : areas[k][0].outer.points) want.emplace(p.lon, p.lat);
    CHECK(have == want);
  }
}

TEST_CASE("an area in another's hole shares the whole ring as one arc") {
  const Drawn nested(R"(
a---------b
|  c---d  |
|  |   |  |
|  e---f  |
x---------y
)");
  const Arcs all = arcs({nested.area("abyx-cdfe"), nested.area("fecd")});
  CHECK(uses(all) == std::multiset<std::size_t>{1, 2});
}

TEST_CASE("three areas meet at a node") {
  const Arcs all = arcs({map.area("abhed"), map.area("bch"), map.area("hcfe")});
  // b–h, h–e, h–c are shared; a, bc and cfe are not.
  CHECK(uses(all) == std::multiset<std::size_t>{1, 1, 1, 2, 2, 2});
}

TEST_CASE("coordinates that differ in the last bit are no identity, but are told as a junction") {
  Drawn off = map;
  off.put('h', {std::nextafter(map.at('h').lon, 180), map.at('h').lat});
  const auto west = map.area("abhed"), east = off.area("bcfeh");
  CHECK(uses(arcs({west, east})).count(2) == 0);
  const std::vector<const MultiPolygon<Position>*> both{&west, &east};
  const auto junctions = junctions_of(both, 0.5);
  REQUIRE(junctions.size() == 2);  // each h beside the other
  CHECK_FALSE(junctions[0].is_near_miss());
  off.move('h', 0.3, 0);
  const auto apart = off.area("bcfeh");
  const std::vector<const MultiPolygon<Position>*> near{&west, &apart};
  const auto missed = junctions_of(near, 0.5);
  REQUIRE(missed.size() == 2);
  CHECK(missed[0].is_near_miss());
  CHECK(missed[0].metres == Approx(0.3).epsilon(0.01));
}

TEST_CASE("a T-junction is told with the area that lacks the vertex") {
  const auto west = map.area("abed"), east = map.area("bcfeh");
  const std::vector<const MultiPolygon<Position>*> both{&west, &east};
  const auto junctions = junctions_of(both, 0.5);
  REQUIRE(junctions.size() == 1);
  CHECK(junctions[0].area == 1);
  CHECK(junctions[0].other == 0);
  CHECK(junctions[0].vertex == map.at('h'));
  CHECK_FALSE(junctions[0].is_near_miss());
}
