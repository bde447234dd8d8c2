#include "services/siting/city/addresses.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "geo/store/open/open.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct TempStore {
  TempStore() {
    folder = fs::temp_directory_path() / ("jintu_addresses_" + std::to_string(getpid()));
    fs::create_directories(folder);
    store = open_store((folder / "store.gpkg").string(), OpenMode::create);
  }
  ~TempStore() {
    store.reset();
    fs::remove_all(folder);
  }
  fs::path folder;
  std::unique_ptr<FeatureStore> store;
};

Feature named(Geometry<Position> geometry, const std::string& name, const std::string& english) {
  Feature f;
  f.geometry = std::move(geometry);
  f.properties.set("name", name);
  f.properties.set("name_en", english.empty() ? Value() : Value(english));
  return f;
}

/// A street along 39.1° N from 117.0° to 117.3° E, a nameless one beside it, and two shops.
void fill(FeatureStore& store) {
  auto t = store.begin("tester", "streets");
  const std::vector<Field> fields{{"name", FieldType::text}, {"name_en", FieldType::text}};
  t->replace_bulk_layer({"osm_roads", "路", LayerRole::bulk, GeometryKind::line, fields});
  t->append("osm_roads",
            named(MultiLineString<Position>{LineString<Position>{{{117.0, 39.1}, {117.3, 39.1}}}},
                  "南京路", "Nanjing Road"));
  t->append(
      "osm_roads",
      named(MultiLineString<Position>{LineString<Position>{{{117.0, 39.1001}, {117.3, 39.1001}}}},
            "", ""));
  t->replace_bulk_layer({"osm_pois", "点", LayerRole::bulk, GeometryKind::point, fields});
  t->append("osm_pois", named(MultiPoint<Position>{{117.2, 39.1002}}, "便利店", ""));
  t->append("osm_pois", named(MultiPoint<Position>{{117.2, 39.1007}}, "百货大楼", "Big Store"));
  t->commit();
}

}  // namespace

TEST_CASE("a place has the nearest road with a name, far from the road's ends too") {
  TempStore temp;
  fill(*temp.store);
  const siting::Addresses addresses(*temp.store, {});
  const auto found = addresses.at({117.1503, 39.1004});
  CHECK(found.street == "南京路");
  CHECK(found.street_en == "Nanjing Road");
  CHECK(found.street_metres == Approx(0.0004 * 111'195).epsilon(0.001));
  CHECK(found.near.empty());
  CHECK(siting::to_json(found) ==
        Json{{"street", "南京路"}, {"street_en", "Nanjing Road"}, {"street_m", 44}});
}

TEST_CASE("a named place is not its own neighbour") {
  TempStore temp;
  fill(*temp.store);
  const siting::Addresses addresses(*temp.store, {});
  CHECK(addresses.at({117.2, 39.1002}).near == "百货大楼");
  CHECK(addresses.at({117.2, 39.1003}).near == "便利店");
}

TEST_CASE("what is far from everything, or in a store without streets, has no address") {
  TempStore temp;
  CHECK(siting::to_json(siting::Addresses(*temp.store, {}).at({117.2, 39.1})) == Json::object());
  fill(*temp.store);
  CHECK(siting::to_json(siting::Addresses(*temp.store, {}).at({117.2, 39.104})) == Json::object());
}
