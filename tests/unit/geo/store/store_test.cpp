#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "temp_store.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

LayerSchema parks() {
  return {"parks",
          "园区",
          LayerRole::live,
          GeometryKind::any,
          {{"name_zh", FieldType::text},
           {"area_ha", FieldType::real},
           {"sample", FieldType::boolean},
           {"floors", FieldType::integer}}};
}

MultiPolygon<Position> box_at(double lon, double lat) {
  return {
      {{{{lon, lat}, {lon + 0.1, lat}, {lon + 0.1, lat + 0.1}, {lon, lat + 0.1}, {lon, lat}}}, {}}};
}

Feature park(std::string key, std::string name, Geometry<Position> geometry = {}) {
  Feature f;
  f.key = std::move(key);
  f.geometry = std::move(geometry);
  f.properties.set("name_zh", std::move(name));
  return f;
}

ChangeSet put_one(FeatureStore& store, const Feature& feature) {
  auto t = store.begin("tester", "one");
  t->ensure_layer(parks());
  t->put("parks", feature);
  return t->commit();
}

}  // namespace

TEST_CASE("what is committed is in the next snapshot and still there when opened again") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  Feature full = park("a", "陈塘", box_at(117, 39));
  full.properties.set("area_ha", 277.6);
  full.properties.set("sample", true);
  full.properties.set("floors", std::int64_t{7});
  {
    auto store = temp.open();
    const auto before = store->snapshot();
    const auto changes = put_one(*store, full);
    CHECK(changes.revision == Revision{1});
    REQUIRE(changes.features.size() == 1);
    CHECK(changes.features[0].after == Box<Wgs84>{{117, 39}, {117.1, 39.1}});
    CHECK(before->layers().empty());  // a held snapshot does not change
  }
  auto store = temp.open(OpenMode::read_only);
  const auto layer = store->snapshot()->layer("parks");
  REQUIRE(layer);
  const Feature* read = layer->find("a");
  REQUIRE(read);
  CHECK(read->geometry == full.geometry);
  CHECK(read->properties == full.properties);
  CHECK(read->revision == Revision{1});
}

TEST_CASE("a transaction that is not committed leaves no trace") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  put_one(*store, park("a", "一"));
  {
    auto t = store->begin("tester", "lost");
    t->put("parks", park("b", "二"));
    t->erase("parks", "a");
    t->replace_bulk_layer({"osm_roads", "", LayerRole::bulk, GeometryKind::line, {}});
  }
  CHECK(store->snapshot()->layer("parks")->features().size() == 1);
  CHECK(store->layers().size() == 1);
  CHECK(put_one(*store, park("c", "三")).revision == Revision{2});
}

TEST_CASE(
    "an equal feature is left alone, a changed one keeps its id, and history holds every version") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  put_one(*store, park("a", "旧", box_at(117, 39)));
  CHECK(put_one(*store, park("a", "旧", box_at(117, 39))).features.empty());
  const auto id = store->snapshot()->layer("parks")->find("a")->id;
  const auto changes = put_one(*store, park("a", "新", box_at(117.5, 39)));
  REQUIRE(changes.features.size() == 1);
  CHECK(changes.features[0].kind == FeatureChange::Kind::updated);
  CHECK(changes.features[0].before.min.lon == 117);
  CHECK(changes.features[0].after.min.lon == 117.5);
  CHECK(store->snapshot()->layer("parks")->find("a")->id == id);
  {
    auto t = store->begin("eraser", "gone");
    CHECK(t->erase("parks", "a"));
    CHECK_FALSE(t->erase("parks", "a"));
    t->commit();
  }
  const auto history = store->history("parks", "a");
  REQUIRE(history.size() == 3);
  CHECK(history[0].feature.properties.text("name_zh") == "旧");
  CHECK(history[1].feature.geometry == Geometry<Position>(box_at(117.5, 39)));
  CHECK(history[2].kind == FeatureChange::Kind::deleted);
  CHECK(history[2].author == "eraser");
  // One version by a look, the newest of those not written later.
  for (std::size_t i = 0; i < 3; ++i) {
    const auto version = store->version("parks", "a", history[i].revision);
    REQUIRE(version);
    CHECK(version->revision == history[i].revision);
    CHECK(version->kind == history[i].kind);
    CHECK(version->time == history[i].time);
    CHECK(version->author == history[i].author);
    CHECK(version->feature.geometry == history[i].feature.geometry);
    CHECK(version->feature.properties == history[i].feature.properties);
  }
  CHECK(store->version("parks", "a", {1000})->revision == history[2].revision);
  CHECK_FALSE(store->version("parks", "a", {history[0].revision.value - 1}));
  CHECK_FALSE(store->version("parks", "b", {1000}));
}

TEST_CASE("a place that is not known is stored without geometry") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  put_one(*store, park("a", "海河国际商业中心"));
  store.reset();
  store = temp.open(OpenMode::read_write);
  CHECK(kind_of(store->snapshot()->layer("parks")->find("a")->geometry) == GeometryKind::none);
}

TEST_CASE("a bulk layer is replaced as a whole, scanned in order, and indexed") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  const LayerSchema roads{
      "osm_roads", "roads", LayerRole::bulk, GeometryKind::line, {{"class", FieldType::text}}};
  for (const int count : {5, 3}) {
    auto t = store->begin("import", "osm");
    t->replace_bulk_layer(roads);
    for (int i = count; i > 0; --i) {
      Feature f;
      f.id = {i};
      f.geometry = MultiLineString<Position>{{{{117, 39}, {117.0 + i, 39}}}};
      f.properties.set("class", std::string("primary"));
      t->append("osm_roads", f);
    }
    CHECK(t->commit().replaced_layers == std::vector<std::string>{"osm_roads"});
  }
  std::vector<std::int64_t> ids;
  store->scan("osm_roads", [&](Feature&& f) {
    CHECK(f.properties.text("class") == "primary");
    ids.push_back(f.id.value);
    return true;
  });
  CHECK(ids == std::vector<std::int64_t>{1, 2, 3});
  CHECK(store->layers()[0].bounds == Box<Wgs84>{{117, 39}, {120, 39}});
  CHECK(store->snapshot()->layers().empty());
  CHECK_THROWS_AS(store->scan("nothing", [](Feature&&) { return true; }), Error);
}

TEST_CASE("people's layers and bulk layers do not overwrite one another") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  put_one(*store, park("a", "一"));
  auto t = store->begin("x", "y");
  LayerSchema bulk = parks();
  CHECK_THROWS_AS(t->replace_bulk_layer(bulk), Error);
  bulk.fields[0].type = FieldType::integer;
  CHECK_THROWS_WITH(t->ensure_layer(bulk), Catch::Contains("another type"));
}

TEST_CASE("bad layer and field names are refused before anything is written") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  auto t = store->begin("x", "y");
  for (const char* name :
       {"", "Parks", "a-b", "gpkg_contents", "jintu_meta", "a\"; DROP TABLE x", "1a"}) {
    LayerSchema schema = parks();
    schema.name = name;
    INFO(name);
    CHECK_THROWS_AS(t->ensure_layer(schema), Error);
  }
  for (const char* field : {"", "fid", "GEOM", "id", "name_zh"}) {
    LayerSchema schema = parks();
    schema.fields.push_back({field, FieldType::text});
    INFO(field);
    CHECK_THROWS_AS(t->ensure_layer(schema), Error);
  }
}

TEST_CASE("hostile names of fields are only names") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  LayerSchema schema = parks();
  schema.fields.push_back({"x\") ; DROP TABLE jintu_meta; --", FieldType::text});
  auto t = store->begin("x", "y");
  t->ensure_layer(schema);
  t->put("parks", park("a", "一"));
  t->commit();
  CHECK(store->snapshot()->layer("parks")->find("a"));
}

TEST_CASE("another process's commit is seen after refresh") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto reader = temp.open();
  auto writer = temp.open(OpenMode::read_write);
  put_one(*writer, park("a", "一"));
  CHECK(reader->snapshot()->revision() == Revision{0});
  CHECK(reader->refresh().changed);
  CHECK(reader->snapshot()->revision() == Revision{1});
  CHECK_FALSE(reader->refresh().changed);
  // …and a transaction that begins without a refresh builds on what is there.
  put_one(*writer, park("b", "二"));
  put_one(*reader, park("c", "三"));
  CHECK(reader->snapshot()->layer("parks")->features().size() == 3);
}

TEST_CASE("a process killed in the middle of a transaction loses that transaction only") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  { put_one(*temp.open(), park("a", "一")); }
  const pid_t child = fork();
  if (child == 0) {
    auto store = temp.open(OpenMode::read_write);
    auto t = store->begin("x", "killed");
    for (int i = 0; i < 1000; ++i)
      t->put("parks", park("k" + std::to_string(i), "失", box_at(117, 39)));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  auto store = temp.open(OpenMode::read_write);
  CHECK(store->snapshot()->layer("parks")->features().size() == 1);
  put_one(*store, park("b", "二"));
}

TEST_CASE("files that are not ours are named as what they are, and are not touched") {
  const TempStore temp;
  const auto write = [&](const std::string& bytes) {
    std::ofstream(temp.path(), std::ios::binary) << bytes;
  };
  CHECK_THROWS_WITH(temp.open(OpenMode::read_only), Catch::Contains("no such file"));
  write(
      "this is not a database, but long enough to look like some kind of file header "
      "........................................");
  CHECK_THROWS_WITH(temp.open(OpenMode::read_write), Catch::Contains("not a GeoPackage"));
  CHECK_THROWS_WITH(temp.open(OpenMode::create), Catch::Contains("not a GeoPackage"));
  fs::remove(temp.path());
  { temp.open(); }
  fs::resize_file(temp.path(), 5000);
  CHECK_THROWS_AS(temp.open(OpenMode::read_write), Error);
}

TEST_CASE("readers are never blocked by a writer") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  put_one(*store, park("a", "一"));
  auto t = store->begin("x", "long");
  t->put("parks", park("b", "二"));
  std::size_t seen = 0;
  std::thread reader([&] { store->scan("parks", [&](Feature&&) { return ++seen, true; }); });
  reader.join();
  CHECK(seen == 1);
  t->commit();
}
