#include "geo/topology/gate.hpp"

#include <catch2/catch.hpp>

#include "geo/crs/transform.hpp"
#include "tests/unit/geo/topology/drawn.hpp"

using namespace jintu;
using namespace jintu::test;
using namespace jintu::topology;

namespace {

using Areas = std::map<std::string, MultiPolygon<Position>>;

/// All records that differ, in the order of their keys.
std::vector<Fault> gate_of(const Areas& before, const Areas& after, const Home& home = {}) {
  const Layer was = layer_of(before), now = layer_of(after);
  std::vector<Changed> changed;
  Areas all = before;
  all.insert(after.begin(), after.end());
  for (const auto& [key, area] : all) {
    const Feature *old = was.find(key), *fresh = now.find(key);
    if (old && fresh && old->geometry == fresh->geometry) continue;
    changed.push_back({old, fresh, home});
  }
  return gate(&was, now, changed);
}

std::string codes(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    if (!text.empty()) text += ' ';
    text += fault.code;
    if (fault.severity == Severity::ask) text += '?';
    if (fault.before) text += "(before)";
  }
  return text;
}

const Drawn pair(R"(
a-------b-------c
|       |       |
|    n  h   m   |
|       |       |
d-------e-------f
)");
const Areas shared{{"west", pair.area("abhed")}, {"east", pair.area("bcfeh")}};

}  // namespace

TEST_CASE("neighbours that share a border have no fault") {
  CHECK(codes(gate_of({}, shared)) == "");
}

TEST_CASE("a border that two share moves in both") {
  const Areas moved{{"west", pair.area("abned")}, {"east", pair.area("bcfen")}};
  CHECK(codes(gate_of(shared, moved)) == "");
}

TEST_CASE("a border that moves outwards in one record overlaps the neighbour") {
  Areas after = shared;
  after["west"] = pair.area("abmed");
  const auto faults = gate_of(shared, after);
  REQUIRE(codes(faults) == "overlap area_change?");
  const Fault& fault = faults[0];
  CHECK(fault.other == "east");
  CHECK(fault.unit == "m²");
  // The triangle bme that east has as well: 80 m high, 40 m wide.
  CHECK(*fault.measure == Approx(80 * 40 / 2).epsilon(1e-3));
  CHECK(fault.zh.find("east") != std::string::npos);
  CHECK(fault.en.find(" m²") != std::string::npos);
}

TEST_CASE("a border that moves inwards in one record leaves a gap") {
  Areas after = shared;
  after["west"] = pair.area("abned");
  const auto faults = gate_of(shared, after);
  REQUIRE(codes(faults) == "gap");
  CHECK(faults[0].other == "east");
  CHECK(*faults[0].measure == Approx(80 * 30 / 2).epsilon(1e-3));
  const Position p = *faults[0].position;
  CHECK(p.lon > pair.at('n').lon);
  CHECK(p.lon < pair.at('h').lon);
}

TEST_CASE("a border that is off by centimetres leaves a sliver, and one within rounding does not") {
  Drawn map = pair;
  const auto moved_by = [&](double metres) {
    map.put('z', map.beside('h', -metres, 0));
    Areas after = shared;
    after["west"] = map.area("abzed");
    return gate_of(shared, after);
  };
  const auto faults = moved_by(0.2);
  REQUIRE(codes(faults) == "sliver");
  CHECK(faults[0].unit == "m");
  CHECK(*faults[0].measure == Approx(0.1).epsilon(0.02));
  CHECK(distance(*faults[0].position, pair.at('h')).value() < 50);
  CHECK(codes(moved_by(0.008)) == "");
}

TEST_CASE("two that move a border to different places leave one gap between them") {
  const Drawn map(R"(
a-------b-------c
|       |       |
|      nhm      |
|       |       |
d-------e-------f
)");
  const Areas after{{"west", map.area("abned")}, {"east", map.area("bcfem")}};
  const auto faults = gate_of(shared, after);
  REQUIRE(codes(faults) == "gap");
  CHECK(*faults[0].measure == Approx(80 * 20 / 2).epsilon(1e-3));
}

TEST_CASE("ground that is given back at a free side is asked for where it left a neighbour") {
  const Drawn map(R"(
a-------b-------c
x-------y
|       |       |
d-------e-------f
)");
  const Areas before{{"west", map.area("abyed")}, {"east", map.area("bcfey")}};
  Areas after = before;
  after["west"] = map.area("xyed");
  // A third of the area goes; the strip is open to the north and the west.
  CHECK(codes(gate_of(before, after)) == "area_change? gap?");
}

TEST_CASE("a free side moves as it likes") {
  const Drawn map(R"(
a---g---b-------c
|   z   |       |
|       |       |
|       |       |
|       |       |
d-------e-------f
)");
  const Areas before{{"west", map.area("agbed")}, {"east", map.area("bcfe")}};
  Areas after = before;
  after["west"] = map.area("azbed");
  CHECK(codes(gate_of(before, after)) == "");
}

TEST_CASE("a T-junction is a shared border, though only one side has the vertex") {
  // North has no vertex where west and east meet.
  const Drawn map(R"(
p---------------q
|               |
a-------b-------c
|       |       |
d-------e-------f
)");
  const Areas before{
      {"north", map.area("pqca")}, {"west", map.area("abed")}, {"east", map.area("bcfe")}};
  CHECK(codes(gate_of({}, before)) == "");
  Drawn moved = map;
  moved.move('b', 3, 0);  // along north's edge
  Areas after = before;
  after["west"] = moved.area("abed");
  after["east"] = moved.area("bcfe");
  CHECK(codes(gate_of(before, after)) == "");
  moved.move('b', 0, -3);  // off it
  after["west"] = moved.area("abed");
  after["east"] = moved.area("bcfe");
  const auto faults = gate_of(before, after);
  REQUIRE(codes(faults) == "gap");
  CHECK(faults[0].other == "north");
}

TEST_CASE("a record may be split, merged and taken away") {
  const Drawn map(R"(
a---g---b-------c
|   |   |       |
|   |   |       |
d---k---e-------f
)");
  const Areas one{{"west", map.area("abed")}, {"east", map.area("bcfe")}};
  Areas split = one;
  split["west"] = map.area("agkd");
  split["new"] = map.area("gbek");
  CHECK(codes(gate_of(one, split)) == "area_change?");
  CHECK(codes(gate_of(split, one)) == "area_change?");
  CHECK(codes(gate_of(one, {{"east", one.at("east")}})) == "");
  Areas torn = split;
  Drawn off = map;
  off.move('g', 2, 0);
  off.move('k', 2, 0);
  torn["new"] = off.area("gbek");
  CHECK(codes(gate_of(one, torn)) == "area_change? gap");
}

TEST_CASE("one area within another, upon it, or upon its hole is seen") {
  const Drawn map(R"(
a---------------b
|  c-------d    |
|  |  g-h  |    |
|  |  k-m  |    |
|  e-------f    |
x---------------y
)");
  CHECK(codes(gate_of({}, {{"a", map.area("abyx")}, {"b", map.area("cdfe")}})) == "overlap");
  CHECK(codes(gate_of({}, {{"a", map.area("abyx")}, {"b", map.area("abyx")}})) == "overlap");
  CHECK(codes(gate_of({}, {{"a", map.area("abyx-cdfe")}, {"b", map.area("cdfe")}})) == "");
  CHECK(codes(gate_of({}, {{"a", map.area("abyx-cdfe")}, {"b", map.area("ghmk")}})) == "");
  CHECK(codes(gate_of({}, {{"a", map.area("abyx-cdfe+ghmk")}, {"b", map.area("ghmk")}})) ==
        "overlap");
  CHECK(codes(gate_of({}, {{"a", map.area("abyx-cdfe")}, {"b", map.area("abyx-ghmk")}})) ==
        "overlap");
}

TEST_CASE("areas upon each other are seen though no edge is shared") {
  const Drawn map(R"(
  g-------h
a-----------b
|           |
d-----------e
  k-------m
)");
  Drawn cut = map;
  // Vertices on the edges of the other, at thirds of its height and width.
  cut.put('1', map.beside('a', 30, 0));
  cut.put('2', map.beside('b', 0, -15));
  cut.put('3', map.beside('d', 30, 0));
  cut.put('4', map.beside('a', 0, -15));
  CHECK(codes(gate_of({}, {{"one", map.area("abed")}, {"other", cut.area("a1b2e3d4")}})) ==
        "overlap");
}

TEST_CASE("an old overlap is told and does not stand in the way, a larger one does") {
  Areas before = shared;
  before["west"] = pair.area("abmed");
  Areas after = before;
  Drawn map = pair;
  map.move('d', 0, -5);
  after["west"] = map.area("abmed");
  const auto same = gate_of(before, after);
  REQUIRE(codes(same) == "overlap(before)");
  CHECK_FALSE(refuses(same, false));
  CHECK(same[0].zh.starts_with("原有问题"));
  map.move('m', 5, 0);
  after["west"] = map.area("abmed");
  const auto worse = gate_of(before, after);
  CHECK(codes(worse) == "overlap");
  CHECK(refuses(worse, true));
}

TEST_CASE("old faults of rings are told, new ones refuse") {
  const Drawn map(R"(
a---b---c
|   |   |   x
d---e---f
)");
  const Areas bow{{"bow", map.area("afcd")}};
  CHECK(codes(gate_of({}, bow)) == "self_intersection");
  CHECK(codes(gate_of(bow, {{"bow", map.area("afxcd")}})).find("self_intersection(before)") == 0);
  CHECK(codes(gate_of({{"bow", map.area("acfd")}}, bow)).find("self_intersection") == 0);
}

TEST_CASE("of a border that crosses itself it is not asked what it covers, by whomever") {
  Areas after = shared;
  after["west"] = pair.area("aebd");
  CHECK(codes(gate_of(shared, after)) == "self_intersection");
  // The neighbour moved, too: sound by itself, and nothing is said of it against a broken one.
  after["east"] = pair.area("bcfen");
  const auto faults = gate_of(shared, after);
  REQUIRE(codes(faults) == "self_intersection");
  CHECK(refuses(faults, true));
}

TEST_CASE("a spike is told by its tip") {
  const Drawn map(R"(
a---b---c
|   |   |
d---e---f
)");
  Drawn tip = map;
  tip.put('1', map.beside('b', 0, 30));
  tip.put('2', map.beside('b', 0.001, 0));
  const Areas spiked{{"x", tip.area("ab12cfed")}};
  const auto faults = gate_of({}, spiked);
  REQUIRE(codes(faults) == "spike");
  CHECK(*faults[0].position == tip.at('1'));
  CHECK(*faults[0].measure == Approx(30).epsilon(1e-3));
  Drawn moved = tip;
  moved.move('f', 2, 0);
  CHECK(codes(gate_of(spiked, {{"x", moved.area("ab12cfed")}})) == "spike(before)");
  moved.put('2', map.beside('b', 0.1, 0));  // sharp, but not back on itself
  CHECK(codes(gate_of({}, {{"x", moved.area("ab12cfed")}})) == "spike?");
  // Exactly out and back is invalid, and called by the same name.
  Drawn exact = map;
  exact.put('1', map.beside('c', 20, 0));
  CHECK(codes(gate_of({}, {{"x", exact.area("abc1cfed")}})) == "spike");
}

TEST_CASE(
    "an area beyond its district is measured, and is asked for where the outline is a guess") {
  const Drawn map(R"(
a-------b-------c
|  g----+--h    |
|  |    |  |    |
|  k----+--m    |
d-------e-------f
)");
  const auto home = map.area("abed"), next = map.area("bcfe");
  const Areas after{{"park", map.area("ghmk")}};
  const auto faults = gate_of({}, after, {{&home}, true});
  REQUIRE(codes(faults) == "outside_district");
  CHECK(*faults[0].measure == Approx(30 * 40).epsilon(1e-3));
  CHECK(codes(gate_of({}, after, {{&home}, false})) == "outside_district?");
  CHECK(codes(gate_of({}, after, {{&home, &next}, true})) == "");
  CHECK(codes(gate_of({}, {{"park", map.area("abed")}}, {{&home}, true})) == "");
}

TEST_CASE("an area that changes by a fifth is asked for") {
  Areas after = shared;
  const Drawn map(R"(
a-------b-------c
|       |       |
|       h       |
|       |       |
d-------e-------f
w-------v
)");
  after["west"] = map.area("abhevw");
  const auto faults = gate_of(shared, after);
  REQUIRE(codes(faults) == "area_change?");
  CHECK(*faults[0].measure == Approx(80 * 20).epsilon(1e-3));
  CHECK(faults[0].en.find("+25 %") != std::string::npos);
  CHECK(refuses(faults, false));
  CHECK_FALSE(refuses(faults, true));
}

TEST_CASE("a border drawn a hand's breadth beside the neighbour's is asked for") {
  const Drawn map(R"(
a-------b-------c
|       |       |
d-------e-------f
)");
  Drawn off = map;
  off.move('b', 0.15, 0);
  off.move('e', 0.15, 0);
  const Areas before{{"west", map.area("abed")}};
  Areas after = before;
  after["east"] = off.area("bcfe");
  const auto faults = gate_of(before, after);
  REQUIRE(codes(faults) == "sliver?");
  CHECK(*faults[0].measure == Approx(0.15).epsilon(0.01));
}

TEST_CASE("what cannot be looked through in time is told, not waited for") {
  // A comb of slanting teeth: the box of each edge meets those of all others.
  Ring<Position> comb;
  for (int i = 0; i < 20'000; ++i) {
    comb.points.push_back({117 + i * 1e-7, 39});
    comb.points.push_back({117.01 + i * 1e-7 + 5e-8, 39.01});
  }
  comb.points.push_back({117.02, 38.99});
  comb.points.push_back(comb.points.front());
  CHECK(codes(gate_of({}, {{"comb", {{comb, {}}}}})) == "too_intricate");
}

namespace {

/// Teeth that stand upon a bar; `lying`: turned by a quarter, so that both cross everywhere.
MultiPolygon<Position> teeth(int count, bool lying) {
  Ring<Position> ring;
  const double step = 0.04 / count;
  const auto add = [&](double along, double up) {
    ring.points.push_back(lying ? Position{117 + up, 39 + along} : Position{117 + along, 39 + up});
  };
  for (int i = 0; i < count; ++i) {
    add(i * step, 0);
    add(i * step, 0.04);
    add((i + 0.5) * step, 0.04);
    add((i + 0.5) * step, 0);
  }
  add(0.04, -0.001);
  add(0, -0.001);
  ring.points.push_back(ring.points.front());
  if (lying) std::reverse(ring.points.begin(), ring.points.end());
  return {{ring, {}}};
}

}  // namespace

TEST_CASE("two outlines that cross a hundred thousand times are told, not laid upon each other") {
  CHECK(codes(gate_of({}, {{"a", teeth(40, false)}, {"b", teeth(40, true)}})) == "overlap");
  CHECK(codes(gate_of({}, {{"a", teeth(250, false)}, {"b", teeth(250, true)}})) == "too_intricate");
}

TEST_CASE("a batch of outlines has its limit, too, and what is within is still looked at") {
  Areas many;
  for (char key = 'a'; key < 'a' + 10; ++key) many[std::string(1, key)] = teeth(110, key % 2 == 0);
  const std::string told = codes(gate_of({}, many));
  CHECK(told.find("overlap") != told.npos);
  CHECK(told.find("too_intricate") != told.npos);
}

TEST_CASE("a gate that was told to stop ends at once") {
  const Layer now = layer_of({{"a", teeth(20, false)}, {"b", teeth(20, true)}});
  std::vector<Changed> changed{{nullptr, now.find("a"), {}}, {nullptr, now.find("b"), {}}};
  std::stop_source source;
  Progress progress;
  progress.stop = source.get_token();
  CHECK_FALSE(gate(nullptr, now, changed, {}, progress).empty());
  source.request_stop();
  try {
    gate(nullptr, now, changed, {}, progress);
    FAIL("it went on");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cancelled);
  }
}
