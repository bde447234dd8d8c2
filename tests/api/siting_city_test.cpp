#include <catch2/catch.hpp>

#include "geo/store/open/open.hpp"
#include "tests/api/siting_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

TEST_CASE("Coverage counts who has a locker within a walk, by district, and ranks the gaps") {
  const SmallCity city;
  Siting s(city);
  const Json coverage = s.read("/siting/coverage?minutes=5,12");
  CHECK(coverage["population"] == 1500);
  CHECK(coverage["lockers"] == 1);
  CHECK(coverage["distance_model"] == "walking");
  CHECK(coverage["shares"][0].get<double>() == Approx(0.5));
  CHECK(coverage["shares"][1].get<double>() == Approx(1000.0 / 1500));
  REQUIRE(coverage["districts"].size() == 2);
  CHECK(coverage["districts"][0]["name"] == "和平区");
  CHECK(coverage["districts"][0]["shares"] == Json::array({0.75, 1.0}));
  CHECK(coverage["districts"][1]["shares"] == Json::array({0.0, 0.0}));
  REQUIRE(coverage["gaps"].size() == 1);
  CHECK(coverage["gaps"][0]["name"] == "东园");
  CHECK(coverage["gaps"][0]["population"] == 500);
  CHECK(coverage["gaps"][0]["nearest_m"].is_null());  // 11 km
  CHECK(coverage["gini"].get<double>() == Approx(1.0 / 3));
  CHECK(coverage["best_fifth_share"].get<double>() == Approx(0.3));
  CHECK(coverage["notes"].dump().find("示例") != std::string::npos);
}

TEST_CASE("Coverage without a walking network is of straight lines, and says so") {
  const SmallCity city(false);
  Siting s(city);
  const Json coverage = s.read("/siting/coverage");
  CHECK(coverage["minutes"] == Json::array({5.0, 10.0}));
  CHECK(coverage["distance_model"] == "geodesic");
  CHECK(coverage["shares"][0].get<double>() == Approx(0.5));
  CHECK(coverage["notes"].dump().find("straight lines") != std::string::npos);
}

TEST_CASE("Coverage follows the store from revision to revision") {
  const SmallCity city;
  Siting s(city);
  CHECK(s.read("/siting/coverage?minutes=5")["lockers"] == 1);
  {
    const auto store = open_store(city.path(), OpenMode::read_write);
    const auto transaction = store->begin("tester", "another locker");
    Feature locker;
    locker.key = "lk02";
    locker.geometry = MultiPoint<Position>{{117.15, 39.05}};
    transaction->put("lockers", locker);
    transaction->commit();
  }
  const Json coverage = s.read("/siting/coverage?minutes=5");
  CHECK(coverage["lockers"] == 2);
  CHECK(coverage["shares"][0].get<double>() == Approx(1250.0 / 1500));
}

TEST_CASE("Minutes that are no list of minutes are refused") {
  const SmallCity city;
  Siting s(city);
  for (const char* minutes : {"", "0", "61", "5,", ",5", "5,x", "-5", "1,2,3,4,5,6,7"}) {
    INFO(minutes);
    CHECK(get(s.port, std::string("/siting/coverage?minutes=") + minutes).status == 400);
  }
  CHECK(get(s.port, "/siting/coverage?minute=5").status == 400);
  Siting without;
  CHECK(get(without.port, "/siting/coverage").status == 404);
}
