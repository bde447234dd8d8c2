#include "tiles/build/basemap_rules.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"

using namespace jintu;
using namespace jintu::tiles;
namespace fs = std::filesystem;

namespace {

std::string fault(const std::string& text) {
  const fs::path path =
      fs::temp_directory_path() / ("jintu-rules-" + std::to_string(getpid()) + ".json");
  std::ofstream(path) << text;
  std::string what;
  try {
    read_basemap_rules(path.string());
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_input);
    what = error.what();
  }
  fs::remove(path);
  return what;
}

std::string with_layer(const std::string& more) {
  return R"({"version":1,"name":"n","layers":[{"name":"a","from":"t","draw":"lines","min_zoom":3,"attributes":[])" +
         more + "}]}";
}

}  // namespace

TEST_CASE("the rules that ship are read, and look up by property") {
  const auto rules = read_basemap_rules(JINTU_SOURCE_DIR "/data/osm_rules/tiles.json");
  CHECK(rules.attribution == "© OpenStreetMap contributors");
  const auto roads = std::find_if(rules.layers.begin(), rules.layers.end(),
                                  [](const auto& l) { return l.rules.name == "roads"; });
  REQUIRE(roads != rules.layers.end());
  CHECK(roads->rules.min_zoom == 5);
  Properties motorway_ramp;
  motorway_ramp.set("class", std::string("motorway"));
  CHECK(roads->min_zoom[0](motorway_ramp) == 5);
  CHECK(roads->min_zoom[1](motorway_ramp) == 0);
  motorway_ramp.set("ramp", true);
  CHECK(roads->min_zoom[1](motorway_ramp) == 10);
}

TEST_CASE("faults in the rules name the layer, the key and what was expected") {
  CHECK(fault(with_layer("")).empty());
  const std::vector<std::pair<std::string, std::string>> table{
      {"{}", "version"},
      {R"({"version":2,"name":"n","layers":[]})", "version: 应为 should be 1"},
      {R"({"version":1,"name":"n","layers":[]})", "a list with a layer or more"},
      {R"({"version":1,"name":"n","layers":[5]})", "layers[0]: 应为 should be an object"},
      {with_layer(R"(,"colour":"red")"), "unknown key \"colour\""},
      {with_layer(R"(,"join_lines":[12,10])"), "rising zooms"},
      {with_layer(R"(,"join_lines":[15])"), "from 1 to 14"},
      {with_layer(R"(,"borders":"both")"), "one of own, shared"},
      {with_layer(R"(,"order":{"by":"class"})"), "layers[0].order.of"},
      {R"({"version":1,"name":"n","layers":[{"name":"a","from":"t","draw":"dots","min_zoom":3,"attributes":[]}]})",
       "draw: 应为 should be one of"},
      {R"({"version":1,"name":"n","layers":[{"name":"a","from":"t","draw":"lines","min_zoom":15,"attributes":[]}]})",
       "min_zoom: 应为 should be a whole number from 0 to 14"},
      {R"({"version":1,"name":"n","layers":[{"name":"a","from":"t","draw":"lines","min_zoom":[{"by":"c","of":{"x":1.5}}],"attributes":[]}]})",
       "min_zoom.of.x"},
      {R"({"version":1,"name":"n","layers":[{"name":"a","from":"t","draw":"lines","min_zoom":3,"attributes":[{"name":"x"},{"name":"x"}]}]})",
       "stands twice"},
      {"{\"version\":1,\n oops", "line 2"},
  };
  for (const auto& [text, expected] : table) {
    INFO(text);
    CHECK_THAT(fault(text), Catch::Contains(expected));
  }
}
