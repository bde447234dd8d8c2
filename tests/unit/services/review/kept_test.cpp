#include "services/review/kept.hpp"

#include <catch2/catch.hpp>

#include "services/audit/revisions.hpp"
#include "services/review/releases.hpp"
#include "services/review/review.hpp"
#include "tests/support/people_store.hpp"

using namespace jintu;
using namespace jintu::changes;
using namespace jintu::review;
using documents::Expected;
using jintu_test::Engine;
using jintu_test::PeopleStore;

namespace {

Person person(const std::string& name, bool reviews) {
  Person person;
  person.name = name;
  person.reviews = person.sees_all = reviews;
  person.reach = [](std::string_view, std::string_view) { return Reach::own; };
  return person;
}

/// Drafts in each state, and two releases, one of them withdrawn.
struct World : PeopleStore {
  explicit World(Engine of) : PeopleStore(of) {
    put("a", "first", 1);
    for (int i = 0; i < 6; ++i) ids.push_back(begun(i));
    const auto li = person("li", false), wu = person("wu", true);
    for (const int i : {1, 2, 3, 4}) review.submit(ids[i], li, "because");
    review.approve(ids[2], wu, "fine");
    review.send_back(ids[3], wu, "no");
    review.withdraw(ids[4], li, "");
    drafts.remove(ids[5], drafts.head(ids[5]).version);
    drafts.save(ids[0], drafts.head(ids[0]).version, {"other words", "", {}});
    releases.publish("wu", "one", "GS(2026)1");
    releases.publish("wu", "two", "");
    releases.withdraw(2, "wu", "a fault");
    audit::enter_revisions(*documents, *store);
  }
  std::string begun(int i) {
    const Action note{Kind::update,
                      "mine",
                      "a",
                      store->snapshot()->revision(),
                      {{"properties", {{"note", "n" + std::to_string(i)}}}}};
    return drafts
        .create("li", {"title", "comment", {note}}, store->snapshot()->revision(), store->epoch(),
                std::nullopt)
        .draft.head.id;
  }
  std::string told() {
    std::string all;
    for (const auto& fault :
         audit::verify(*documents, *store, {}, kept_documents(*documents)).faults)
      all += fault.subject + "; ";
    return all;
  }
  /// Of the draft: as somebody does who writes into the database.
  void change(const std::string& collection, const std::string& id,
              const std::function<void(Json&)>& work) {
    documents->write([&](documents::Writer& into) {
      Json json = into.get(collection, id)->json();
      work(json);
      into.put(collection, id, json, Expected::any());
    });
  }
  std::string place(int i) const {
    const std::string digits = std::to_string(999'999'999'999 - std::stoll(ids[i].substr(1)));
    return std::string(12 - digits.size(), '0') + digits;
  }

  Drafts drafts{*documents};
  Review review{drafts, *editor, *store,
                [](std::string_view, std::string_view) { return std::vector<std::string>{}; }};
  Releases releases{*documents, *store};
  std::vector<std::string> ids;
};

}  // namespace

TEST_CASE("drafts and releases that only the program wrote agree with the log") {
  ON_BOTH_ENGINES;
  World world(engine);
  CHECK(world.told() == "");
  // An author's words change without an entry, as long as nobody has read them.
  world.drafts.save(world.ids[3], world.drafts.head(world.ids[3]).version, {"anew", "", {}});
  CHECK(world.told() == "");
}

TEST_CASE("a draft that was changed, dropped or made behind the program's back is named") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto expect = [&](int i) { return "change/" + world.ids[i] + "; "; };
  SECTION("its state") {
    world.change("changes", world.place(1), [](Json& head) { head["state"] = "approved"; });
    CHECK(world.told() == expect(1));
  }
  SECTION("what was submitted") {
    world.change("change_bodies", world.place(1),
                 [](Json& body) { body["actions"][0]["feature"]["properties"]["note"] = "mine"; });
    CHECK(world.told() == expect(1));
  }
  SECTION("whose it is, of an open one, too") {
    world.change("changes", world.place(0), [](Json& head) { head["author"] = "zhao"; });
    CHECK(world.told() == expect(0));
  }
  SECTION("dropped") {
    world.documents->write([&](documents::Writer& writer) {
      writer.remove("changes", world.place(2), Expected::any());
    });
    CHECK(world.told() == expect(2));
  }
  SECTION("put back, though it was deleted") {
    world.documents->write([&](documents::Writer& writer) {
      const Json head = writer.get("changes", world.place(0))->json(),
                 body = writer.get("change_bodies", world.place(0))->json();
      writer.put("changes", world.place(5), head, Expected::any());
      writer.put("change_bodies", world.place(5), body, Expected::any());
    });
    CHECK(world.told() == expect(5));
  }
  SECTION("made") {
    world.documents->write([&](documents::Writer& writer) {
      const Json head = writer.get("changes", world.place(0))->json(),
                 body = writer.get("change_bodies", world.place(0))->json();
      writer.put("changes", "999999999000", head, Expected::any());
      writer.put("change_bodies", "999999999000", body, Expected::any());
    });
    CHECK(world.told() == "change/c999; ");
  }
  SECTION("unreadable") {
    world.change("changes", world.place(4), [](Json& head) { head.erase("state"); });
    CHECK(world.told() == expect(4));
  }
}

TEST_CASE("a release that was changed, dropped or made behind the program's back is named") {
  ON_BOTH_ENGINES;
  World world(engine);
  const std::string first = "999999998", second = "999999997", third = "999999996";
  SECTION("its number of the map's review") {
    world.change("releases", first, [](Json& body) { body["review_number"] = "GS(2026)999"; });
    CHECK(world.told() == "release/1; ");
  }
  SECTION("its revision") {
    world.change("releases", first, [](Json& body) { body["revision"] = 1; });
    CHECK(world.told() == "release/1; ");
  }
  SECTION("served again, though it was withdrawn") {
    world.change("releases", second, [](Json& body) { body.erase("withdrawn"); });
    CHECK(world.told() == "release/2; ");
  }
  SECTION("dropped") {
    world.documents->write(
        [&](documents::Writer& writer) { writer.remove("releases", first, Expected::any()); });
    CHECK(world.told() == "release/1; ");
  }
  SECTION("made") {
    world.documents->write([&](documents::Writer& writer) {
      writer.put("releases", third, writer.get("releases", first)->json(), Expected::any());
    });
    CHECK(world.told() == "release/3; ");
  }
}
