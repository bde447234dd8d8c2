#include <catch2/catch.hpp>

#include "tests/api/siting_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Of 0.01° along the parallel of 39.05°, on the ellipsoid.
constexpr double hundredth_m = 866.0;

}  // namespace

TEST_CASE("A walk follows the street and tells metres, minutes and the line") {
  const SmallCity city;
  Siting s(city);
  const Json answer = s.read("/api/walk?from=117.02,39.0505&to=117.04,39.05");
  const Json& walk = answer["walk"];
  const double access = walk["access_m"][0].get<double>();
  CHECK(access == Approx(55.5).margin(1));  // 0.0005° of latitude
  CHECK(walk["metres"].get<double>() == Approx(2 * hundredth_m + access).epsilon(0.002));
  CHECK(walk["minutes"] == 24);  // 1,787 m at 75 m a minute, rounded up
  REQUIRE(walk["line"].size() >= 2);
  CHECK(walk["line"].front()[0].get<double>() == Approx(117.02));
  CHECK(walk["line"].back()[0].get<double>() == Approx(117.04));
  CHECK(answer["source"].get<std::string>().find("OpenStreetMap") != std::string::npos);
}

TEST_CASE("There is no walk from off the network, nor one of more than an hour") {
  const SmallCity city;
  Siting s(city);
  CHECK(s.read("/api/walk?from=117.02,39.06&to=117.04,39.05")["walk"].is_null());
  CHECK(s.read("/api/walk?from=117.00,39.05&to=117.20,39.05")["walk"].is_null());  // 17 km
}

TEST_CASE("A table holds every walk between its places, and nothing where there is none") {
  const SmallCity city;
  Siting s(city);
  const Json table =
      s.read("/api/walks?points=117.02,39.05;117.03,39.05;117.15,39.05;117.03,39.07")["metres"];
  REQUIRE(table.size() == 4);
  CHECK(table[0][1].get<double>() == Approx(hundredth_m).epsilon(0.002));
  CHECK(table[1][0] == table[0][1]);
  CHECK(table[0][0] == 0.0);
  CHECK(table[0][2].is_null());
  for (int i = 0; i < 4; ++i) CHECK(table[3][static_cast<std::size_t>(i)].is_null());
  // A table and a walk of the same places agree.
  const Json walk = s.read("/api/walk?from=117.02,39.05&to=117.03,39.05")["walk"];
  CHECK(walk["metres"].get<double>() == Approx(table[0][1].get<double>()).margin(0.02));
}

TEST_CASE("Walks that are asked for wrongly are refused by the name of the parameter") {
  const SmallCity city;
  Siting s(city);
  std::string many = "117.02,39.05";
  for (int i = 0; i < 41; ++i) many += ";117.02,39.05";
  const auto status = [&](const std::string& path) { return s.send("GET", path, "").status; };
  CHECK(status("/api/walk?from=117.02,39.05") == 400);
  CHECK(status("/api/walk?from=117.02&to=117.03,39.05") == 400);
  CHECK(status("/api/walk?from=117.02,139.05&to=117.03,39.05") == 400);
  CHECK(status("/api/walk?from=nan,39.05&to=117.03,39.05") == 400);
  CHECK(status("/api/walks") == 400);
  CHECK(status("/api/walks?points=117.02,39.05;") == 400);
  CHECK(status("/api/walks?points=" + many) == 413);
}

TEST_CASE("Without an imported extract there are no walks, and the answer says why") {
  const SmallCity city(false);
  Siting s(city);
  const auto answer = s.send("GET", "/api/walk?from=117.02,39.05&to=117.03,39.05", "");
  CHECK(answer.status == 404);
  CHECK(answer.body.find("import") != std::string::npos);
}
