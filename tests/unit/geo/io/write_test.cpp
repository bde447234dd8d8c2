#include "geo/io/write.hpp"

#include <set>

#include "geo/base/json.hpp"
#include "geo/crs/transform.hpp"
#include "io_fixture.hpp"

using namespace jintu;
using namespace jintu::io;

namespace {

const LayerSchema kSchema{"parcels",
                          "地块",
                          LayerRole::live,
                          GeometryKind::any,
                          {{"name_zh", FieldType::text},
                           {"compartments", FieldType::integer},
                           {"area_ha", FieldType::real},
                           {"sample", FieldType::boolean},
                           {"position_accuracy_m", FieldType::real}}};

Feature described(Feature f) {
  f.properties.set("name_zh", std::string("和平\"路\", 1号"));
  f.properties.set("compartments", std::int64_t{60});
  f.properties.set("area_ha", 12.25);
  f.properties.set("sample", true);
  return f;
}

std::vector<Feature> points() {
  return {described(point("p1", 117.2, 39.13)), described(point("p2", 117.123456789, 38.9))};
}

std::vector<Feature> areas() {
  Feature a = described({});
  a.key = "a1";
  auto with_hole = square(117, 39, 0.1);
  with_hole[0].holes.push_back(
      {{{117.02, 39.02}, {117.02, 39.04}, {117.04, 39.04}, {117.04, 39.02}, {117.02, 39.02}}});
  a.geometry = with_hole;
  Feature b = described({});
  b.key = "b2";
  auto two = square(117.5, 39, 0.1);
  two.push_back(square(117.7, 39, 0.1)[0]);
  b.geometry = two;
  return {a, b};
}

double furthest(const Geometry<Position>& a, const Geometry<Position>& b) {
  std::vector<Position> from, to;
  for_each_vertex(a, [&](Position p) { from.push_back(p); });
  for_each_vertex(b, [&](Position p) { to.push_back(p); });
  if (from.size() != to.size()) return 1e9;
  double most = 0;  // rings may begin elsewhere
  for (const Position p : from) {
    double least = 1e9;
    for (const Position q : to) least = std::min(least, distance(p, q).value());
    most = std::max(most, least);
  }
  return most;
}

}  // namespace

TEST_CASE("Points and areas survive a round trip through every format that keeps attributes") {
  for (const char* extension : {".geojson", ".gpkg", ".shp", ".kml", ".fgb", ".csv", ".xlsx"}) {
    for (const auto& features : {points(), areas()}) {
      const Folder folder;
      const std::string path = folder / (std::string("out") + extension);
      const WriteReport wrote = write_all(path, kSchema, features);
      INFO(extension);
      CHECK(wrote.features == 2);
      CHECK(wrote.crs_in_file);
      ReadOptions options;
      const auto r = read_all(path, options);
      for (const auto& reject : r.rejects) UNSCOPED_INFO(reject.code + " " + reject.reason);
      REQUIRE(r.features.size() == 2);
      std::set<std::string> keys;
      for (const Feature& f : r.features) {
        keys.insert(f.key);
        const Feature& before = f.key == features[0].key ? features[0] : features[1];
        CHECK(furthest(before.geometry, f.geometry) < 0.011);
        CHECK(f.geometry.index() == before.geometry.index());
        CHECK(std::string(f.properties.text("name_zh")) + std::string(f.properties.text("name")) ==
              "和平\"路\", 1号");
        const bool dbf = std::string(extension) == ".shp";
        const Value* count = f.properties.find(dbf ? "compartmen" : "compartments");
        REQUIRE(count);
        if (std::string(extension) != ".kml") CHECK(std::get<std::int64_t>(*count) == 60);
        const Value* area = f.properties.find("area_ha");
        REQUIRE(area);
        if (std::string(extension) != ".kml") CHECK(std::get<double>(*area) == 12.25);
      }
      CHECK(keys == std::set<std::string>{features[0].key, features[1].key});
    }
  }
}

TEST_CASE("Exports in EPSG:4548 say so and come back where they were") {
  for (const char* extension : {".geojson", ".gpkg", ".shp", ".fgb", ".csv"}) {
    const Folder folder;
    const std::string path = folder / (std::string("out") + extension);
    const auto wrote = write_all(path, kSchema, areas(), "EPSG:4548");
    INFO(extension);
    CHECK(wrote.crs == "EPSG:4548");
    const auto r = read_all(path);
    REQUIRE(r.features.size() == 2);
    for (const Feature& f : r.features)  // a FlatGeobuf is sorted by place
      CHECK(furthest(areas()[f.key == "a1" ? 0 : 1].geometry, f.geometry) < 0.01);
  }
}

TEST_CASE("GCJ-02 and BD-09 have no code: the field datum says it") {
  for (const char* extension : {".geojson", ".gpkg", ".csv", ".xlsx"}) {
    const Folder folder;
    const std::string path = folder / (std::string("out") + extension);
    const auto wrote = write_all(path, kSchema, points(), "gcj02");
    INFO(extension);
    CHECK_FALSE(wrote.crs_in_file);
    CHECK(any_has(wrote.notices, "datum"));
    ReadOptions options;
    options.crs = "gcj02";
    const auto r = read_all(path, options);
    REQUIRE(r.features.size() == 2);
    CHECK(furthest(points()[0].geometry, r.features[0].geometry) < 0.02);
    const bool table = std::string(extension) == ".csv" || std::string(extension) == ".xlsx";
    if (!table) CHECK(r.features[0].properties.text("datum") == "gcj02");
  }
}

TEST_CASE("A DXF keeps outlines and ids, and says what it lost") {
  const Folder folder;
  const auto wrote = write_all(folder / "out.dxf", kSchema, areas(), "EPSG:4548");
  CHECK_FALSE(wrote.crs_in_file);
  CHECK(any_has(wrote.notices, "holes"));
  ReadOptions options;
  options.crs = "EPSG:4548";
  const auto r = read_all(folder / "out.dxf", options);
  REQUIRE(r.features.size() == 4);  // an outline, its hole, two outlines
  CHECK(r.features[0].geometry.index() == 3);
  CHECK(r.features[0].properties.text("Layer") == "a1");
  CHECK(r.features[3].properties.text("Layer") == "b2");
  CHECK(any_has(r.report.notices, "closed lines"));
}

TEST_CASE("A shapefile says which names and texts it shortened, and refuses mixed kinds") {
  const Folder folder;
  auto features = points();
  std::string text;
  for (int i = 0; i < 100; ++i) text += "长";
  features[0].properties.set("name_zh", text);
  const auto wrote = write_all(folder / "out.shp", kSchema, features);
  CHECK(any_has(wrote.notices, "position_accuracy_m → position_a"));
  CHECK(any_has(wrote.notices, "cut off at 254 bytes: 1"));
  CHECK(bytes_of(folder / "out.cpg") == "UTF-8");
  CHECK(read_all(folder / "out.shp").features[0].properties.text("name_zh").size() == 252);
  CHECK(read_all(folder / "").features.size() == 2);  // the folder will do
  features.push_back(areas()[0]);
  ErrorCode code{};
  CHECK(has(error_of([&] { write_all(folder / "mixed.shp", kSchema, features); }, &code),
            "one kind"));
  CHECK(code == ErrorCode::unsupported);
}

TEST_CASE(
    "An unplaced feature is written where the format can hold it, else the notices count it") {
  auto features = points();
  features[1].geometry = std::monostate();
  for (const char* extension : {".geojson", ".gpkg", ".shp", ".csv", ".xlsx", ".kml"}) {
    const Folder folder;
    const std::string path = folder / (std::string("out") + extension);
    write_all(path, kSchema, features);
    ReadOptions options;
    options.geometry = Presence::optional;
    INFO(extension);
    const auto r = read_all(path, options);
    CHECK(r.features.size() == 2);
    CHECK(r.report.unplaced == 1);
  }
  for (const char* name : {"out.dxf", "out.fgb"}) {
    const Folder folder;
    const auto wrote = write_all(folder / name, kSchema, features);
    CHECK(any_has(wrote.notices, "left out: 1"));
    CHECK(wrote.features == 1);
    ReadOptions options;
    options.crs = "wgs84";
    CHECK(read_all(folder / name, options).features.size() == 1);
  }
}

TEST_CASE("An export that fails leaves the old file as it was, and nothing beside it") {
  const Folder folder;
  for (const char* name : {"a.geojson", "a.gpkg", "a.csv", "a.kml"}) {
    const auto path = folder.put(name, "old");
    CHECK_THROWS(write_vector_file(path, kSchema,
                                   [](const auto& visit) {
                                     visit(points()[0]);
                                     throw std::runtime_error("the store went away");
                                   },
                                   "", {}));
    CHECK(bytes_of(path) == "old");
  }
  CHECK(folder.names().size() == 4);
}

TEST_CASE("Exports refuse what they cannot say") {
  const Folder folder;
  const auto code_of = [&](const std::string& name, const std::string& crs) {
    ErrorCode code{};
    error_of([&] { write_all(folder / name, kSchema, points(), crs); }, &code);
    return code;
  };
  CHECK(code_of("a.kml", "EPSG:4548") == ErrorCode::unsupported);
  CHECK(code_of("a.kml", "gcj02") == ErrorCode::unsupported);
  CHECK(code_of("a.pdf", "") == ErrorCode::unsupported);
  CHECK(code_of("a.geojson", "EPSG:1") == ErrorCode::bad_input);
  CHECK(code_of("absent/a.geojson", "") == ErrorCode::io);
  CHECK(folder.names().empty());
}

TEST_CASE("An empty layer is an empty file of each format") {
  for (const char* extension : {".geojson", ".gpkg", ".kml", ".fgb", ".csv", ".xlsx"}) {
    const Folder folder;
    const std::string path = folder / (std::string("out") + extension);
    write_all(path, kSchema, {});
    INFO(extension);
    const auto r = read_all(path);
    CHECK(r.features.empty());
    CHECK(r.rejects.empty());
  }
}
