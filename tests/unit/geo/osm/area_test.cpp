#include "geo/base/json.hpp"
#include "geo/geometry/validity.hpp"
#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

namespace {
const std::string lake = "type=multipolygon natural=water";
}

TEST_CASE("a multipolygon with a hole is assembled from its ways") {
  const auto r = import_text(square_nodes(10, 117, 39, 0.03) + square_nodes(20, 117.01, 39.01) +
                             way(1, {10, 11, 12}) + way(2, {10, 13, 12}) + way(3, square(20)) +
                             relation(9, {"w1:outer", "w2:outer", "w3:inner"}, lake));
  const Feature* water = r.store.find("osm_water", 93);
  REQUIRE(water);
  const auto& polygons = std::get<MultiPolygon<Position>>(water->geometry);
  REQUIRE(polygons.size() == 1);
  CHECK(polygons[0].holes.size() == 1);
  CHECK(check(water->geometry).ok());
  CHECK(r.rejects.empty());
}

TEST_CASE("broken multipolygons are rejected with the reason and the place, the rest is imported") {
  const auto r = import_text(square_nodes(10, 117, 39) + square_nodes(20, 117.1, 39) +
                             square_nodes(30, 117.2, 39) + way(1, {10, 11, 12}) +  // open
                             way(2, {20, 22, 21, 23, 20}) +                        // crosses itself
                             way(3, {30, 31, 999, 32, 30}) +                       // node missing
                             way(4, square(30), "landuse=forest") +                // good
                             relation(101, {"w1:outer"}, lake) + relation(102, {"w2:outer"}, lake) +
                             relation(103, {"w3:outer"}, lake) +
                             relation(104, {"w4:outer", "w77:outer"}, lake) +
                             relation(105, {"n10:label"}, lake));
  CHECK(r.store.count("osm_water") == 1);  // the lake that crosses itself, mended
  CHECK(r.store.count("osm_landuse") == 1);
  REQUIRE(r.reject("relation/101"));
  CHECK(r.reject("relation/101")->code == "open_ring");
  CHECK(r.reject("relation/101")->position);
  CHECK(r.reject("relation/102")->code == "mended_area");
  CHECK_FALSE(r.reject("relation/102")->dropped);
  CHECK(r.reject("relation/102")->position->lon == Approx(117.105));
  CHECK(r.reject("relation/103")->code == "missing_nodes");
  CHECK(r.reject("relation/103")->text.find("node/999") != std::string::npos);
  CHECK(r.reject("relation/104")->code == "missing_members");
  CHECK(r.reject("relation/104")->text.find("way/77") != std::string::npos);
  CHECK(r.reject("relation/105")->code == "missing_members");
  CHECK(r.report.rejected == 4);
  CHECK(r.report.note_codes == std::map<std::string, std::uint64_t>{{"mended_area", 1}});
  CHECK(r.reject("relation/101")->file.ends_with("test.osm"));
  const Json data = parse_json(r.reject("relation/101")->data, "reject");
  CHECK(data["tags"]["natural"] == "water");
  CHECK(data["geometry"]["coordinates"][0].size() == 3);
}

TEST_CASE("ways that cannot be what their tags say are rejected") {
  const auto r = import_text(
      square_nodes(10, 117, 39) + way(1, {10, 11, 12}, "building=yes") +
      way(2, {10, 12, 11, 13, 10}, "building=yes") + way(3, {10, 11, 99}, "highway=path") +
      way(4, {10}, "highway=path") + way(5, {10, 10}, "waterway=river") +
      way(6, {10, 11, 12}, "natural=water") + relation(9, {"w6:outer"}, lake));
  CHECK(r.reject("way/1")->code == "open_way");
  CHECK(r.reject("way/2")->code == "mended_area");
  CHECK(r.reject("way/3")->code == "missing_nodes");
  CHECK(r.reject("way/4")->code == "too_few_points");
  CHECK(r.reject("way/5")->code == "too_few_points");
  CHECK_FALSE(r.reject("way/6"));  // its relation speaks for it
  CHECK(r.reject("relation/9")->code == "open_ring");
  CHECK(r.report.features.at("osm_buildings") == 1);
  CHECK(r.report.features.at("osm_roads") == 0);
}

TEST_CASE("an area whose lines cross is drawn by the even-odd rule, but for districts") {
  const std::string ring = square_nodes(10, 117, 39, 0.01);
  const auto r = import_text(
      ring + way(1, {10, 12, 11, 13, 10}, "landuse=forest") + way(2, {10, 12, 11, 13, 10}) +
      relation(3, {"w2:outer"}, "type=boundary boundary=administrative admin_level=6 name=x") +
      relation(4, {"w2:outer"},
               "type=boundary boundary=administrative admin_level=6 name=y landuse=forest"));
  const Feature* forest = r.store.find("osm_landuse", 12);
  REQUIRE(forest);
  CHECK(std::get<MultiPolygon<Position>>(forest->geometry).size() == 2);
  CHECK(check(forest->geometry).ok());
  CHECK(r.store.count("osm_landuse") == 2);
  CHECK(r.store.count("osm_districts") == 0);
  CHECK(r.reject("relation/3")->code == "self_intersection");
  CHECK(r.reject("relation/3")->dropped);
  CHECK(r.report.note_codes.at("mended_area") == 2);
  CHECK(r.report.reject_codes.at("self_intersection") == 2);
}

TEST_CASE("what is smoothed over is noted and kept") {
  const auto r =
      import_text(square_nodes(10, 117, 39) + node(15, 117.02, 39.01) + node(16, 117.01, 39) +
                  way(1, {10, 11, 12, 15, 12, 13, 10}, "building=yes") +  // a spike
                  way(2, {10, 11, 16, 12, 13, 10}, "building=yes"));      // two nodes at one place
  CHECK(r.store.count("osm_buildings") == 2);
  CHECK(r.reject("way/1")->code == "duplicate_segments");
  CHECK_FALSE(r.reject("way/1")->dropped);
  CHECK(r.reject("way/2")->code == "duplicate_nodes");
  CHECK(r.report.rejected == 0);
  CHECK(r.report.noted == 2);
  CHECK(r.report.note_codes ==
        std::map<std::string, std::uint64_t>{{"duplicate_nodes", 1}, {"duplicate_segments", 1}});
  CHECK(r.report.reject_codes.empty());
}

TEST_CASE("area=no stays a line, and a roundabout is a road") {
  const auto r =
      import_text(square_nodes(10, 117, 39) + way(1, square(10), "leisure=track area=no") +
                  way(2, square(10), "highway=primary junction=roundabout"));
  CHECK(r.store.count("osm_landuse") == 0);
  CHECK(r.store.count("osm_roads") == 1);
  CHECK(r.rejects.empty());
}

TEST_CASE("a point of interest drawn as an area is one point inside it") {
  // A horseshoe: the centre of its box lies outside.
  const auto r = import_text(node(1, 117, 39) + node(2, 117.03, 39) + node(3, 117.03, 39.03) +
                             node(4, 117.02, 39.03) + node(5, 117.02, 39.01) +
                             node(6, 117.01, 39.01) + node(7, 117.01, 39.03) + node(8, 117, 39.03) +
                             way(1, {1, 2, 3, 4, 5, 6, 7, 8, 1}, "amenity=hospital name=医院"));
  const Feature* poi = r.store.find("osm_pois", 12);
  REQUIRE(poi);
  const auto& points = std::get<MultiPoint<Position>>(poi->geometry);
  REQUIRE(points.size() == 1);
  const bool in_gap = points[0].lon > 117.01 && points[0].lon < 117.02 && points[0].lat > 39.01;
  CHECK_FALSE(in_gap);
}

TEST_CASE("untagged multipolygons are counted, their ways stand alone") {
  const auto r = import_text(square_nodes(10, 117, 39) + way(1, square(10), "natural=wood") +
                             relation(9, {"w1:outer"}, "type=multipolygon"));
  CHECK(r.report.untagged_multipolygons == 1);
  CHECK(r.store.count("osm_landuse") == 1);
}

TEST_CASE("text that is not UTF-8 is left out with a note") {
  const auto r = import_text(node(1, 117, 39, "place=village name=ok"));
  CHECK(r.store.count("osm_places") == 1);
  const auto bad = import_text(node(1, 117, 39, "place=village name=x population=many"));
  CHECK(bad.reject("node/1")->code == "bad_value");
  CHECK(bad.store.count("osm_places") == 1);
}
