#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "geo/base/json.hpp"
#include "geo/digest/sha256.hpp"
#include "geo/io/markup/zipped_shapefile.hpp"
#include "geo/io/read.hpp"
#include "tests/api/fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

struct Taken {
  std::vector<Feature> features;
  std::string crs;
};

/// What a reader of files makes of an answer.
Taken read_back(const std::string& bytes, const std::string& name) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("jintu-data-test-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::string path = (folder / name).string();
  std::ofstream(path, std::ios::binary) << bytes;
  if (name.ends_with(".shp.zip")) {
    std::filesystem::create_directories(folder / "out");
    path = io::unpack_shapefile(path, (folder / "out").string(), {});
  }
  Taken taken;
  const auto report = io::read_vector_file(
      path, {}, [&](Feature&& feature) { taken.features.push_back(std::move(feature)); }, {}, {});
  taken.crs = report.crs;
  std::filesystem::remove_all(folder);
  return taken;
}

}  // namespace

TEST_CASE("a collection is taken along whole in each format, and its reader finds every record") {
  Running running;
  const auto districts = running.world.state.get()->snapshot->layer("districts");
  for (const std::string ending :
       {".geojson", ".gpkg", ".csv", ".xlsx", ".shp.zip", ".kml", ".fgb"}) {
    INFO(ending);
    const Answer answer = get(running.port, "/data/districts" + ending);
    REQUIRE(answer.status == 200);
    CHECK(answer.field("content-disposition").find("districts" + ending) != std::string::npos);
    CHECK(answer.field("content-disposition").find("%E6%9C%AA%E7%BB%8F%E5%AE%A1%E5%9B%BE") !=
          std::string::npos);  // 未经审图
    const Taken taken = read_back(answer.body, "districts" + ending);
    REQUIRE(taken.features.size() == districts->features().size());
    for (const Feature& feature : taken.features)
      CHECK(kind_of(feature.geometry) == GeometryKind::polygon);
    const Answer sum = get(running.port, "/data/districts" + ending + ".sha256");
    CHECK(sum.body == sha256(answer.body) + "  districts" + ending + "\n");
  }
  CHECK(get(running.port, "/data/lockers.dxf").status == 200);
}

TEST_CASE("a file says what it is of, where its format can, and that nobody reviewed the map") {
  Running running;
  const Json geojson = Json::parse(get(running.port, "/data/districts.geojson").body);
  CHECK(geojson["description"].get<std::string>().find("示例数据 未经审图") == 0);
  for (const char* file : {"/data/districts.kml", "/data/districts.gpkg"})
    CHECK(get(running.port, file).body.find("示例数据 未经审图") != std::string::npos);
}

TEST_CASE("a file is in the CRS that is asked for") {
  Running running;
  const Taken plain = read_back(get(running.port, "/data/districts.gpkg").body, "a.gpkg");
  const Taken projected =
      read_back(get(running.port, "/data/districts.gpkg?crs=EPSG:4548").body, "b.gpkg");
  CHECK(projected.crs.find("4548") != std::string::npos);
  const auto first = [](const Taken& taken) {
    return std::get<MultiPolygon<Position>>(taken.features.front().geometry)
        .front()
        .outer.points[0];
  };
  CHECK(first(projected).lon == Approx(first(plain).lon).margin(1e-7));
  CHECK(first(projected).lat == Approx(first(plain).lat).margin(1e-7));
}

TEST_CASE("files come in ranges, and again only when they changed") {
  Running running;
  const Answer whole = get(running.port, "/data/lockers.csv");
  const std::string etag = whole.field("etag");
  CHECK(get(running.port, "/data/lockers.csv", "If-None-Match: " + etag + "\r\n").status == 304);
  const Answer part = get(running.port, "/data/lockers.csv", "Range: bytes=10-19\r\n");
  CHECK(part.status == 206);
  CHECK(part.body == whole.body.substr(10, 10));
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->site.review_number = "津S(2026)001";
  running.world.state.publish(std::move(next));
  const Json reviewed = Json::parse(get(running.port, "/data/lockers.geojson").body);
  CHECK(reviewed["description"].get<std::string>().find("津S(2026)001") != std::string::npos);
}

TEST_CASE("what no file can be made of is refused with a reason, and the server goes on") {
  Running running;
  struct Case {
    const char *path, *says;
    int status;
  };
  for (const Case& one :
       {Case{"/data/nothing.csv", "nothing", 404}, Case{"/data/districts", ".gpkg", 404},
        Case{"/data/districts.exe", ".gpkg", 404}, Case{"/data/.csv", ".gpkg", 404},
        Case{"/data/districts.kml?crs=EPSG:4548", "KML", 400},
        Case{"/data/districts.csv?crs=EPSG:1", "EPSG:1", 400},
        Case{"/data/districts.csv?crs=", "crs", 400}, Case{"/data/districts.csv?x=1", "x", 400},
        Case{"/data/districts.csv?crs=%40/etc/passwd", "EPSG", 400}}) {
    INFO(one.path);
    const Answer answer = get(running.port, one.path, "Accept-Language: en\r\n");
    CHECK(answer.status == one.status);
    CHECK(Json::parse(answer.body)["detail"].get<std::string>().find(one.says) !=
          std::string::npos);
    CHECK(answer.body.find("root:") == std::string::npos);
  }
  CHECK(get(running.port, "/healthz").status == 200);
}

TEST_CASE("the catalogue for machines names every collection and files that are there") {
  Running running;
  const Json catalogue = Json::parse(get(running.port, "/data/catalog.jsonld").body);
  CHECK(catalogue["@type"] == "dcat:Catalog");
  std::size_t files = 0;
  for (const Json& dataset : catalogue["dcat:dataset"])
    for (const Json& one : dataset["dcat:distribution"]) {
      const std::string address = one["dcat:downloadURL"]["@id"];
      INFO(address);
      CHECK(get(running.port, address.substr(address.find("/data/"))).status == 200);
      ++files;
    }
  CHECK(files >= 3 * 7);
}
