#include "services/changes/merged.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "services/changes/words.hpp"
#include "tests/support/people_store.hpp"

using namespace jintu;
using namespace jintu::changes;
using jintu_test::Engine;
using jintu_test::PeopleStore;

namespace {

Json point(double lon, Json properties) {
  return {{"type", "Feature"},
          {"geometry", {{"type", "Point"}, {"coordinates", {lon, 39.1}}}},
          {"properties", std::move(properties)}};
}

struct World : PeopleStore {
  explicit World(Engine of) : PeopleStore(of) {
    put("a", "first", 1);
    base = store->snapshot()->revision();
  }
  Draft draft(std::vector<Action> actions) const {
    Draft draft;
    draft.head.author = "li";
    draft.head.base = base;
    draft.actions = std::move(actions);
    return draft;
  }
  Action replace(Json feature) const {
    return {Kind::replace, "mine", "a", base, std::move(feature)};
  }
  Merged run(std::vector<Action> actions) const {
    return merged(draft(std::move(actions)), *store, *store->snapshot());
  }
  Revision base;
};

}  // namespace

TEST_CASE("edits of different fields are both kept, and are said to be merged") {
  ON_BOTH_ENGINES;
  World world(engine);
  world.put("a", "first", 5);  // somebody else
  const auto done = world.run({world.replace(point(117.1, {{"note", "mine"}, {"count", 1}}))});
  CHECK(done.conflicts.empty());
  REQUIRE(done.batch.changes.size() == 1);
  const Json& properties = done.batch.changes[0].body["properties"];
  CHECK(properties["note"] == "mine");
  CHECK(properties["count"] == 5);
  CHECK(done.merged == std::vector<std::string>{"mine/a"});
}

TEST_CASE("a shape that only one side moved is that side's") {
  ON_BOTH_ENGINES;
  World world(engine);
  world.put("a", "theirs", 1);
  const auto done = world.run({world.replace(point(117.2, {{"note", "first"}, {"count", 1}}))});
  CHECK(done.conflicts.empty());
  CHECK(done.batch.changes[0].body["geometry"]["coordinates"][0] == 117.2);
  CHECK(done.batch.changes[0].body["properties"]["note"] == "theirs");
}

TEST_CASE("the same edit on both sides is no conflict") {
  ON_BOTH_ENGINES;
  World world(engine);
  world.put("a", "same", 1);
  const auto done = world.run({world.replace(point(117.1, {{"note", "same"}, {"count", 1}}))});
  CHECK(done.conflicts.empty());
}

TEST_CASE("one field that both changed is a conflict that keeps base, mine and theirs") {
  ON_BOTH_ENGINES;
  World world(engine);
  world.put("a", "theirs", 1);
  const auto done = world.run({world.replace(point(117.1, {{"note", "mine"}, {"count", 1}}))});
  CHECK(done.batch.changes.empty());
  REQUIRE(done.conflicts.size() == 1);
  const Conflict& conflict = done.conflicts[0];
  CHECK(conflict.kind == "both_changed");
  CHECK(conflict.fields == std::vector<std::string>{"note"});
  CHECK(conflict.base["properties"]["note"] == "first");
  CHECK(conflict.mine["properties"]["note"] == "mine");
  CHECK(conflict.theirs["properties"]["note"] == "theirs");
}

TEST_CASE("a deletion against an update always asks, in either direction") {
  ON_BOTH_ENGINES;
  World world(engine);
  SECTION("deleted there") {
    world.erase("a");
    const auto done = world.run({world.replace(point(117.1, {{"note", "mine"}}))});
    REQUIRE(done.conflicts.size() == 1);
    CHECK(done.conflicts[0].kind == "deleted_there");
    CHECK(done.conflicts[0].theirs.is_null());
  }
  SECTION("deleted here") {
    world.put("a", "theirs", 1);
    const auto done = world.run({{Kind::remove, "mine", "a", world.base}});
    REQUIRE(done.conflicts.size() == 1);
    CHECK(done.conflicts[0].kind == "deleted_here");
    CHECK(done.conflicts[0].mine.is_null());
  }
  SECTION("deleted on both sides") {
    world.erase("a");
    const auto done = world.run({{Kind::remove, "mine", "a", world.base}});
    CHECK(done.conflicts.empty());
    CHECK(done.batch.changes.empty());
  }
}

TEST_CASE("a patch changes what it names and nothing else") {
  ON_BOTH_ENGINES;
  World world(engine);
  world.put("a", "first", 9);
  const auto done =
      world.run({{Kind::update, "mine", "a", world.base, {{"properties", {{"note", "patched"}}}}}});
  CHECK(done.conflicts.empty());
  CHECK(done.batch.changes[0].body["properties"]["count"] == 9);
  CHECK(done.batch.changes[0].body["properties"]["note"] == "patched");
}

TEST_CASE("a new record whose id was taken in the meantime is a conflict") {
  ON_BOTH_ENGINES;
  World world(engine);
  world.put("b", "theirs", 1);
  const auto done = world.run({{Kind::insert, "mine", "b", {}, point(117.1, {{"note", "mine"}})}});
  REQUIRE(done.conflicts.size() == 1);
  CHECK(done.conflicts[0].kind == "exists");
}

TEST_CASE("an action on what never was there is refused with its number") {
  ON_BOTH_ENGINES;
  World world(engine);
  CHECK_THROWS_WITH(world.run({{Kind::remove, "mine", "nobody", {}}}),
                    Catch::Contains("actions[0]"));
  CHECK_THROWS_WITH(world.run({{Kind::remove, "nothing", "a", {}}}), Catch::Contains("actions[0]"));
}

TEST_CASE("two corners of one park that two people moved are both moved") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto park = [](double east, double north) {
    Feature f;
    f.key = "p";
    f.geometry = MultiPolygon<Position>{
        {{{{117.0, 39.0}, {east, 39.0}, {117.01, 39.01}, {117.0, north}, {117.0, 39.0}}}, {}}};
    f.properties.set("name", std::string("园"));
    return f;
  };
  const auto write = [&](const Feature& f) {
    auto t = world.store->begin("wu", "park");
    t->put("parks", f);
    return t->commit().revision;
  };
  const Revision base = write(park(117.01, 39.01));
  write(park(117.01, 39.012));  // somebody else moves the north-west corner
  Draft draft = world.draft(
      {{Kind::replace,
        "parks",
        "p",
        base,
        {{"type", "Feature"},
         {"geometry",
          {{"type", "Polygon"},
           {"coordinates",
            {{{117.0, 39.0}, {117.012, 39.0}, {117.01, 39.01}, {117.0, 39.01}, {117.0, 39.0}}}}}},
         {"properties", {{"name", "园"}}}}}});
  const auto done = merged(draft, *world.store, *world.store->snapshot());
  REQUIRE(done.conflicts.empty());
  REQUIRE(done.batch.changes.size() == 1);
  const std::string ring = done.batch.changes[0].body["geometry"]["coordinates"][0].dump();
  CHECK(ring.find("[117.012,39.0]") != std::string::npos);
  CHECK(ring.find("[117.0,39.012]") != std::string::npos);
}

TEST_CASE("a difference is told in both languages") {
  const Json before = point(117.1, {{"note", "旧"}, {"count", 1}, {"gone", true}}),
             after = point(117.2, {{"note", "新"}, {"count", 1}, {"added", 2}});
  const auto words = words_of(before, after, nullptr);
  REQUIRE(words.size() == 4);
  CHECK(words[0].en == "Its place or shape changed");
  CHECK(words[1].zh == "note：“旧” → “新”");
  CHECK(words[1].en == "note: “旧” → “新”");
  CHECK(words[2].en == "gone: “true” removed");
  CHECK(words[3].en == "added: set to “2”");
  CHECK(words_of(before, before, nullptr).empty());
  CHECK(words_of(nullptr, after, nullptr).front().en == "New");
  CHECK(words_of(before, nullptr, nullptr).front().zh == "删除");
}

TEST_CASE("a moved boundary is told with its area before and after") {
  const auto area = [](double size) {
    return Json{{"type", "Feature"},
                {"geometry",
                 {{"type", "Polygon"},
                  {"coordinates",
                   {{{117.0, 39.0},
                     {117.0 + size, 39.0},
                     {117.0 + size, 39.01},
                     {117.0, 39.01},
                     {117.0, 39.0}}}}}},
                {"properties", Json::object()}};
  };
  const auto words = words_of(area(0.01), area(0.02), nullptr);
  REQUIRE(words.size() == 1);
  CHECK_THAT(words[0].zh, Catch::StartsWith("边界：面积 "));
  CHECK_THAT(words[0].en, Catch::Contains("vertices 5 → 5"));
  Json open = area(0.01);
  open["geometry"]["coordinates"] = "not yet";
  CHECK(words_of(area(0.01), open, nullptr).front().en == "The shape is not finished");
}
