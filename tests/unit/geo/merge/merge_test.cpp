#include "geo/merge/merge.hpp"

#include <catch2/catch.hpp>

#include "geo/geometry/validity.hpp"
#include "geo/topology/gate.hpp"
#include "tests/unit/geo/topology/drawn.hpp"

using namespace jintu;
using namespace jintu::merge;
using jintu::test::Drawn;

namespace {

using Areas = std::map<std::string, MultiPolygon<Position>>;
using Set = std::map<std::string, Feature>;

Set set_of(const Areas& areas) {
  Set set;
  for (const auto& [key, area] : areas) set[key] = Feature{{}, key, area, {}, {}};
  return set;
}

Result merged(const Set& base, const Set& mine, const Set& theirs) {
  std::vector<Sides> sides;
  std::set<std::string> keys;
  for (const Set* set : {&base, &mine, &theirs})
    for (const auto& [key, feature] : *set) keys.insert(key);
  for (const std::string& key : keys) {
    const auto in = [&](const Set& set) {
      const auto found = set.find(key);
      return found == set.end() ? nullptr : &found->second;
    };
    sides.push_back({key, in(base), in(mine), in(theirs)});
  }
  return merge::merge(sides);
}
Result merged(const Areas& base, const Areas& mine, const Areas& theirs) {
  return merged(set_of(base), set_of(mine), set_of(theirs));
}

std::string conflicts(const Result& result) {
  std::string text;
  for (const Conflict& c : result.conflicts)
    text += (text.empty() ? "" : " ") + c.key + ":" + std::string(to_string(c.kind));
  return text;
}

/// Corners in any order and with any beginning, part by part.
std::set<std::set<std::pair<double, double>>> corners(const Geometry<Position>& geometry) {
  std::set<std::set<std::pair<double, double>>> all;
  for (const auto& polygon : std::get<MultiPolygon<Position>>(geometry)) {
    std::set<std::pair<double, double>> ring;
    for (const Position p : polygon.outer.points) ring.emplace(p.lon, p.lat);
    all.insert(ring);
  }
  return all;
}

void check_is(const Result& result, const Areas& wanted) {
  INFO(conflicts(result));
  REQUIRE(result.is_merged());
  std::size_t there = 0;
  for (const MergedRecord& record : result.records) {
    if (!record.feature) {
      CHECK(wanted.count(record.key) == 0);
      continue;
    }
    ++there;
    REQUIRE(wanted.count(record.key) == 1);
    INFO(record.key);
    CHECK(corners(record.feature->geometry) == corners(wanted.at(record.key)));
    CHECK(check(record.feature->geometry).ok());
  }
  CHECK(there == wanted.size());
}

const Drawn map(R"(
a-------b-------c
|       |       |
|  1    |    2  |
g       h       k
|       |       |
|  3    |    4  |
d-------e-------f
)");
const Areas base{{"west", map.area("abhedg")}, {"east", map.area("bckfeh")}};

}  // namespace

TEST_CASE("two move different corners of one area") {
  check_is(merged(base, {{"west", map.area("1bhedg")}, {"east", base.at("east")}},
                  {{"west", map.area("abhe3g")}, {"east", base.at("east")}}),
           {{"west", map.area("1bhe3g")}, {"east", base.at("east")}});
}

TEST_CASE("two move corners that are neighbours") {
  check_is(merged({{"west", map.area("abhedg")}}, {{"west", map.area("1bhedg")}},
                  {{"west", map.area("abhed3")}}),
           {{"west", map.area("1bhed3")}});
}

TEST_CASE("two move the same corner to different places, and neither wins") {
  const Result result = merged({{"west", map.area("abhedg")}}, {{"west", map.area("1bhedg")}},
                               {{"west", map.area("3bhedg")}});
  REQUIRE(conflicts(result) == "west:geometry");
  CHECK(result.records.empty());
  CHECK(corners(result.conflicts[0].base->geometry) == corners(map.area("abhedg")));
  CHECK(corners(result.conflicts[0].mine->geometry) == corners(map.area("1bhedg")));
  CHECK(corners(result.conflicts[0].theirs->geometry) == corners(map.area("3bhedg")));
}

TEST_CASE("the same change on both sides is no conflict") {
  const Areas moved{{"west", map.area("ab1edg")}, {"east", map.area("bckfe1")}};
  check_is(merged(base, moved, moved), moved);
  check_is(merged(base, {{"east", base.at("east")}}, {{"east", base.at("east")}}),
           {{"east", base.at("east")}});
}

TEST_CASE("a shared border moves in both records, beside another's change") {
  const Areas mine{{"west", map.area("ab1edg")}, {"east", map.area("bckfe1")}};
  const Areas theirs{{"west", base.at("west")}, {"east", map.area("bc2feh")}};
  const Areas both{{"west", map.area("ab1edg")}, {"east", map.area("bc2fe1")}};
  check_is(merged(base, mine, theirs), both);
  check_is(merged(base, theirs, mine), both);
}

TEST_CASE("a shared border that both move is a conflict of both records") {
  const Areas mine{{"west", map.area("ab1edg")}, {"east", map.area("bckfe1")}};
  const Areas theirs{{"west", map.area("ab4edg")}, {"east", map.area("bckfe4")}};
  CHECK(conflicts(merged(base, mine, theirs)) == "east:geometry west:geometry");
}

TEST_CASE("vertices put in and taken out merge where they are apart") {
  Drawn more = map;
  more.put('x', map.beside('a', 30, 8));
  check_is(merged({{"west", map.area("abhedg")}}, {{"west", more.area("axbhedg")}},
                  {{"west", map.area("abhed")}}),
           {{"west", more.area("axbhed")}});
  // On the same stretch they do not.
  more.put('y', map.beside('a', 50, 8));
  CHECK(conflicts(merged({{"west", map.area("abhedg")}}, {{"west", more.area("axbhedg")}},
                         {{"west", more.area("aybhedg")}})) == "west:geometry");
  CHECK(conflicts(merged({{"west", more.area("axbhedg")}}, {{"west", more.area("abhedg")}},
                         {{"west", more.area("aybhedg")}})) == "west:geometry");
}

TEST_CASE("holes and parts come and go beside other changes") {
  const Drawn holes(R"(
a-----------b
| pq   rs   |
| tu   vw   |
|           |
d-----------e
             
 x--y
 m--n
)");
  const Areas one{{"x", holes.area("abed-ptuq")}};
  check_is(merged(one, {{"x", holes.area("abed-ptuq-rvws")}}, {{"x", holes.area("abed")}}),
           {{"x", holes.area("abed-rvws")}});
  check_is(
      merged(one, {{"x", holes.area("abed-ptuq+xynm")}}, {{"x", holes.area("abed-ptuq-rvws")}}),
      {{"x", holes.area("abed-ptuq-rvws+xynm")}});
}

TEST_CASE("delete against change always asks, in either order") {
  const Areas without{{"east", base.at("east")}};
  const Areas changed{{"west", map.area("1bhedg")}, {"east", base.at("east")}};
  CHECK(conflicts(merged(base, without, changed)) == "west:deleted");
  CHECK(conflicts(merged(base, changed, without)) == "west:deleted");
  Set renamed = set_of(base);
  renamed["west"].properties.set("name", std::string("新"));
  CHECK(conflicts(merged(set_of(base), set_of(without), renamed)) == "west:deleted");
  check_is(merged(base, without, base), without);
}

TEST_CASE("a record that one deleted and the other united with its neighbour is asked for") {
  const Areas united{{"east", map.area("abckfedg")}};
  const Areas deleted{{"east", base.at("east")}};
  CHECK(conflicts(merged(base, united, deleted)) == "west:deleted");
  check_is(merged(base, united, united), united);
}

TEST_CASE("properties merge by field, and what both changed is named") {
  Set before = set_of(base);
  before["west"].properties.set("name", std::string("旧"));
  before["west"].properties.set("kind", std::string("park"));
  before["west"].properties.set("label_lon", 117.0);
  Set mine = before, theirs = before;
  mine["west"].properties.set("name", std::string("新"));
  mine["west"].properties.set("label_lon", 117.1);
  theirs["west"].properties.set("kind", std::string("mall"));
  theirs["west"].properties.set("label_lon", 117.2);
  const Result both = merged(before, mine, theirs);
  REQUIRE(both.is_merged());
  const auto west = std::find_if(both.records.begin(), both.records.end(),
                                 [](const MergedRecord& r) { return r.key == "west"; });
  CHECK(west->feature->properties.text("name") == "新");
  CHECK(west->feature->properties.text("kind") == "mall");
  // Derived from the place: left to be derived anew.
  CHECK(*west->feature->properties.find("label_lon") == Value());
  theirs["west"].properties.set("name", std::string("别名"));
  const Result clash = merged(before, mine, theirs);
  REQUIRE(conflicts(clash) == "west:properties");
  CHECK(clash.conflicts[0].fields == std::vector<std::string>{"name"});
}

TEST_CASE("an area may be split while another's corner of it moves") {
  // Mine cuts west from g to h; theirs moves d, which then is a corner of the new record.
  const Areas mine{
      {"west", map.area("abhg")}, {"south", map.area("ghed")}, {"east", base.at("east")}};
  const Areas theirs{{"west", map.area("abhe3g")}, {"east", base.at("east")}};
  const Areas both{
      {"west", map.area("abhg")}, {"south", map.area("ghe3")}, {"east", base.at("east")}};
  check_is(merged(base, mine, theirs), both);
  check_is(merged(base, theirs, mine), both);
}

TEST_CASE("one area split in two versions in different ways is a conflict") {
  const Areas mine{
      {"west", map.area("abhg")}, {"south", map.area("ghed")}, {"east", base.at("east")}};
  const Areas theirs{
      {"west", map.area("abed")}, {"corner", map.area("agd")}, {"east", base.at("east")}};
  CHECK(conflicts(merged(base, mine, theirs)).find("west:geometry") != std::string::npos);
}

// The two cases that ArcGIS Pro documents as failing when parcels are reconciled.

TEST_CASE("ArcGIS: two versions each split one of two neighbours") {
  // Both cuts end on the shared border, at vertices of their own.
  Drawn cut = map;
  cut.put('p', map.beside('b', 0, -20));
  cut.put('q', map.beside('a', 0, -20));
  cut.put('r', map.beside('e', 0, 20));
  cut.put('s', map.beside('f', 0, 20));
  const Areas mine{{"west", cut.area("qphedg")},
                   {"west-north", cut.area("abpq")},
                   {"east", cut.area("bckfehp")}};
  const Areas theirs{{"west", cut.area("abhredg")},
                     {"east", cut.area("bcksrh")},
                     {"east-south", cut.area("rsfe")}};
  const Areas both{{"west", cut.area("qphredg")},
                   {"west-north", cut.area("abpq")},
                   {"east", cut.area("bcksrhp")},
                   {"east-south", cut.area("rsfe")}};
  check_is(merged(base, mine, theirs), both);
  check_is(merged(base, theirs, mine), both);
}

TEST_CASE("ArcGIS: a right-of-way that shares edges with parcels on both sides is moved in both") {
  const Drawn road(R"(
a---b---c---d
|   1   |   |
e---f---g---h
|           |
k---m---n---o
|   |   2   |
p---q---r---s
)");
  // The road e–h–o–k between two rows of parcels.
  const Areas before{{"road", road.area("efghonmk")},
                     {"north-west", road.area("abfe")},
                     {"north", road.area("bcgf")},
                     {"south", road.area("kmnorqp")}};
  Areas mine = before;
  mine["road"] = road.area("e1ghonmk");
  mine["north-west"] = road.area("ab1e");
  mine["north"] = road.area("bcg1");
  Areas theirs = before;
  theirs["road"] = road.area("efgho2mk");
  theirs["south"] = road.area("km2orqp");
  Areas both = before;
  both["road"] = road.area("e1gho2mk");
  both["north-west"] = mine["north-west"];
  both["north"] = mine["north"];
  both["south"] = theirs["south"];
  check_is(merged(before, mine, theirs), both);
  check_is(merged(before, theirs, mine), both);
}

TEST_CASE("edits that are sound alone and not together are a conflict") {
  const Drawn apart(R"(
a--b        c--d
|  |  x  y  |  |
e--f        g--h
)");
  const Areas before{{"left", apart.area("abfe")}, {"right", apart.area("cdhg")}};
  const Areas mine{{"left", apart.area("abyfe")}, {"right", before.at("right")}};
  const Areas theirs{{"left", before.at("left")}, {"right", apart.area("cdhgx")}};
  CHECK(conflicts(merged(before, mine, theirs)) == "left:together right:together");
}
