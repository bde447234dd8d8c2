#include "geo/crs/transform.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/crs/source_crs.hpp"
#include "tests/support/skip.hpp"

using namespace jintu;

namespace {

const std::filesystem::path datum_data = std::filesystem::path(JINTU_SHARED_DATA) / "datum";

bool have_datum_data() {
  if (std::filesystem::exists(datum_data)) return true;
  jintu_test::skip("../shared/data/datum is not there: what the project ships is checked, no more");
  return false;
}

// Metres between two points of any datum, as if both were WGS 84.
template <class C>
double apart(LonLat<C> a, LonLat<C> b) {
  return distance(Position{a.lon, a.lat}, Position{b.lon, b.lat}).value();
}

template <class C>
LonLat<C> point(const Json& pair) {
  return {pair.at(0).get<double>(), pair.at(1).get<double>()};
}

}  // namespace

TEST_CASE("GCJ-02 and BD-09 come back to a centimetre in 664 Chinese cities") {
  if (!have_datum_data()) return;
  const Json cities = read_json_file(datum_data / "gcoord-china-cities.json");
  REQUIRE(cities.size() > 600);
  double worst_back = 0;
  double worst_forward = 0;
  for (const auto& city : cities) {
    const auto wgs = point<Wgs84>(city.at("coords").at("WGS84"));
    worst_back = std::max(worst_back, apart(convert<Wgs84>(convert<Gcj02>(wgs)), wgs));
    worst_back = std::max(worst_back, apart(convert<Wgs84>(convert<Bd09>(wgs)), wgs));
    worst_forward = std::max(
        worst_forward, apart(convert<Gcj02>(wgs), point<Gcj02>(city.at("coords").at("GCJ02"))));
  }
  CHECK(worst_back < 0.01);
  CHECK(worst_forward <
        1.0);  // the list is rounded, and up to 0.8 m from the libraries' own results
}

TEST_CASE("GCJ-02 and BD-09 meet gcoord's Tianjin vectors forward to a centimetre") {
  if (!have_datum_data()) return;
  const Json vectors = read_json_file(datum_data / "tianjin_vectors.json");
  REQUIRE(vectors.size() >= 20);
  for (const auto& p : vectors) {
    INFO(p.at("name"));
    const auto wgs = point<Wgs84>(p.at("wgs84"));
    CHECK(apart(convert<Gcj02>(wgs), point<Gcj02>(p.at("gcj02").at("gcoord"))) < 0.01);
    CHECK(apart(convert<Bd09>(wgs), point<Bd09>(p.at("bd09").at("gcoord"))) < 0.01);
  }
}

TEST_CASE("EPSG:4548 agrees with PROJ's own vectors to a millimetre, easting first") {
  if (!have_datum_data()) return;
  std::ifstream file(datum_data / "epsg4548_vectors.csv");
  std::string line;
  std::getline(file, line);
  std::size_t checked = 0;
  while (std::getline(file, line)) {
    std::vector<double> number;
    std::stringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) number.push_back(std::stod(cell));
    INFO(line);
    REQUIRE(number.size() == 6);
    const XY<Cgcs2000Gk117> plane = project(LonLat<Cgcs2000>{number[0], number[1]});
    CHECK(plane.x == Approx(number[3]).margin(0.001).epsilon(0));
    CHECK(plane.y == Approx(number[2]).margin(0.001).epsilon(0));
    const auto back = unproject(plane);
    CHECK(back.lon == Approx(number[0]).margin(1e-8).epsilon(0));
    CHECK(back.lat == Approx(number[1]).margin(1e-8).epsilon(0));
    ++checked;
  }
  CHECK(checked == 12);
}

TEST_CASE("the offsets in Tianjin are what the design says: 556 m for GCJ-02") {
  const Position centre{117.2, 39.13};
  CHECK(apart(LonLat<Gcj02>{centre.lon, centre.lat}, convert<Gcj02>(centre)) ==
        Approx(556).margin(15));
  CHECK(project(LonLat<Cgcs2000>{117.2, 39.13}).x == Approx(517293.5).margin(0.1));
}

TEST_CASE("web mercator goes there and back, and clamps the poles") {
  const Position p{117.2, 39.13};
  const auto back = from_web_mercator(to_web_mercator(p));
  CHECK(apart(p, back) < 1e-6);
  CHECK(to_web_mercator(Position{0, 90}).y == Approx(20037508.342789244));
}

TEST_CASE("numbers from outside are let in only when finite and in range") {
  CHECK(checked_lonlat<Wgs84>(117, 39).has_value());
  CHECK_FALSE(checked_lonlat<Wgs84>(181, 39).has_value());
  CHECK_FALSE(checked_lonlat<Wgs84>(117, -90.1).has_value());
  CHECK_FALSE(checked_lonlat<Wgs84>(std::nan(""), 39).has_value());
  CHECK_FALSE(checked_lonlat<Wgs84>(117, INFINITY).has_value());
}

TEST_CASE("a source CRS is named by EPSG code, by its Chinese name, by WKT or by a pipeline file") {
  const Position centre{117.2, 39.13};
  const auto near_centre = [&](const SourceCrs& crs, double x, double y) {
    const auto p = crs.to_wgs84(x, y);
    return p && apart(*p, centre) < 0.01;
  };
  CHECK(near_centre(SourceCrs::parse("EPSG:4326"), 117.2, 39.13));
  CHECK(near_centre(SourceCrs::parse("cgcs2000"), 117.2, 39.13));
  const auto plane = project(LonLat<Cgcs2000>{117.2, 39.13});
  CHECK(near_centre(SourceCrs::parse("EPSG:4548"), plane.x, plane.y));
  CHECK(near_centre(SourceCrs::parse("epsg:4527"), plane.x + 39e6, plane.y));
  const auto gcj = convert<Gcj02>(centre);
  CHECK(near_centre(SourceCrs::parse("GCJ-02"), gcj.lon, gcj.lat));
  const auto bd = convert<Bd09>(centre);
  CHECK(near_centre(SourceCrs::parse("bd09"), bd.lon, bd.lat));

  const auto file = std::filesystem::temp_directory_path() / "jintu_pipeline_test.txt";
  std::ofstream(file) << "+proj=pipeline +step +inv +proj=tmerc +lat_0=0 +lon_0=117 +k=1 "
                         "+x_0=500000 +y_0=0 +ellps=GRS80 "
                         "+step +proj=unitconvert +xy_in=rad +xy_out=deg";
  const auto pipeline = SourceCrs::parse("@" + file.string());
  CHECK(near_centre(pipeline, plane.x, plane.y));
  const auto out = pipeline.from_wgs84(centre);
  REQUIRE(out);
  CHECK(out->x == Approx(plane.x).margin(0.001));
  std::filesystem::remove(file);
}

TEST_CASE("a CRS that is not one is refused with the list of what is") {
  for (const char* word : {"", "EPSG:999999", "tianjin", "@/no/such/file", "EPSG:", "4548abc"}) {
    INFO(word);
    CHECK_THROWS_WITH(SourceCrs::parse(word), Catch::Contains("expected EPSG:n"));
  }
  CHECK_FALSE(SourceCrs::parse("EPSG:4326").to_wgs84(200, 39).has_value());
  CHECK_FALSE(SourceCrs::parse("EPSG:4548").to_wgs84(1e300, 1e300).has_value());
}
