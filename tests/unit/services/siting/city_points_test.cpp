#include "services/siting/city/city_points.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/store/open/open.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct TempStore {
  TempStore() {
    static int counter = 0;
    folder = fs::temp_directory_path() /
             ("jintu_city_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
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

Feature feature(std::string key, Geometry<Position> geometry,
                std::vector<std::pair<std::string, Value>> properties) {
  Feature f;
  f.key = std::move(key);
  f.geometry = std::move(geometry);
  for (auto& [name, value] : properties) f.properties.set(name, std::move(value));
  return f;
}

MultiPolygon<Position> square(double lon, double lat) {
  return {
      {{{{lon, lat}, {lon + 0.1, lat}, {lon + 0.1, lat + 0.1}, {lon, lat + 0.1}, {lon, lat}}}, {}}};
}

/// Two districts of 1,000 and 500 people; the first has two buildings, and land with and without
/// buildings.
void fill(FeatureStore& store) {
  auto t = store.begin("tester", "city");
  t->ensure_layer({"districts",
                   "区",
                   LayerRole::live,
                   GeometryKind::polygon,
                   {{"population_2020", FieldType::integer}}});
  t->put("districts",
         feature("120101", square(117.0, 39.0), {{"population_2020", std::int64_t{1000}}}));
  t->put("districts",
         feature("120104", square(117.1, 39.0), {{"population_2020", std::int64_t{500}}}));
  t->ensure_layer(
      {"lockers",
       "柜",
       LayerRole::live,
       GeometryKind::point,
       {{"kind", FieldType::text}, {"name_zh", FieldType::text}, {"sample", FieldType::boolean}}});
  t->put("lockers", feature("lk01", MultiPoint<Position>{{117.15, 39.05}},
                            {{"kind", std::string("parcel")},
                             {"name_zh", std::string("示例柜")},
                             {"sample", true}}));
  t->replace_bulk_layer({"demand",
                         "需求",
                         LayerRole::bulk,
                         GeometryKind::point,
                         {{"kind", FieldType::text},
                          {"name", FieldType::text},
                          {"footprint_m2", FieldType::real},
                          {"floor_area_m2", FieldType::real},
                          {"osm_type", FieldType::text},
                          {"osm_id", FieldType::integer}}});
  const auto demand = [&](std::int64_t id, const char* kind, Position at, Value footprint,
                          Value floor) {
    t->append("demand", feature("", MultiPoint<Position>{at},
                                {{"kind", std::string(kind)},
                                 {"name", Value()},
                                 {"footprint_m2", footprint},
                                 {"floor_area_m2", floor},
                                 {"osm_type", std::string("way")},
                                 {"osm_id", id}}));
  };
  demand(1, "community", {117.02, 39.02}, 100.0, 300.0);
  demand(2, "community", {117.03, 39.03}, 100.0, 100.0);
  demand(3, "community", {117.0201, 39.0201}, 10'000.0, Value());  // land round building 1
  demand(4, "community", {117.08, 39.08}, 1'200.0,
         Value());  // land without a building: 600 m² assumed
  demand(5, "community", {117.15, 39.02}, 100.0, 50.0);
  demand(6, "campus", {117.16, 39.02}, Value(), Value());
  demand(7, "metro", {118.5, 39.02}, Value(), Value());
  t->replace_bulk_layer({"osm_metro",
                         "地铁",
                         LayerRole::bulk,
                         GeometryKind::any,
                         {{"class", FieldType::text},
                          {"name", FieldType::text},
                          {"osm_type", FieldType::text},
                          {"osm_id", FieldType::integer}}});
  t->append("osm_metro", feature("", MultiPoint<Position>{{117.05, 39.05}},
                                 {{"class", std::string("entrance")},
                                  {"name", std::string("A 口")},
                                  {"osm_type", std::string("node")},
                                  {"osm_id", std::int64_t{9}}}));
  t->append("osm_metro", feature("", MultiPoint<Position>{{117.05, 39.05}},
                                 {{"class", std::string("station")},
                                  {"name", Value()},
                                  {"osm_type", std::string("node")},
                                  {"osm_id", std::int64_t{10}}}));
  t->commit();
}

const siting::CityPoint& by_id(const std::vector<siting::CityPoint>& points,
                               const std::string& id) {
  for (const auto& point : points) {
    if (point.id == id) return point;
  }
  throw std::runtime_error("no point " + id);
}

}  // namespace

TEST_CASE("the homes of a district sum to its census, by floor area") {
  const TempStore temp;
  fill(*temp.store);
  const auto city = siting::city_points(*temp.store, {});
  CHECK(by_id(city.demand, "d-w1").people == Approx(300));
  CHECK(by_id(city.demand, "d-w2").people == Approx(100));
  CHECK(by_id(city.demand, "d-w4").people == Approx(600));
  CHECK(by_id(city.demand, "d-w5").people == Approx(500));
  CHECK(by_id(city.demand, "d-w5").district == "120104");
}

TEST_CASE("residential land with buildings of its own does not count its people twice") {
  const TempStore temp;
  fill(*temp.store);
  const auto city = siting::city_points(*temp.store, {});
  CHECK_THROWS(by_id(city.demand, "d-w3"));
  CHECK(city.demand.size() == 6);
  CHECK(by_id(city.demand, "d-w7").district.empty());
}

TEST_CASE("candidates are metro exits and the places of demand, lockers stand already") {
  const TempStore temp;
  fill(*temp.store);
  const auto city = siting::city_points(*temp.store, {});
  CHECK(by_id(city.candidates, "c-n9").kind == "metro_exit");
  CHECK(by_id(city.candidates, "c-n9").name == "A 口");
  CHECK(by_id(city.candidates, "c-w6").kind == "campus");
  CHECK_THROWS(by_id(city.candidates, "c-n10"));
  CHECK_THROWS(by_id(city.candidates, "c-w7"));
  REQUIRE(city.existing.size() == 1);
  CHECK(city.existing[0].sample);
  CHECK(city.existing[0].name == "示例柜");
  const Json json = siting::to_json(city);
  CHECK(json["existing"][0]["id"] == "lk01");
  CHECK(json["demand"].size() == 6);
  CHECK(json["demand"][0]["weight"] == 300);
}

TEST_CASE("an empty store has no points and no error") {
  const TempStore temp;
  const auto city = siting::city_points(*temp.store, {});
  CHECK((city.demand.empty() && city.candidates.empty() && city.existing.empty()));
}
