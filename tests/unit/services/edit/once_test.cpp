#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <mutex>

#include "geo/base/error.hpp"
#include "geo/store/open/open.hpp"
#include "services/edit/edit.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct World {
  World() {
    static int counter = 0;
    folder = fs::temp_directory_path() /
             ("jintu_once_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder);
    store = open_store((folder / "jintu.gpkg").string(), OpenMode::create);
    auto t = store->begin("test", "layer");
    t->ensure_layer(
        {"mine", "我的", LayerRole::live, GeometryKind::point, {{"note", FieldType::text}}});
    t->commit();
    commits = std::make_unique<live::Commits>(*store, writer, [](const ChangeSet&) {});
    editor = std::make_unique<edit::Editor>(*commits, JINTU_SOURCE_DIR "/data/schemas");
  }
  ~World() { fs::remove_all(folder); }
  edit::Outcome add(const std::string& note, std::optional<edit::Once> once) {
    edit::Change change;
    change.action = edit::Action::create;
    change.layer = "mine";
    change.body = {{"type", "Feature"},
                   {"geometry", {{"type", "Point"}, {"coordinates", {117.1, 39.1}}}},
                   {"properties", {{"note", note}}}};
    return editor->apply({{change}, "tester", "add", std::move(once)});
  }
  std::size_t count() const { return store->snapshot()->layer("mine")->features().size(); }
  fs::path folder;
  std::unique_ptr<FeatureStore> store;
  std::mutex writer;
  std::unique_ptr<live::Commits> commits;
  std::unique_ptr<edit::Editor> editor;
};

}  // namespace

TEST_CASE("a batch that is sent twice under one name makes one record, and is answered alike") {
  World world;
  const auto first = std::get<edit::Committed>(world.add("a", edit::Once{"me:1", "a"}));
  CHECK_FALSE(first.repeated);
  world.add("between", std::nullopt);
  const auto again = std::get<edit::Committed>(world.add("a", edit::Once{"me:1", "a"}));
  CHECK(again.repeated);
  CHECK(again.revision == first.revision);
  CHECK(again.keys == first.keys);
  REQUIRE(again.state);
  CHECK(world.count() == 2);
}

TEST_CASE("a name that was used for another content is refused, another name is another batch") {
  World world;
  world.add("a", edit::Once{"me:1", "a"});
  try {
    world.add("b", edit::Once{"me:1", "b"});
    FAIL("it was written");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::conflict);
  }
  CHECK(world.count() == 1);
  world.add("a", edit::Once{"me:2", "a"});
  CHECK(world.count() == 2);
}

TEST_CASE("the versions of all records are told in the order in which they were written") {
  World world;
  world.add("a", std::nullopt);
  world.add("b", std::nullopt);
  world.add("c", std::nullopt);
  std::vector<std::string> notes;
  world.store->versions({2}, {3}, [&](RecordVersion&& version) {
    CHECK(version.layer == "mine");
    notes.emplace_back(version.feature.properties.text("note"));
    return true;
  });
  CHECK(notes == std::vector<std::string>{"b"});
}
