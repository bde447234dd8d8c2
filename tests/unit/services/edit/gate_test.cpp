#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <mutex>

#include "geo/store/open/open.hpp"
#include "services/edit/findings_json.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

MultiPolygon<Position> box(double west, double east, double north = 39.01) {
  return {{{{{west, 39}, {east, 39}, {east, north}, {west, north}, {west, 39}}}, {}}};
}

Json feature_of(double west, double east, double north = 39.01) {
  return {{"type", "Feature"},
          {"geometry",
           {{"type", "Polygon"},
            {"coordinates", {{{west, 39}, {east, 39}, {east, north}, {west, north}, {west, 39}}}}}},
          {"properties", {{"note", "x"}}}};
}

/// Two areas of a user's own layer that share the border at 117.01° E.
struct World {
  World() {
    static int counter = 0;
    folder = fs::temp_directory_path() /
             ("jintu_gate_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder);
    store = open_store((folder / "jintu.gpkg").string(), OpenMode::create);
    auto t = store->begin("test", "layer");
    t->ensure_layer(
        {"mine", "我的", LayerRole::live, GeometryKind::polygon, {{"note", FieldType::text}}});
    t->put("mine", Feature{{}, "west", box(117, 117.01), {}, {}});
    t->put("mine", Feature{{}, "east", box(117.01, 117.02), {}, {}});
    t->commit();
    commits = std::make_unique<live::Commits>(*store, writer, [](const ChangeSet&) {});
    editor = std::make_unique<edit::Editor>(*commits, JINTU_SOURCE_DIR "/data/schemas");
  }
  ~World() { fs::remove_all(folder); }

  static edit::Change change(edit::Action action, const std::string& key, Json body = nullptr) {
    edit::Change change;
    change.action = action;
    change.layer = "mine";
    change.key = key;
    change.body = std::move(body);
    return change;
  }

  fs::path folder;
  std::unique_ptr<FeatureStore> store;
  std::mutex writer;
  std::unique_ptr<live::Commits> commits;
  std::unique_ptr<edit::Editor> editor;
};

std::string codes(const std::vector<edit::Findings>& findings) {
  std::string text;
  for (const auto& of : findings)
    for (const auto& fault : of.faults)
      text += (text.empty() ? "" : " ") + std::to_string(of.change) + ":" + fault.code;
  return text;
}

}  // namespace

TEST_CASE("a check says what apply would say, and writes nothing") {
  World world;
  const auto before = world.store->revision();
  const edit::Batch alone{
      {World::change(edit::Action::replace, "east", feature_of(117.011, 117.02))},
      "tester",
      "moves"};
  const edit::Checked checked = world.editor->check(alone);
  CHECK_FALSE(checked.acceptable);
  CHECK(codes(checked.findings) == "0:gap");
  CHECK(world.store->revision() == before);
  CHECK(codes(std::get<edit::Refused>(world.editor->apply(alone)).records) == "0:gap");

  const edit::Batch both{{World::change(edit::Action::replace, "east", feature_of(117.011, 117.02)),
                          World::change(edit::Action::replace, "west", feature_of(117, 117.011))},
                         "tester",
                         "moves"};
  CHECK(world.editor->check(both).acceptable);
  CHECK(world.store->revision() == before);
  CHECK(std::holds_alternative<edit::Committed>(world.editor->apply(both)));
}

TEST_CASE("the findings of all changes of a batch are told at once") {
  World world;
  Json bow = feature_of(117.1, 117.11);
  std::swap(bow["geometry"]["coordinates"][0][2], bow["geometry"]["coordinates"][0][3]);
  const edit::Batch batch{{World::change(edit::Action::create, "", bow),
                           World::change(edit::Action::create, "", feature_of(117.005, 117.015)),
                           World::change(edit::Action::create, "", feature_of(117.2, 117.21))},
                          "tester",
                          "adds"};
  const edit::Checked checked = world.editor->check(batch);
  CHECK(codes(checked.findings) == "0:self_intersection 1:overlap 1:overlap");
  const Json json = edit::findings_json(batch, checked.findings, checked.keys);
  REQUIRE(json.size() == 3);
  CHECK(json[0]["collection"] == "mine");
  CHECK(json[0]["severity"] == "error");
  CHECK(json[1]["unit"] == "m²");
  CHECK(json[1]["action"] == 1);
}

TEST_CASE("what the gate asks about passes with a reason, and is handed on") {
  World world;
  edit::Batch batch{{World::change(edit::Action::replace, "west", feature_of(117, 117.01, 39.02))},
                    "tester",
                    "grows"};
  CHECK(codes(std::get<edit::Refused>(world.editor->apply(batch)).records) == "0:area_change");
  batch.reason = "扩建";
  const auto done = std::get<edit::Committed>(world.editor->apply(batch));
  CHECK(codes(done.findings) == "0:area_change");
}

TEST_CASE("attributes of a record with an old fault can be edited") {
  World world;
  {
    auto t = world.store->begin("test", "old");
    t->put("mine",
           Feature{{},
                   "bow",
                   MultiPolygon<Position>{
                       {{{{117.1, 39}, {117.11, 39.01}, {117.11, 39}, {117.1, 39.01}, {117.1, 39}}},
                        {}}},
                   {},
                   {}});
    t->commit();
  }
  const edit::Batch batch{
      {World::change(edit::Action::update, "bow", {{"properties", {{"note", "新"}}}})},
      "tester",
      "renames"};
  CHECK(world.editor->check(batch).acceptable);
  CHECK(std::holds_alternative<edit::Committed>(world.editor->apply(batch)));
}

TEST_CASE(
    "a shape that crosses itself in the decimals that are told is refused, and it is said why") {
  World world;
  // A notch whose tip stays a millimetre above the base: with seven decimals both are at 39.0000000
  // or the tip is below.
  const auto notched = [](double tip) {
    return Json{{"type", "Feature"},
                {"geometry",
                 {{"type", "Polygon"},
                  {"coordinates",
                   {{{118, 39.00000004},
                     {118.0012345, 39},
                     {118.01, 39.00000004},
                     {118.01, 39.01},
                     {118.0050001, 39.01},
                     {118.0012345, tip},
                     {118.0049999, 39.01},
                     {118, 39.01},
                     {118, 39.00000004}}}}}},
                {"properties", {{"note", "x"}}}};
  };
  const auto told = [&](double tip) {
    const auto checked =
        world.editor->check({{World::change(edit::Action::create, "", notched(tip))}, "li", "new"});
    return checked.findings.empty() ? edit::Fault{} : checked.findings[0].faults.at(0);
  };
  const edit::Fault fault = told(39.00000003);
  CHECK(fault.code == "ring_self_intersection");
  CHECK(fault.en.find("7 decimals") != std::string::npos);
  CHECK(fault.zh.find("7 位小数") != std::string::npos);
  REQUIRE(fault.position);
  CHECK(fault.position->lon == Approx(118.0012345).margin(1e-6));
  CHECK(told(39.0001).code != "ring_self_intersection");
}
