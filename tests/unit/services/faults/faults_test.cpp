#include "services/faults/faults.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <optional>

#include "geo/base/error.hpp"
#include "tests/support/test_database.hpp"

using namespace jintu;
using namespace jintu::faults;
namespace fs = std::filesystem;

namespace {

enum class Engine { sqlite, postgres };

#define ON_BOTH_ENGINES                                           \
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres); \
  if (engine == Engine::postgres && jintu_test::postgres().empty()) return

struct Room {
  explicit Room(Engine engine) {
    static int counter = 0;
    folder = fs::temp_directory_path() /
             ("jintu_faults_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder);
    if (engine == Engine::postgres) schema.emplace();
    documents =
        documents::open_documents(schema ? schema->address() : (folder / "jintu.gpkg").string());
  }
  ~Room() { fs::remove_all(folder); }
  fs::path folder;
  std::optional<jintu_test::TestSchema> schema;
  std::unique_ptr<documents::Documents> documents;
};

Report about(std::string place, std::string text = "关门了", std::string kind = "closed") {
  return {"night_streets", std::move(place), "津湾广场", std::move(kind), std::move(text)};
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

TEST_CASE("a report is kept with what was said, and is decided with a note") {
  ON_BOTH_ENGINES;
  const Room room(engine);
  Box box(*room.documents);
  box.put(about("ns01", "  晚上十点就关了 \n", "hours"));
  const auto open = box.list("open");
  REQUIRE(open.size() == 1);
  CHECK(open[0].report.text == "晚上十点就关了");
  CHECK(open[0].report.kind == "hours");
  CHECK(open[0].sent.size() == 20);
  const Kept done = box.decide(open[0].id, "done", "已改", "wu", open[0].version);
  CHECK(done.note == "已改");
  CHECK(box.list("open").empty());
  CHECK(box.list(std::nullopt).size() == 1);
  CHECK(box.list("done")[0].by == "wu");
  CHECK(refused([&] { box.decide(open[0].id, "open", "", "wu", open[0].version); }) ==
        ErrorCode::conflict);
  CHECK(refused([&] { box.decide("never", "done", "", "wu", {}); }) == ErrorCode::not_found);
  CHECK(refused([&] { box.decide(open[0].id, "burnt", "", "wu", {}); }) == ErrorCode::bad_input);
}

TEST_CASE("what is said is limited to 500 characters of text and the kinds that there are") {
  const Room room(Engine::sqlite);
  Box box(*room.documents);
  std::string longest;
  for (int i = 0; i < 500; ++i) longest += "字";
  CHECK_FALSE(refused([&] { box.put(about("ns01", longest)); }));
  CHECK(refused([&] { box.put(about("ns01", longest + "字")); }) == ErrorCode::bad_input);
  CHECK(refused([&] { box.put(about("ns01", "x", "burnt")); }) == ErrorCode::bad_input);
  CHECK(refused([&] { box.put(about("ns01", "\xff\xfe")); }) == ErrorCode::bad_input);
  CHECK_FALSE(refused([&] { box.put(about("ns01", "")); }));
  CHECK_FALSE(refused([&] { box.put(about("ns02", "一行\n又一行")); }));
  CHECK(refused([&] { box.put(about("ns02", "red \x1b[31m")); }) == ErrorCode::bad_input);
  CHECK(refused([&] { box.put(about("ns01", " ", "other")); }) == ErrorCode::bad_input);
  CHECK(box.list(std::nullopt).size() == 3);
}

TEST_CASE("a full box lets the dismissed go, then the done, and never what is open") {
  const Room room(Engine::sqlite);
  Box box(*room.documents, {.kept = 3, .of_place = 2});
  for (const char* place : {"a", "b", "c"}) box.put(about(place));
  CHECK(refused([&] { box.put(about("d")); }) == ErrorCode::unavailable);
  const auto id_of = [&](const char* place) {
    for (const auto& kept : box.list(std::nullopt))
      if (kept.report.place == place) return kept.id;
    return std::string();
  };
  box.decide(id_of("a"), "done", "", "wu", {});
  box.decide(id_of("b"), "dismissed", "", "wu", {});
  box.put(about("d"));
  CHECK(id_of("b").empty());
  CHECK_FALSE(id_of("a").empty());
  box.put(about("d"));
  CHECK(id_of("a").empty());
  CHECK_FALSE(id_of("c").empty());
  CHECK(refused([&] { box.put(about("d")); }) == ErrorCode::unavailable);  // two of one place
}
