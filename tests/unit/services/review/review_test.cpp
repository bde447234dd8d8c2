#include "services/review/review.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "services/audit/audit.hpp"
#include "services/review/releases.hpp"
#include "tests/support/people_store.hpp"

using namespace jintu;
using namespace jintu::changes;
using namespace jintu::review;
using jintu_test::Engine;
using jintu_test::PeopleStore;

namespace {

Json point(Json properties) {
  return {{"type", "Feature"},
          {"geometry", {{"type", "Point"}, {"coordinates", {117.1, 39.1}}}},
          {"properties", std::move(properties)}};
}

Person author(const std::string& name = "li") {
  Person person;
  person.name = name;
  person.reach = [](std::string_view, std::string_view id) {
    return id == "theirs" ? Reach::with_consent : id == "closed" ? Reach::none : Reach::own;
  };
  return person;
}

Person reviewer() {
  Person person;
  person.name = "wu";
  person.reviews = person.sees_all = true;
  return person;
}

struct World : PeopleStore {
  explicit World(Engine of) : PeopleStore(of) {
    put("a", "first", 1);
    put("theirs", "first", 1);
  }
  std::string draft(std::vector<Action> actions, const std::string& by = "li") {
    return drafts
        .create(by, {"title", "comment", std::move(actions)}, store->snapshot()->revision(),
                store->epoch(), std::nullopt)
        .draft.head.id;
  }
  Action note(const std::string& id, const std::string& text) const {
    return {Kind::update,
            "mine",
            id,
            store->snapshot()->revision(),
            {{"properties", {{"note", text}}}}};
  }
  std::string what(std::int64_t n) const {
    return documents->entries("audit", n - 1, 1).at(0).json().at("what");
  }
  Drafts drafts{*documents};
  Review review{drafts, *editor, *store, [](std::string_view, std::string_view id) {
                  return id == "theirs" ? std::vector<std::string>{"zhao"}
                                        : std::vector<std::string>{};
                }};
};

template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const Forbidden&) {
    return "forbidden";
  } catch (const Error& error) {
    return std::string(to_string(error.code()));
  }
  return "";
}

}  // namespace

TEST_CASE("a change goes from its draft through review into the store, and every step is entered") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "changed")});
  CHECK(world.drafts.get(id).head.state == State::draft);
  CHECK(world.find("a")->properties.text("note") == "first");
  CHECK(std::get<Draft>(world.review.submit(id, author(), "because")).head.state ==
        State::submitted);
  const auto outcome = world.review.approve(id, reviewer(), "fine");
  REQUIRE(std::holds_alternative<Approved>(outcome));
  const Draft& approved = std::get<Approved>(outcome).draft;
  CHECK(approved.head.state == State::approved);
  CHECK(approved.head.approved == world.store->snapshot()->revision());
  CHECK(world.find("a")->properties.text("note") == "changed");
  const auto infos = world.store->revisions({approved.head.approved.value - 1}, 1);
  CHECK(infos.at(0).author == "li");
  CHECK(infos.at(0).message == "[" + id + "] title");
  CHECK(world.what(1) == "change.created");
  CHECK(world.what(2) == "change.submitted");
  CHECK(world.what(3) == "change.approved");
  REQUIRE(approved.head.log.size() == 3);
  CHECK(approved.head.log[2].who == "wu");
  CHECK(approved.head.log[2].comment == "fine");
}

TEST_CASE("nobody approves what is their own, and nobody but a reviewer approves") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "changed")});
  world.review.submit(id, author(), "");
  CHECK(refusal([&] { world.review.approve(id, author(), ""); }) == "forbidden");
  Person self = reviewer();
  self.name = "li";
  CHECK(refusal([&] { world.review.approve(id, self, ""); }) == "forbidden");
  CHECK(refusal([&] { world.review.send_back(id, author("zhao"), "no"); }) == "forbidden");
  CHECK(world.find("a")->properties.text("note") == "first");
}

TEST_CASE("what is not in an author's reach cannot be submitted") {
  ON_BOTH_ENGINES;
  World world(engine);
  world.put("closed", "first", 1);
  const auto id = world.draft({world.note("closed", "changed")});
  CHECK(refusal([&] { world.review.submit(id, author(), ""); }) == "forbidden");
  CHECK(world.drafts.get(id).head.state == State::draft);
  CHECK(refusal([&] { world.review.submit(world.draft({}), author(), ""); }) == "bad_input");
}

TEST_CASE("others do not see a draft, but who is asked for consent does") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("theirs", "moved")});
  CHECK(refusal([&] { world.review.check(id, author("zhao")); }) == "not_found");
  const auto submitted = std::get<Draft>(world.review.submit(id, author(), ""));
  CHECK(submitted.head.needs_consent == std::vector<std::string>{"zhao"});
  CHECK(refusal([&] { world.review.consent(id, author("qian"), ""); }) == "not_found");
  const auto agreed = world.review.consent(id, author("zhao"), "yes");
  CHECK(agreed.head.consents == std::vector<std::string>{"zhao"});
  Drafts::Filter filter;
  filter.author = "zhao";
  CHECK(world.drafts.list(filter).size() == 1);
}

TEST_CASE("what is sent back can be changed and submitted again") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "changed")});
  world.review.submit(id, author(), "");
  const auto head = world.drafts.head(id);
  CHECK(refusal([&] {
          world.drafts.save(id, head.version, {"t", "c", {world.note("a", "sneaked in")}});
        }) == "conflict");
  CHECK(refusal([&] { world.review.send_back(id, reviewer(), ""); }) == "bad_input");
  const auto returned = world.review.send_back(id, reviewer(), "not so");
  CHECK(returned.head.state == State::returned);
  const auto saved =
      world.drafts.save(id, returned.head.version, {"t", "c", {world.note("a", "better")}});
  CHECK(saved.head.version > returned.head.version);
  world.review.submit(id, author(), "");
  CHECK(std::holds_alternative<Approved>(world.review.approve(id, reviewer(), "")));
  CHECK(world.find("a")->properties.text("note") == "better");
}

TEST_CASE("a draft keeps shapes that are none yet") {
  ON_BOTH_ENGINES;
  World world(engine);
  Json half = point({{"note", "x"}});
  half["geometry"]["coordinates"] = Json::array();
  const auto id = world.draft({{Kind::replace, "mine", "a", {}, half}});
  CHECK(world.drafts.get(id).actions[0].feature == half);
}

TEST_CASE("a conflict writes nothing, and the author's choice goes in") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "mine")});
  world.review.submit(id, author(), "");
  world.put("a", "theirs", 1);
  const auto before = world.store->snapshot()->revision();
  const auto stopped = world.review.approve(id, reviewer(), "");
  REQUIRE(std::holds_alternative<Stopped>(stopped));
  CHECK(std::get<Stopped>(stopped).conflicts.size() == 1);
  CHECK(world.store->snapshot()->revision() == before);
  CHECK(world.drafts.head(id).log.back().what == "conflicted");
  world.review.resolve(id, author(), {{"mine", "a", point({{"note", "both"}, {"count", 1}})}});
  CHECK(world.drafts.head(id).state == State::draft);
  CHECK(refusal([&] { world.review.approve(id, reviewer(), ""); }) == "conflict");
  world.review.submit(id, author(), "");
  CHECK(std::holds_alternative<Approved>(world.review.approve(id, reviewer(), "")));
  CHECK(world.find("a")->properties.text("note") == "both");
}

TEST_CASE("a store that has seen a draft of this id writes the new one all the same") {
  ON_BOTH_ENGINES;
  World world(engine);
  // As after accounts and drafts were begun anew beside the store.
  edit::Batch other;
  other.author = "li";
  other.changes = merged(world.drafts.get(world.draft({world.note("a", "older")})), *world.store,
                         *world.store->snapshot())
                      .batch.changes;
  other.once = edit::Once{"change:c2", ""};
  REQUIRE(std::holds_alternative<edit::Committed>(world.editor->apply(other)));
  const auto id = world.draft({world.note("a", "new")});
  REQUIRE(id == "c2");
  world.review.submit(id, author(), "");
  CHECK(std::holds_alternative<Approved>(world.review.approve(id, reviewer(), "")));
  CHECK(world.find("a")->properties.text("note") == "new");
}

TEST_CASE("a reviewer approves what he has read, and nothing that was written since") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "harmless")});
  world.review.submit(id, author(), "");
  const auto read = world.drafts.head(id).version;
  world.review.resolve(id, author(), {{"mine", "a", point({{"note", "other"}, {"count", 1}})}});
  world.review.submit(id, author(), "");
  CHECK(refusal([&] { world.review.approve(id, reviewer(), "", read); }) == "conflict");
  CHECK(world.find("a")->properties.text("note") != "other");
  CHECK(std::holds_alternative<Approved>(
      world.review.approve(id, reviewer(), "", world.drafts.head(id).version)));
}

TEST_CASE("a base that the store does not have is refused: newer edits would be overwritten") {
  ON_BOTH_ENGINES;
  World world(engine);
  auto action = world.note("a", "mine");
  action.base = {99'999};
  const auto id = world.draft({action});
  CHECK(refusal([&] { world.review.submit(id, author(), ""); }) == "bad_input");
}

TEST_CASE("what is in conflict already is not submitted") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "mine")});
  world.put("a", "theirs", 1);
  const auto outcome = world.review.submit(id, author(), "");
  REQUIRE(std::holds_alternative<Stopped>(outcome));
  CHECK(std::get<Stopped>(outcome).conflicts.size() == 1);
  CHECK(world.drafts.head(id).state == State::draft);
}

TEST_CASE("an approval that was cut off after it wrote finds what it wrote, and writes no more") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft(
      {world.note("a", "changed"), {Kind::insert, "mine", "", {}, point({{"note", "n"}})}});
  world.review.submit(id, author(), "");
  // As far as the store, and then the process was killed.
  const auto draft = world.drafts.get(id);
  auto batch = merged(draft, *world.store, *world.store->snapshot()).batch;
  batch.author = "li";
  batch.once = once_of(draft);
  const auto done = std::get<edit::Committed>(world.editor->apply(batch));
  const auto count = world.store->snapshot()->layer("mine")->features().size();
  world.put("b", "later", 1);
  const auto outcome = world.review.approve(id, reviewer(), "");
  REQUIRE(std::holds_alternative<Approved>(outcome));
  CHECK(std::get<Approved>(outcome).draft.head.approved == done.revision);
  CHECK(world.store->snapshot()->layer("mine")->features().size() == count + 1);
}

TEST_CASE("nobody takes a change back while it is being approved, at whatever server") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "changed")});
  world.review.submit(id, author(), "");
  world.drafts.change(id, std::nullopt, [](Draft& draft, documents::Writer&) {
    draft.head.deciding = utc_now() + " wu 1";
  });
  CHECK(refusal([&] { world.review.withdraw(id, author(), ""); }) == "conflict");
  CHECK(refusal([&] { world.review.send_back(id, reviewer(), "no"); }) == "conflict");
  CHECK(refusal([&] { world.review.resolve(id, author(), {}); }) == "conflict");
  CHECK(world.drafts.head(id).state == State::submitted);
  // Whoever approves comes to the same end.
  CHECK(std::holds_alternative<Approved>(world.review.approve(id, reviewer(), "")));
  CHECK(world.drafts.head(id).deciding.empty());
}

TEST_CASE("what an approval left behind that was killed is decided by the store") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto id = world.draft({world.note("a", "changed")});
  world.review.submit(id, author(), "");
  const auto cut_off = [&] {
    world.drafts.change(id, std::nullopt, [](Draft& draft, documents::Writer&) {
      draft.head.deciding = "2020-01-01T00:00:00Z wu 1";
    });
    auto batch = merged(world.drafts.get(id), *world.store, *world.store->snapshot()).batch;
    batch.author = "li";
    batch.once = once_of(world.drafts.get(id));
    return batch;
  };
  const auto batch = cut_off();
  SECTION("it had not written: taken back it is, and it never will") {
    CHECK(world.review.withdraw(id, author(), "").head.state == State::draft);
    CHECK(refusal([&] { world.editor->apply(batch); }) == "conflict");
    CHECK(world.find("a")->properties.text("note") == "first");
    world.review.submit(id, author(), "");
    CHECK(std::holds_alternative<Approved>(world.review.approve(id, reviewer(), "")));
    CHECK(world.find("a")->properties.text("note") == "changed");
  }
  SECTION("it had written: approved it is, by who was at it") {
    const auto done = std::get<edit::Committed>(world.editor->apply(batch));
    CHECK(refusal([&] { world.review.withdraw(id, author(), ""); }) == "conflict");
    const auto head = world.drafts.head(id);
    CHECK(head.state == State::approved);
    CHECK(head.approved == done.revision);
    CHECK(head.log.back().what == "approved");
    CHECK(head.log.back().who == "wu");
    CHECK(head.deciding.empty());
  }
}

TEST_CASE("two servers, one of which approves what the other takes back: it is one or the other") {
  ON_BOTH_ENGINES;
  World world(engine);
  // Another server has a store and documents of its own, of the same address.
  const auto store = open_store(world.address(), OpenMode::read_write);
  const auto documents = documents::open_documents(world.address());
  std::mutex writer;
  live::Commits commits(*store, writer, [](const ChangeSet&) {});
  edit::Editor editor(commits, JINTU_SOURCE_DIR "/data/schemas");
  Drafts drafts(*documents);
  Review other(drafts, editor, *store, {});
  int approved = 0;
  for (int round = 0; round < 25; ++round) {
    const std::string note = "round " + std::to_string(round);
    store->refresh();
    world.store->refresh();
    const auto id = world.draft({world.note("a", note)});
    world.review.submit(id, author(), "");
    std::thread withdrawing([&] { refusal([&] { other.withdraw(id, author(), ""); }); });
    refusal([&] { world.review.approve(id, reviewer(), ""); });
    withdrawing.join();
    const auto head = world.drafts.head(id);
    const bool is_written = world.find("a")->properties.text("note") == note;
    CHECK((head.state == State::approved) == is_written);
    CHECK((head.state == State::draft) == !is_written);
    CHECK(head.deciding.empty());
    approved += is_written;
  }
  INFO(approved << " of 25 were approved");
  SUCCEED();
}

TEST_CASE("a draft that is sent twice is one, and a key for another content is refused") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto create = [&](const std::string& title, const std::string& content) {
    return world.drafts.create("li", {title, "", {}}, {1}, "e", Key{"k", content});
  };
  const auto first = create("t", "body"), again = create("t", "body");
  CHECK_FALSE(first.repeated);
  CHECK(again.repeated);
  CHECK(again.draft.head.id == first.draft.head.id);
  CHECK(refusal([&] { create("u", "other"); }) == "conflict");
  CHECK(world.drafts.list({}).size() == 1);
}

TEST_CASE("drafts have limits, and an author is told how many are left") {
  ON_BOTH_ENGINES;
  World world(engine);
  DraftLimits limits;
  limits.open_of_one = 2;
  limits.bytes = 1000;
  Drafts drafts(*world.documents, limits);
  const auto create = [&](std::vector<Action> actions) {
    drafts.create("li", {"t", "", std::move(actions)}, {1}, "e", std::nullopt);
  };
  CHECK(drafts.left("li") == 2);
  create({});
  CHECK(drafts.left("li") == 1);
  CHECK(drafts.left("wu") == 2);
  CHECK(refusal([&] {
          create({{Kind::replace, "mine", "a", {}, point({{"note", std::string(2000, 'x')}})}});
        }) == "too_large");
  create({});
  CHECK(refusal([&] { create({}); }) == "too_large");
}

TEST_CASE("drafts are listed newest first, by state") {
  ON_BOTH_ENGINES;
  World world(engine);
  std::vector<std::string> made;
  for (int i = 0; i < 12; ++i) made.push_back(world.draft({world.note("a", "x")}));
  world.review.submit(made[3], author(), "");
  const auto all = world.drafts.list({});
  REQUIRE(all.size() == 12);
  CHECK(all.front().id == made.back());
  CHECK(all.back().id == made.front());
  Drafts::Filter filter;
  filter.state = State::submitted;
  const auto some = world.drafts.list(filter);
  REQUIRE(some.size() == 1);
  CHECK(some[0].id == made[3]);
}

TEST_CASE("a release pins what is there, and withdrawn it gives way to the one before") {
  ON_BOTH_ENGINES;
  World world(engine);
  Releases releases(*world.documents, *world.store);
  CHECK_FALSE(releases.pin());
  const auto first = releases.publish("wu", "first", "GS(2026)1");
  world.put("a", "later", 1);
  REQUIRE(releases.pin());
  CHECK(releases.pin()->revision == first.revision);
  CHECK(releases.pin()->review_number == "GS(2026)1");
  CHECK(audit::head_of(first.audit_head).n > 0);
  const auto second = releases.publish("wu", "second", "");
  CHECK(second.number == 2);
  CHECK(releases.pin()->number == 2);
  CHECK(refusal([&] { releases.withdraw(2, "wu", ""); }) == "bad_input");
  releases.withdraw(2, "wu", "a fault");
  CHECK(refusal([&] { releases.withdraw(2, "wu", "again"); }) == "conflict");
  CHECK(releases.pin()->number == 1);
  releases.withdraw(1, "wu", "all of it");
  REQUIRE(releases.pin());
  CHECK(releases.pin()->layers.empty());  // nothing, and not what was never released
  CHECK(releases.get(2).withdrawn->reason == "a fault");
  CHECK(refusal([&] { releases.get(3); }) == "not_found");
}
