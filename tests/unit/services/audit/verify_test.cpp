#include "services/audit/verify.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <regex>

#include "geo/sqlite/sqlite.hpp"
#include "services/audit/revisions.hpp"
#include "tests/support/people_store.hpp"

using namespace jintu;
using jintu_test::Engine;
using jintu_test::PeopleStore;

namespace {

struct World : PeopleStore {
  explicit World(Engine of) : PeopleStore(of) {
    for (int i = 0; i < 30; ++i) {
      put("r" + std::to_string(i % 10), "note " + std::to_string(i), i % 3);
      documents->write([&](documents::Writer& w) {
        audit::enter(w, {"li", "sign_in", "li", {{"i", i}}});
      });
    }
    erase("r3");
    audit::enter_revisions(*documents, *store);
  }
  audit::Verification verify(const std::vector<audit::Anchor>& anchors = {}) {
    // Both are opened anew: the tampering was done beside this process.
    const auto found = documents::open_documents(address());
    const auto read = open_store(address(), OpenMode::read_only);
    return audit::verify(*found, *read, anchors);
  }
  /// With `entries` for the table of the log.
  void tamper(const std::string& sql) {
    if (schema) {
      static const std::regex table("\\bentries\\b");
      return schema->run(std::regex_replace(sql, table, "jintu_document_logs"));
    }
    sqlite::Database db(documents::documents_file(address()), sqlite::Access::read_write);
    db.exec(sql);
  }
  void set_body(std::int64_t n, const std::string& body) {
    std::string quoted;
    for (const char c : body) quoted += c == '\'' ? "''" : std::string(1, c);
    tamper("UPDATE entries SET body = '" + quoted + "' WHERE n = " + std::to_string(n));
  }
  void tamper_store(const std::string& sql) {
    if (schema) return schema->run(sql);
    sqlite::Database db(address(), sqlite::Access::read_write);
    std::vector<std::string> triggers;  // they call functions that this connection does not have
    sqlite::Statement each(db, "SELECT name FROM sqlite_master WHERE type = 'trigger'");
    while (each.step()) triggers.emplace_back(each.text(0));
    each.reset();
    for (const auto& name : triggers) db.exec("DROP TRIGGER " + sqlite::quoted(name));
    db.exec(sql);
  }
};

std::string text(const audit::Verification& found) {
  std::string out;
  for (const auto& fault : found.faults) out += fault.subject + ": " + fault.detail + "\n";
  return out;
}

bool names(const audit::Verification& found, const std::string& subject) {
  for (const auto& fault : found.faults)
    if (fault.subject == subject) return true;
  return false;
}

/// "entry 12" or "entries 11–12".
bool names_entry(const audit::Verification& found, std::int64_t n) {
  for (const auto& fault : found.faults) {
    std::int64_t from = 0, to = 0;
    if (std::sscanf(fault.subject.c_str(), "entry %ld", &from) == 1 && from == n) return true;
    if (std::sscanf(fault.subject.c_str(), "entries %ld–%ld", &from, &to) == 2 && from <= n &&
        n <= to)
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("an audit log that nobody touched agrees with history and records") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto found = world.verify();
  INFO(text(found));
  CHECK(found.ok());
  CHECK(found.entries == 30 + 32);  // and as many revisions as there are
  CHECK(found.revisions == 32);
  CHECK(found.records == 9);
  CHECK(found.not_entered == 0);
}

TEST_CASE("an entry is told with all that was entered") {
  ON_BOTH_ENGINES;
  World world(engine);
  const auto entries = world.documents->entries("audit", 0, 100);
  REQUIRE(entries.size() == 62);
  const Json first = audit::to_json(entries[0]), second = audit::to_json(entries[1]);
  CHECK(first["n"] == 1);
  CHECK(first["who"] == "li");
  CHECK(first["what"] == "sign_in");
  CHECK(first["detail"]["i"] == 0);
  CHECK(second["previous"] == audit::hash_of(entries[0]));
}

TEST_CASE("revisions are entered once, by whoever comes first, and what is missing is told") {
  ON_BOTH_ENGINES;
  World world(engine);
  audit::enter_revisions(*world.documents, *world.store);
  CHECK(world.verify().entries == 62);
  world.put("new", "after");
  const auto found = world.verify();
  CHECK(found.ok());
  CHECK(found.not_entered == 1);
}

TEST_CASE("an entry that is changed, dropped, swapped or cut off is named") {
  ON_BOTH_ENGINES;
  World world(engine);
  SECTION("changed") {
    world.tamper("UPDATE entries SET body = replace(body, '\"i\":7', '\"i\":8')");
    const auto found = world.verify();
    INFO(text(found));
    CHECK(names_entry(found, 8));
  }
  SECTION("its time") {
    world.tamper("UPDATE entries SET time = '2020-01-01T00:00:00Z' WHERE n = 5");
    CHECK(names_entry(world.verify(), 5));
  }
  SECTION("dropped") {
    world.tamper("DELETE FROM entries WHERE n = 11");
    CHECK(names_entry(world.verify(), 11));
  }
  SECTION("dropped, and those after it renumbered") {
    world.tamper("DELETE FROM entries WHERE n = 11");
    world.tamper("UPDATE entries SET n = -n WHERE n > 11");
    world.tamper("UPDATE entries SET n = -n - 1 WHERE n < 0");
    CHECK(names_entry(world.verify(), 11));
  }
  SECTION("swapped") {
    world.tamper(
        "UPDATE entries SET n = -1 WHERE n = 20; UPDATE entries SET n = 20 WHERE n = 21;"
        "UPDATE entries SET n = 21 WHERE n = -1");
    const auto found = world.verify();
    CHECK(names_entry(found, 20));
    CHECK(names_entry(found, 21));
  }
  SECTION("the last one changed") {
    world.tamper(
        "UPDATE entries SET body = replace(body, '\"who\":\"li\"', '\"who\":\"wu\"') "
        "WHERE n = 62");
    CHECK(names_entry(world.verify(), 62));
  }
  SECTION("cut off") {
    world.tamper("DELETE FROM entries WHERE n > 40");
    CHECK(names_entry(world.verify(), 50));
  }
  SECTION("cut off, and the kept head set back") {
    const auto noted = audit::head(*world.documents);
    world.tamper("DELETE FROM entries WHERE n > 25");
    {
      const auto open = documents::open_documents(world.address());
      const auto head = audit::head(*open);
      open->write([&](documents::Writer& w) {
        w.put("audit", "head", {{"n", head.n}, {"hash", head.hash}}, documents::Expected::any());
      });
    }
    const auto found = world.verify({{"--head", noted}});
    INFO(text(found));
    CHECK(names_entry(found, 26));
    CHECK(names_entry(found, 62));
  }
  SECTION("the whole chain made anew") {
    const auto noted = audit::head(*world.documents);
    world.tamper("DELETE FROM entries");
    for (int i = 0; i < 70; ++i)
      world.documents->write([&](documents::Writer& w) {
        audit::enter(w, {"wu", "sign_in", "wu"});
      });
    CHECK(names_entry(world.verify({{"backup", noted}}), noted.n));
  }
}

TEST_CASE("a record whose history or table was changed behind the program's back is named") {
  ON_BOTH_ENGINES;
  World world(engine);
  SECTION("a version changed") {
    const std::string type = engine == Engine::postgres ? "::text" : "",
                      back = engine == Engine::postgres ? "::json" : "";
    world.tamper_store("UPDATE jintu_history SET properties = replace(properties" + type +
                       ", 'note 5', 'note 6')" + back);
    CHECK(names(world.verify(), "mine/r5"));
  }
  SECTION("a version dropped") {
    world.tamper_store("DELETE FROM jintu_history WHERE id = 'r4' AND revision = 6");
    CHECK(names(world.verify(), "mine/r4"));
  }
  SECTION("two versions swapped") {
    world.tamper_store(
        "UPDATE jintu_history SET revision = 30 WHERE id = 'r4' AND revision = 6;"
        "UPDATE jintu_history SET revision = 6 WHERE id = 'r5' AND revision = 7;"
        "UPDATE jintu_history SET revision = 7 WHERE id = 'r4' AND revision = 30");
    const auto found = world.verify();
    INFO(text(found));
    CHECK(names(found, "mine/r4"));
    CHECK(names(found, "mine/r5"));
  }
  SECTION("who did it changed") {
    world.tamper_store("UPDATE jintu_revisions SET author = 'wu' WHERE revision = 9");
    CHECK(names(world.verify(), "revision 9"));
  }
  SECTION("the record in its table changed") {
    world.tamper_store("UPDATE mine SET note = 'forged' WHERE id = 'r7'");
    CHECK(names(world.verify(), "mine/r7"));
  }
  SECTION("the number of its row changed, by which tiles know it") {
    world.tamper_store("UPDATE mine SET fid = 1000 WHERE id = 'r7'");
    CHECK(names(world.verify(), "mine/r7"));
  }
  SECTION("the record gone from its table") {
    world.tamper_store("DELETE FROM mine WHERE id = 'r8'");
    CHECK(names(world.verify(), "mine/r8"));
  }
}

TEST_CASE("some hundred entries changed at random are each named") {
  ON_BOTH_ENGINES;
  World world(engine);
  std::mt19937 random(7);
  std::vector<documents::LogEntry> kept = world.documents->entries("audit", 0, 1000);
  REQUIRE(kept.size() == 62);
  const int rounds = engine == Engine::sqlite ? 200 : 30;
  for (int round = 0; round < rounds; ++round) {
    const auto& victim = kept[random() % kept.size()];
    std::string body = victim.body;
    // A letter of a text is another letter: it stays JSON.
    std::size_t at = 0;
    do at = random() % body.size();
    while (body[at] < 'a' || body[at] > 'z');
    body[at] = body[at] == 'q' ? 'p' : 'q';
    world.set_body(victim.n, body);
    const auto found = world.verify();
    INFO(victim.n << " " << body << "\n" << text(found));
    CHECK(names_entry(found, victim.n));
    world.set_body(victim.n, victim.body);
  }
  CHECK(world.verify().ok());
}
