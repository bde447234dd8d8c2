#include "geo/documents/documents.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "geo/base/error.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "tests/support/test_database.hpp"

using namespace jintu;
using namespace jintu::documents;
namespace fs = std::filesystem;

namespace {

enum class Engine { sqlite, postgres };

bool is_there(Engine engine) { return engine == Engine::sqlite || !jintu_test::postgres().empty(); }

#define ON_BOTH_ENGINES                                           \
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres); \
  if (!is_there(engine)) return

struct Place {
  explicit Place(Engine engine = Engine::sqlite) {
    static int counter = 0;
    folder = fs::temp_directory_path() /
             ("jintu_documents_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder);
    if (engine == Engine::postgres) schema.emplace();
  }
  ~Place() { fs::remove_all(folder); }
  std::string address() const {
    return schema ? schema->address() : (folder / "jintu.gpkg").string();
  }
  std::string file() const { return documents_file(address()); }
  std::unique_ptr<Documents> open(const Limits& limits = {}) const {
    return open_documents(address(), limits);
  }
  fs::path folder;
  std::optional<jintu_test::TestSchema> schema;
};

std::int64_t put(Documents& documents, const std::string& id, const Json& body,
                 Expected expected = Expected::any()) {
  std::int64_t version = 0;
  documents.write([&](Writer& w) { version = w.put("notes", id, body, expected); });
  return version;
}

std::optional<ErrorCode> refused(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a document is read back as it was put, by another opening too") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  const Json body{{"zh", "天津 \"水上\" \\ \n"}, {"n", 1.5}, {"nothing", nullptr}};
  const auto documents = place.open();
  CHECK_FALSE(documents->get("notes", "a"));
  CHECK(documents->list("notes", "", 10).empty());
  CHECK(documents->state() == 0);
  const auto version = put(*documents, "a", body);
  CHECK(version > 0);
  CHECK(documents->state() > 0);
  const auto other = place.open();
  for (Documents* seen : {documents.get(), other.get()}) {
    const auto found = seen->get("notes", "a");
    REQUIRE(found);
    CHECK(found->json() == body);
    CHECK(found->version == version);
    CHECK(found->changed.ends_with("Z"));
  }
}

TEST_CASE("a write that expects another version is a conflict and changes nothing") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  const auto documents = place.open();
  const auto first = put(*documents, "a", 1, Expected::absent());
  const auto second = put(*documents, "a", 2, Expected::version(first));
  CHECK(second > first);
  CHECK(refused([&] { put(*documents, "a", 3, Expected::version(first)); }) == ErrorCode::conflict);
  CHECK(refused([&] { put(*documents, "a", 3, Expected::absent()); }) == ErrorCode::conflict);
  CHECK(refused([&] { put(*documents, "b", 3, Expected::version(first)); }) == ErrorCode::conflict);
  CHECK(documents->get("notes", "a")->json() == 2);
  documents->write([&](Writer& w) { CHECK(w.remove("notes", "a", Expected::version(second))); });
  documents->write([&](Writer& w) { CHECK_FALSE(w.remove("notes", "a", Expected::any())); });
  // A version is never used again: who kept the ETag of the removed one does not write over this.
  CHECK(put(*documents, "a", 4, Expected::absent()) > second);
}

TEST_CASE("what a write throws undoes all of it") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  const auto documents = place.open();
  put(*documents, "a", 1);
  const auto state = documents->state();
  CHECK(refused([&] {
          documents->write([&](Writer& w) {
            w.put("notes", "a", 2, Expected::any());
            w.append("audit", 1);
            CHECK(w.get("notes", "a")->json() == 2);
            CHECK(w.last_entry("audit")->n == 1);
            throw Error(ErrorCode::cancelled, "no");
          });
        }) == ErrorCode::cancelled);
  CHECK(documents->get("notes", "a")->json() == 1);
  CHECK_FALSE(documents->last_entry("audit"));
  CHECK(documents->state() == state);
}

TEST_CASE("a log is numbered from 1 without gaps, whatever was undone in between") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  const auto documents = place.open();
  for (int i = 1; i <= 5; ++i) {
    documents->write([&](Writer& w) { CHECK(w.append("audit", {{"i", i}}) == i); });
    refused([&] {
      documents->write([&](Writer& w) {
        w.append("audit", "undone");
        throw Error(ErrorCode::cancelled, "no");
      });
    });
  }
  documents->write([](Writer& w) { w.append("other", 0); });
  const auto entries = documents->entries("audit", 2, 2);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].n == 3);
  CHECK(entries[1].json() == Json{{"i", 4}});
  CHECK(documents->last_entry("audit")->n == 5);
}

TEST_CASE("a list goes through all documents by pages, in the order of their bytes") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  Limits limits;
  limits.listed = 3;
  const auto documents = place.open(limits);
  const std::vector<std::string> ids{"A", "Z", "a", "a-b", "ab", "中", "乙"};
  documents->write([&](Writer& w) {
    for (auto it = ids.rbegin(); it != ids.rend(); ++it)
      w.put("notes", *it, *it, Expected::absent());
    w.put("other", "b", 0, Expected::any());
  });
  std::vector<std::string> seen;
  for (std::string after;;) {
    const auto page = documents->list("notes", after, 100);
    if (page.empty()) break;
    CHECK(page.size() <= 3);
    for (const Document& document : page) seen.push_back(document.id);
    after = seen.back();
  }
  CHECK(seen == ids);
  CHECK(documents->count("notes") == ids.size());
}

TEST_CASE("sizes and names have limits, and a text must be UTF-8") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  Limits limits;
  limits.body_bytes = 1000;
  const auto documents = place.open(limits);
  CHECK(refused([&] { put(*documents, "a", std::string(1001, 'x')); }) == ErrorCode::too_large);
  CHECK(refused([&] { put(*documents, "", 1); }) == ErrorCode::bad_input);
  CHECK(refused([&] { put(*documents, std::string(201, 'x'), 1); }) == ErrorCode::bad_input);
  CHECK(refused([&] { put(*documents, "a", "\xff"); }) == ErrorCode::bad_input);
  put(*documents, "a", std::string("with \0 in it", 12));
  CHECK(documents->get("notes", "a")->json() == std::string("with \0 in it", 12));
}

TEST_CASE("two openings that write at once lose nothing") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  const auto work = [&] {
    const auto documents = place.open();
    for (int i = 0; i < 20; ++i) {
      documents->write([](Writer& w) {
        const auto found = w.get("notes", "sum");
        const auto n = found ? found->json().get<int>() : 0;
        w.put("notes", "sum", n + 1,
              found ? Expected::version(found->version) : Expected::absent());
        w.append("audit", n);
      });
    }
  };
  std::thread other(work);
  work();
  other.join();
  const auto documents = place.open();
  CHECK(documents->get("notes", "sum")->json() == 40);
  CHECK(documents->last_entry("audit")->n == 40);
}

TEST_CASE("what was answered is there after the process was killed, and nothing by half") {
  ON_BOTH_ENGINES;
  const Place place(engine);
  for (int kill_at = 0; kill_at < 5; ++kill_at) {
    int pipe_ends[2];
    REQUIRE(pipe(pipe_ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto documents = place.open();
      for (;;) {
        std::int64_t n = 0;
        documents->write([&](Writer& w) {
          n = w.append("audit", "entry");
          w.put("notes", std::to_string(n), n, Expected::absent());
        });
        if (write(pipe_ends[1], &n, sizeof n) != sizeof n) _exit(1);
      }
    }
    close(pipe_ends[1]);
    std::int64_t answered = 0, n = 0;
    for (int i = 0; i < 3 + kill_at && read(pipe_ends[0], &n, sizeof n) == sizeof n; ++i)
      answered = n;
    kill(child, SIGKILL);
    while (read(pipe_ends[0], &n, sizeof n) == sizeof n) answered = n;
    close(pipe_ends[0]);
    waitpid(child, nullptr, 0);
    const auto documents = place.open();
    REQUIRE(answered > 0);
    const auto last = documents->last_entry("audit");
    REQUIRE(last);
    CHECK(last->n >= answered);
    CHECK(documents->count("notes") == static_cast<std::size_t>(last->n));
  }
}

TEST_CASE("the file can be read by its owner alone") {
  const Place place;
  const auto documents = place.open();
  CHECK_FALSE(fs::exists(place.file()));
  put(*documents, "a", 1);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat info {};
    REQUIRE(stat((place.file() + suffix).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
  }
}

TEST_CASE(
    "another program that opens and closes the file takes nothing from it, as a backup does") {
  const Place place;
  const auto documents = place.open();
  put(*documents, "a", 1);
  const pid_t child = fork();
  if (child == 0) {
    {
      sqlite::Database other(place.file(), sqlite::Access::read_write);
      other.query_integer("SELECT count(*) FROM documents");
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  // The last to close deletes the log; that program must have seen that it was not.
  CHECK(fs::exists(place.file() + "-wal"));
  put(*documents, "b", 2);
  const auto again = place.open();
  REQUIRE(again->get("notes", "b"));
  CHECK(again->get("notes", "b")->json() == 2);
}

TEST_CASE("a damaged file is refused in words, and so is one that is not ours") {
  const Place place;
  {
    const auto documents = place.open();
    for (int i = 0; i < 50; ++i) put(*documents, std::to_string(i), std::string(3000, 'x'));
  }
  REQUIRE(refused([&] { place.open(); }) == std::nullopt);
  SECTION("bytes in the middle") {
    std::fstream file(place.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    const std::string noise(4096 * 4, '\x5a');
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  }
  SECTION("cut off") { fs::resize_file(place.file(), fs::file_size(place.file()) / 2 + 17); }
  SECTION("another program's") {
    std::ofstream(place.file(), std::ios::trunc) << std::string(5000, 'n');
  }
  try {
    place.open();
    FAIL("it was opened");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_input);
    CHECK(error.public_detail().starts_with(place.file()));
  }
}

TEST_CASE("a file that is put back from a copy is read anew") {
  const Place place;
  const auto documents = place.open();
  put(*documents, "a", 1);
  {  // all of it in the file
    const auto copy = place.open();
    put(*copy, "a", 1);
  }
  const Place kept;
  {
    const auto older = kept.open();
    put(*older, "a", "older");
  }
  fs::remove(place.file());
  fs::remove(place.file() + "-wal");
  fs::remove(place.file() + "-shm");
  fs::copy(kept.file(), place.file());
  CHECK(documents->get("notes", "a")->json() == "older");
  put(*documents, "b", 2);
  CHECK(place.open()->get("notes", "b")->json() == 2);
}

TEST_CASE("the file does not grow beyond its room") {
  const Place place;
  Limits limits;
  limits.file_bytes = 100'000;
  const auto documents = place.open(limits);
  std::optional<ErrorCode> said;
  int kept = 0;
  while (!said && kept < 100) {
    said = refused([&] { put(*documents, std::to_string(kept), std::string(5000, 'x')); });
    if (!said) ++kept;
  }
  CHECK(said == ErrorCode::no_space);
  CHECK(kept > 5);
  CHECK(documents->count("notes") == static_cast<std::size_t>(kept));
}

TEST_CASE("documents move to another store whole, and never onto others") {
  const auto from_engine = GENERATE(Engine::sqlite, Engine::postgres);
  const auto to_engine = GENERATE(Engine::sqlite, Engine::postgres);
  if (!is_there(from_engine) || !is_there(to_engine)) return;
  const Place from(from_engine), to(to_engine);
  CHECK(copy_documents(from.address(), to.address()).documents == 0);  // there is nothing yet
  CHECK_FALSE(has_documents(from.address()));
  const auto source = from.open();
  for (int i = 0; i < 2'500; i += 100)  // more than are listed at once
    source->write([&](Writer& w) {
      for (int k = 0; k < 100; ++k) {
        w.put("notes", "n" + std::to_string(i + k), {{"zh", "第 " + std::to_string(i + k)}},
              Expected::absent());
        w.append("audit", {{"i", i + k}});
      }
    });
  source->write([](Writer& w) {
    w.put("others", "'\"", {{"x", nullptr}}, Expected::any());
    w.append("log", Json::array({1, 2.5}));
    w.remove("notes", "n7", Expected::any());
  });
  const Copied copied = copy_documents(from.address(), to.address());
  CHECK(copied.documents == 2'500);
  CHECK(copied.entries == 2'501);
  CHECK(has_documents(to.address()));
  const auto target = to.open();
  CHECK(target->state() == source->state());
  for (const char* collection : {"notes", "others"}) {
    CHECK(target->count(collection) == source->count(collection));
    for (std::string after;;) {
      const auto a = source->list(collection, after, 1000),
                 b = target->list(collection, after, 1000);
      REQUIRE(a.size() == b.size());
      if (a.empty()) break;
      for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].id == b[i].id);
        CHECK(a[i].version == b[i].version);
        CHECK(a[i].body == b[i].body);
        CHECK(a[i].changed == b[i].changed);
      }
      after = a.back().id;
    }
  }
  const auto last = source->entries("audit", 2'400, 1000),
             there = target->entries("audit", 2'400, 1000);
  REQUIRE(last.size() == there.size());
  for (std::size_t i = 0; i < last.size(); ++i) {
    CHECK(last[i].n == there[i].n);
    CHECK(last[i].body == there[i].body);
    CHECK(last[i].time == there[i].time);
  }
  // Versions go on from where they were.
  CHECK(put(*target, "new", Json::object()) > source->state());
  CHECK(refused([&] { copy_documents(from.address(), to.address()); }) == ErrorCode::conflict);
}
