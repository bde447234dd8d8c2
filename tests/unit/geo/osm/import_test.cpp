#include "geo/geometry/validity.hpp"
#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

TEST_CASE("a feature's id is made of the OSM id and type, also of negative ones") {
  CHECK(feature_id(7, 'n').value == 71);
  CHECK(feature_id(7, 'w').value == 72);
  CHECK(feature_id(7, 'r').value == 73);
  CHECK(feature_id(-7, 'n').value == 74);
  CHECK(feature_id(-7, 'w').value == 75);
  CHECK(feature_id(-7, 'r').value == 76);
  CHECK(feature_id(max_osm_id, 'r').value > 0);
  CHECK(feature_id(-max_osm_id, 'r').value > 0);
}

TEST_CASE("a node, a line and a closed way become features with their OSM identity") {
  const auto r = import_text(
      node(5, 117.2, 39.1, "place=town name=杨柳青 name:en=Yangliuqing population=60,000") +
      square_nodes(10, 117.0, 39.0) + way(20, {10, 11}, "highway=primary oneway=-1 bridge=yes") +
      way(21, square(10), "building=apartments height=40'"));
  const Feature* town = r.store.find("osm_places", 51);
  REQUIRE(town);
  CHECK(town->properties.text("name") == "杨柳青");
  CHECK(town->properties.text("name_en") == "Yangliuqing");
  CHECK(town->properties.number("population", 0) == 60000);
  CHECK(town->properties.number("rank", 0) == 3);
  CHECK(town->properties.number("osm_id", 0) == 5);
  CHECK(town->properties.text("osm_type") == "node");

  const Feature* road = r.store.find("osm_roads", 202);
  REQUIRE(road);
  CHECK(road->properties.text("class") == "primary");
  CHECK(*road->properties.find("oneway") == Value(true));
  CHECK(*road->properties.find("bridge") == Value(true));
  CHECK(road->properties.find("tunnel")->index() == 0);
  const auto& line = std::get<MultiLineString<Position>>(road->geometry);
  CHECK(line[0].points.front() == Position{117.01, 39.0});  // oneway=-1: turned round

  const Feature* building = r.store.find("osm_buildings", 212);
  REQUIRE(building);
  CHECK(building->properties.number("height", 0) == Approx(12.192));
  CHECK(building->properties.number("area", 0) == Approx(960000).epsilon(0.01));
  CHECK(check(building->geometry).ok());
  CHECK(r.report.nodes == 5);
  CHECK(r.report.ways == 2);
  CHECK(r.report.features.at("osm_roads") == 1);
  CHECK(r.rejects.empty());
}

TEST_CASE("the Chinese name stands before the local one, simplified before any") {
  const auto r =
      import_text(node(1, 117, 39, "place=city name=Tianjin name:zh=天津市") +
                  node(2, 117, 39, "place=city name=Tianjin name:zh=天津巿 name:zh-Hans=天津") +
                  node(3, 117, 39, "place=city name=津"));
  CHECK(r.store.find("osm_places", 11)->properties.text("name") == "天津市");
  CHECK(r.store.find("osm_places", 21)->properties.text("name") == "天津");
  CHECK(r.store.find("osm_places", 31)->properties.text("name") == "津");
  CHECK(r.store.find("osm_places", 31)->properties.find("name_en")->index() == 0);
}

TEST_CASE("objects with negative ids are kept, with ids of their own") {
  const auto r = import_text(
      node(-1, 117, 39) + node(-2, 117.01, 39) + node(-3, 117.01, 39.01) + node(3, 117.5, 39.5) +
      node(-4, 117.1, 39.1, "place=village name=a") + node(4, 117.2, 39.2, "place=village name=b") +
      way(-10, {-1, -2, -3, -1}, "building=yes") + way(10, {-1, -2, 3}, "highway=residential") +
      relation(-10, {"w-10:outer"}, "type=multipolygon landuse=grass"));
  CHECK(r.store.find("osm_places", 44)->properties.text("name") == "a");
  CHECK(r.store.find("osm_places", 44)->properties.number("osm_id", 0) == -4);
  CHECK(r.store.find("osm_places", 41)->properties.text("name") == "b");
  CHECK(r.store.find("osm_buildings", 105));
  CHECK(r.store.find("osm_roads", 102));
  CHECK(r.store.find("osm_landuse", 106));
  CHECK(r.rejects.empty());
}

TEST_CASE("an unsorted file gives the same as a sorted one") {
  const std::string nodes = square_nodes(10, 117, 39),
                    roads = way(20, {10, 11, 12}, "highway=service"),
                    area = relation(30, {"w21:outer"}, "type=multipolygon natural=water"),
                    ring = way(21, square(10));
  const auto sorted = import_text(nodes + roads + ring + area);
  const auto mixed = import_text(area + ring + roads + nodes);
  CHECK(sorted.store.count("osm_water") == 1);
  CHECK(mixed.store.count("osm_water") == 1);
  CHECK(mixed.store.layers.at("osm_water")[0].properties ==
        sorted.store.layers.at("osm_water")[0].properties);
  CHECK(mixed.store.find("osm_roads", 202)->geometry ==
        sorted.store.find("osm_roads", 202)->geometry);
  CHECK(mixed.store.count("walk_edges") == sorted.store.count("walk_edges"));
}

TEST_CASE("of an object in several files the highest version wins, the later file on a tie") {
  const TempFolder folder;
  const auto a = folder.write("a.osm", osm_xml(node(1, 117, 39, "place=village name=old", 1) +
                                               node(2, 117, 39, "place=village name=new", 4) +
                                               node(3, 117, 39, "place=village name=first", 2)));
  const auto b = folder.write("b.osm", osm_xml(node(1, 117, 39, "place=village name=new", 2) +
                                               node(2, 117, 39, "place=village name=old", 3) +
                                               node(3, 117, 39, "place=village name=second", 2) +
                                               node(4, 117, 39, "place=village name=only", 1)));
  const auto r = import_files({a, b});
  CHECK(r.store.count("osm_places") == 4);
  CHECK(r.store.find("osm_places", 11)->properties.text("name") == "new");
  CHECK(r.store.find("osm_places", 21)->properties.text("name") == "new");
  CHECK(r.store.find("osm_places", 31)->properties.text("name") == "second");
  CHECK(r.report.superseded == 3);
  CHECK(r.report.nodes == 4);
}

TEST_CASE("each boundary way comes once, with the lowest level of its relations") {
  const auto r = import_text(
      square_nodes(10, 117, 39) + way(20, {10, 11, 12}) + way(21, {12, 13, 10}) +
      way(22, {10, 12}, "boundary=administrative admin_level=8 maritime=yes") +
      relation(30, {"w20:outer", "w21:outer"},
               "type=boundary boundary=administrative admin_level=6 name=南开区 ref:gb=120104") +
      relation(31, {"w20:outer", "w22:outer"},
               "type=boundary boundary=administrative admin_level=4"));
  CHECK(r.store.count("osm_boundaries") == 3);
  CHECK(r.store.find("osm_boundaries", 202)->properties.number("admin_level", 0) == 4);
  CHECK(r.store.find("osm_boundaries", 212)->properties.number("admin_level", 0) == 6);
  CHECK(r.store.find("osm_boundaries", 222)->properties.number("admin_level", 0) == 4);
  CHECK(*r.store.find("osm_boundaries", 222)->properties.find("maritime") == Value(true));
  const Feature* district = r.store.find("osm_districts", 303);
  REQUIRE(district);
  CHECK(district->properties.text("name") == "南开区");
  CHECK(district->properties.text("ref_gb") == "120104");
  CHECK(r.store.count("osm_districts") == 1);
}

TEST_CASE("tracks of a metro line take name and colour from their route") {
  const auto r =
      import_text(square_nodes(10, 117, 39) + way(20, {10, 11}, "railway=subway tunnel=yes") +
                  way(21, {11, 12}, "railway=subway name=own") +
                  relation(30, {"w20", "w21", "n10"},
                           "type=route route=subway ref=1 colour=red name=地铁1号线"));
  REQUIRE(r.store.count("osm_metro") == 2);
  const auto& shared_track =
      r.store.find("osm_metro", 207)->properties;  // a line in a layer of any kind
  CHECK(shared_track.text("colour") == "red");
  CHECK(shared_track.text("ref") == "1");
  CHECK(shared_track.text("name") == "地铁1号线");
  CHECK(r.store.find("osm_metro", 217)->properties.text("name") == "own");
}

TEST_CASE("demand points carry what siting weighs them by") {
  const auto r = import_text(square_nodes(10, 117, 39, 0.001) +
                             way(20, square(10), "building=apartments building:levels=10") +
                             way(21, square(10), "building=house") +
                             way(22, square(10), "landuse=residential name=里") +
                             node(30, 117.1, 39.1, "railway=station station=subway name=鼓楼") +
                             way(23, square(10), "amenity=university name=南开大学"));
  const auto& flats = r.store.find("demand", 202)->properties;
  CHECK(flats.text("kind") == "community");
  CHECK(flats.number("floor_area_m2", 0) == Approx(10 * flats.number("footprint_m2", 0)));
  const auto& house = r.store.find("demand", 212)->properties;
  CHECK(house.number("floor_area_m2", 0) == Approx(2 * house.number("footprint_m2", 0)));
  CHECK(r.store.find("demand", 222)->properties.find("floor_area_m2")->index() == 0);
  CHECK(r.store.find("demand", 301)->properties.text("kind") == "metro");
  CHECK(r.store.find("demand", 232)->properties.text("kind") == "campus");
  CHECK(r.store.find("osm_metro", 301)->properties.text("class") == "station");
}

TEST_CASE("progress is reported and a stop is obeyed") {
  const TempFolder folder;
  const std::vector<std::string> files{folder.write("a.osm", osm_xml(square_nodes(1, 117, 39)))};
  std::map<std::string, int> stages;
  Progress progress;
  progress.sink = [&](std::string_view stage, std::uint64_t done, std::uint64_t total) {
    ++stages[std::string(stage)];
    CHECK(done <= total);
  };
  MemoryTransaction store;
  import_osm(files, {JINTU_SOURCE_DIR "/data/osm_rules", {}}, store, progress);
  CHECK(stages.count("osm.relations") == 1);
  CHECK(stages.count("osm.objects") == 1);
  std::stop_source stop;
  progress.stop = stop.get_token();
  stop.request_stop();
  try {
    import_osm(files, {JINTU_SOURCE_DIR "/data/osm_rules", {}}, store, progress);
    FAIL("not stopped");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::cancelled);
  }
}
