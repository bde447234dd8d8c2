#include "services/venues/venues.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/store/open/open.hpp"

using namespace jintu;

namespace {

namespace fs = std::filesystem;

struct Scratch {
  fs::path folder = fs::temp_directory_path() / ("jintu-venues-" + std::to_string(::getpid()));
  std::unique_ptr<FeatureStore> store;
  Scratch() {
    fs::remove_all(folder);
    fs::create_directories(folder);
    store = open_store((folder / "store.gpkg").string(), OpenMode::create);
  }
  ~Scratch() {
    store.reset();
    fs::remove_all(folder);
  }
};

Feature feature(const std::string& key, Geometry<Position> geometry,
                std::initializer_list<std::pair<const char*, Value>> values) {
  Feature f;
  f.key = key;
  f.geometry = std::move(geometry);
  for (const auto& [name, value] : values) f.properties.set(name, value);
  return f;
}

MultiPolygon<Position> square(double west, double south) {
  const double e = west + 0.1, n = south + 0.1;
  return {{{{{west, south}, {e, south}, {e, n}, {west, n}, {west, south}}}, {}}};
}

const venues::Pinyin pinyin(parse_json(R"({"和":"he huo","平":"ping","路":"lu"})", "test"));

}  // namespace

TEST_CASE("places of an import are told by columns, texts that repeat once, with their district") {
  const Scratch scratch;
  const auto t = scratch.store->begin("test", "test");
  t->ensure_layer(
      {"districts", "区", LayerRole::live, GeometryKind::polygon, {{"name_zh", FieldType::text}}});
  t->put("districts", feature("120101", square(117.1, 39.0), {{"name_zh", std::string("和平区")}}));
  t->replace_bulk_layer({venues::layer_name,
                         "地点",
                         LayerRole::bulk,
                         GeometryKind::point,
                         {{"class", FieldType::text},
                          {"name", FieldType::text},
                          {"opening_hours", FieldType::text},
                          {"street", FieldType::text},
                          {"housenumber", FieldType::text},
                          {"osm_type", FieldType::text},
                          {"osm_id", FieldType::integer}}});
  const auto add = [&](std::int64_t id, const char* name, Position at) {
    t->append(venues::layer_name, feature("", MultiPoint<Position>{at},
                                          {{"class", std::string("bar")},
                                           {"name", std::string(name)},
                                           {"opening_hours", std::string("18:00-02:00")},
                                           {"street", std::string("和平路")},
                                           {"housenumber", std::string("8")},
                                           {"osm_type", std::string("way")},
                                           {"osm_id", id}}));
  };
  add(7, "和平路酒馆", {117.15, 39.05});
  add(8, "", {118.5, 39.05});
  t->set_meta("osm.source", "tianjin.osm.pbf");
  t->commit();
  const Json json =
      parse_json(venues::document(*scratch.store, *scratch.store->snapshot(), pinyin), "document");
  CHECK(json["source"] == "tianjin.osm.pbf");
  CHECK(json["id"] == Json({"w7", "w8"}));
  CHECK(json["name"] == Json({"和平路酒馆", ""}));
  CHECK(json["hours"] == Json({"18:00-02:00"}));
  CHECK(json["hour"] == Json({0, 0}));
  CHECK(json["districts"] == Json({"和平区", ""}));
  CHECK(json["district"] == Json({0, 1}));
  CHECK(json["address"][0] == "和平路 8");
  CHECK(json["lon"] == Json({11715000, 11850000}));
  CHECK(json["lat"][0] == 3905000);
  CHECK(json["pinyin"] == parse_json(R"({"和":"he huo","平":"ping","路":"lu"})", "test"));
}

TEST_CASE("a store without an import has no places") {
  const Scratch scratch;
  const Json json =
      parse_json(venues::document(*scratch.store, *scratch.store->snapshot(), pinyin), "document");
  CHECK(json["id"].empty());
}

TEST_CASE("a table of pinyin of another form is refused") {
  for (const char* bad : {"[]", R"({"和":1})"})
    CHECK_THROWS_AS(venues::Pinyin(parse_json(bad, "test")), Error);
}
