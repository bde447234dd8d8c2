#include <catch2/catch.hpp>

#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"
#include "tiles/source/live_source.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

Json json_at(Running& running, const std::string& target) {
  INFO(target);
  const Answer answer = get(running.port, target);
  CHECK(answer.status == 200);
  CHECK(answer.field("content-type") == "application/json");
  return answer.status == 200 ? Json::parse(answer.body) : Json();
}

std::string href(const Json& document, const std::string& rel) {
  for (const Json& link : document["links"])
    if (link["rel"] == rel)
      return link["href"].get<std::string>().substr(std::string("http://localhost").size());
  return "";
}

const std::string vector_rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
const std::string scheme_rel = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

std::string filled(std::string address, const std::string& matrix, const std::string& row,
                   const std::string& column) {
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"{tileMatrix}", matrix},
                                    {"{tileRow}", row},
                                    {"{tileCol}", column}})
    address.replace(address.find(name), name.size(), value);
  return address;
}

}  // namespace

TEST_CASE(
    "from the landing page and from a collection links lead to tile sets, their schemes and their "
    "tiles") {
  Running running;
  for (const char* from : {"/ogc", "/ogc/collections/districts"}) {
    INFO(from);
    const Json list = json_at(running, href(json_at(running, from), vector_rel));
    REQUIRE(list["tilesets"].size() == 2);
    for (const Json& entry : list["tilesets"]) {
      CHECK(entry["dataType"] == "vector");
      const Json set = json_at(running, href(entry, "self"));
      CHECK(set["crs"] == entry["crs"]);
      CHECK_FALSE(set["layers"].empty());
      const Json scheme = json_at(running, href(set, scheme_rel));
      CHECK(scheme["crs"] == set["crs"]);
      CHECK(scheme["id"] == set["tileMatrixSetId"]);
      const std::string address = href(set, "item");
      CHECK(href(entry, "item") == address);  // templated, in the list too
      for (const Json& document : {entry, set})
        for (const Json& link : document["links"])
          CHECK(link.value("templated", false) == (link["rel"] == "item"));
      CHECK(get(running.port, filled(address, "9", "999", "9999")).status == 404);
      // 39 degrees north: (90 - 39) / 360 * 8 in degrees.
      const char* row = entry["tileMatrixSetId"] == "CGCS2000Quad" ? "1" : "3";
      const int status = get(running.port, filled(address, "3", row, "6")).status;
      CHECK((status == 200 || status == 204));
    }
  }
}

TEST_CASE("row comes before column, and a WebMercatorQuad tile is the very tile of /tiles") {
  Running running;
  const Answer one = get(running.port, "/ogc/collections/districts/tiles/WebMercatorQuad/3/3/6"),
               same = get(running.port, "/tiles/districts/3/6/3.mvt");
  CHECK(one.status == 200);
  CHECK(one.field("content-type") == "application/vnd.mapbox-vector-tile");
  CHECK(one.body == districts_content(*tiles::TileCoord::checked(3, 6, 3)));
  CHECK(one.field("etag") == same.field("etag"));
  CHECK(running.world.districts->made == 1);
  // The dataset: every layer of the product that has tiles, in display order.
  CHECK(get(running.port, "/ogc/tiles/WebMercatorQuad/3/3/6").body == one.body + "lockers");
  CHECK(get(running.port, "/ogc/collections/districts/tiles/WebMercatorQuad/0/0/0").status == 204);
}

TEST_CASE("tile matrix sets have the numbers of the standard's tables") {
  Running running;
  const Json list = json_at(running, "/ogc/tileMatrixSets");
  REQUIRE(list["tileMatrixSets"].size() == 2);
  const Json mercator = json_at(running, "/ogc/tileMatrixSets/WebMercatorQuad");
  // The registered set has matrices 0 to 24, and whoever names its URI has them all.
  REQUIRE(mercator["tileMatrices"].size() == 25);
  CHECK(mercator["uri"] == "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad");
  CHECK(mercator["wellKnownScaleSet"] ==
        "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible");
  CHECK(mercator["orderedAxes"] == Json::parse(R"(["X","Y"])"));
  const Json& z18 = mercator["tileMatrices"][18];
  CHECK(z18["id"] == "18");
  CHECK(z18["scaleDenominator"].get<double>() ==
        Approx(2132.7295838497840572).epsilon(1e-9));  // 17-083r4, table D.1
  CHECK(z18["cellSize"].get<double>() == Approx(0.5971642834779395).epsilon(1e-9));
  CHECK(z18["matrixWidth"] == 262144);
  CHECK(z18["matrixHeight"] == 262144);
  const Json degrees = json_at(running, "/ogc/tileMatrixSets/CGCS2000Quad");
  CHECK_FALSE(degrees.contains("uri"));
  CHECK_FALSE(degrees.contains("wellKnownScaleSet"));  // GoogleCRS84Quad's is of CRS84
  const Json& first = degrees["tileMatrices"][0];
  CHECK(first["id"] == "1");  // 天地图's first level: two tiles of 180 degrees
  CHECK(first["scaleDenominator"].get<double>() ==
        Approx(279541132.0143589).epsilon(1e-9));  // table D.2
  CHECK(first["cellSize"] == 0.703125);
  CHECK(first["matrixWidth"] == 2);
  CHECK(first["matrixHeight"] == 1);
  CHECK(first["pointOfOrigin"] == Json::parse("[90,-180]"));
  CHECK(degrees["orderedAxes"] == Json::parse(R"(["Lat","Lon"])"));
  CHECK(get(running.port, "/ogc/tileMatrixSets/GoogleMapsCompatible").status == 404);
}

TEST_CASE("CGCS2000Quad tiles lie where degrees put them, and have no tile below the south pole") {
  Running running;
  const std::string base = "/ogc/collections/carriers/tiles/CGCS2000Quad/";
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->sources["carriers"] = tiles::make_live_source(*next->snapshot->layer("carriers"), nullptr);
  running.world.state.publish(next);
  // A carrier stands at 117.1 E, 39.1 N: column (117.1 + 180) / 360 × 4096, row (90 - 39.1) / 360 ×
  // 4096.
  const Answer answer = get(running.port, base + "12/579/3380");
  CHECK(answer.status == 200);
  CHECK(answer.body.find("necc") != std::string::npos);
  CHECK(get(running.port, base + "12/578/3380").status == 404);  // beyond the limits
  CHECK(get(running.port, base + "1/0/1").status == 200);
  CHECK(get(running.port, base + "1/0/0").status == 404);
  CHECK(get(running.port, base + "0/0/0").status == 404);
  CHECK(get(running.port, base + "1/1/1").status == 404);
  CHECK(get(running.port, base + "12/2048/0").status == 404);
  CHECK(get(running.port, base + "12/579/3380?filter=id='x'").status == 204);
  CHECK(get(running.port, base + "12/579/3380?crs=gcj02").status == 400);
  const Json set = json_at(running, "/ogc/collections/carriers/tiles/CGCS2000Quad");
  CHECK(set["crs"] == "http://www.opengis.net/def/crs/EPSG/0/4490");
  CHECK(set["boundingBox"]["lowerLeft"][0].get<double>() == Approx(117.1).margin(1e-6));
  CHECK(set["boundingBox"]["lowerLeft"][1].get<double>() == Approx(39.1).margin(1e-6));
}

TEST_CASE("tile sets of what is not there, and malformed places, are refused") {
  Running running;
  for (const char* target :
       {"/ogc/collections/nothing/tiles", "/ogc/collections/nothing/tiles/WebMercatorQuad",
        "/ogc/collections/big/tiles/WebMercatorQuad/0/0/0", "/ogc/tiles/Nothing",
        "/ogc/tiles/WebMercatorQuad/0/0", "/ogc/tiles/WebMercatorQuad/0/0/x",
        "/ogc/tiles/WebMercatorQuad/23/0/0", "/ogc/tiles/WebMercatorQuad/0/0/0/0",
        "/ogc/tiles/WebMercatorQuad/-1/0/0",
        "/ogc/collections/districts,lockers/tiles/WebMercatorQuad/0/0/0"}) {
    INFO(target);
    CHECK(get(running.port, target).status == 404);
  }
  CHECK(get(running.port, "/ogc/tiles?x=1").status == 400);
}

TEST_CASE(
    "a tile set says the limits of its data in each matrix, and there is nothing beyond them") {
  Running running;
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->sources["carriers"] = tiles::make_live_source(*next->snapshot->layer("carriers"), nullptr);
  running.world.state.publish(next);
  for (const char* id : {"WebMercatorQuad", "CGCS2000Quad"}) {
    INFO(id);
    const std::string base = "/ogc/collections/carriers/tiles/" + std::string(id);
    const Json limits = json_at(running, base)["tileMatrixSetLimits"];
    const Json list = json_at(running, "/ogc/collections/carriers/tiles");
    for (const Json& entry : list["tilesets"])
      if (entry["tileMatrixSetId"] == id) CHECK(entry["tileMatrixSetLimits"] == limits);
    REQUIRE(limits.size() >= 22);  // every matrix that has tiles
    for (const Json& limit : limits) {
      INFO(limit.dump());
      const auto at = [&](std::int64_t row, std::int64_t column) {
        return get(running.port, base + "/" + limit["tileMatrix"].get<std::string>() + "/" +
                                     std::to_string(row) + "/" + std::to_string(column))
            .status;
      };
      const std::int64_t top = limit["minTileRow"], bottom = limit["maxTileRow"],
                         left = limit["minTileCol"], right = limit["maxTileCol"];
      REQUIRE(top <= bottom);
      REQUIRE(left <= right);
      for (const auto& [row, column] : {std::pair(top, left), std::pair(bottom, right)}) {
        const int status = at(row, column);
        CHECK((status == 200 || status == 204));
      }
      CHECK(at(top - 1, left) == 404);
      CHECK(at(bottom + 1, right) == 404);
      CHECK(at(top, left - 1) == 404);
      CHECK(at(bottom, right + 1) == 404);
    }
    CHECK(get(running.port, base + "/23/0/0").status == 404);
  }
}

TEST_CASE("TileJSON and tile sets of live layers say whom they are owed to") {
  Running running;
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->sources["carriers"] = tiles::make_live_source(*next->snapshot->layer("carriers"), nullptr);
  next->sources["districts"] =
      tiles::make_live_source(*next->snapshot->layer("districts"), nullptr);
  next->site.layers["carriers"].source = "Facts <compiled> & checked";
  next->site.layers["carriers"].license = "CC-BY-4.0";
  next->site.layers["districts"].source = "ECharts";
  running.world.state.publish(next);
  const std::string carriers =
      "Facts &lt;compiled&gt; &amp; checked (CC-BY-4.0)";  // HTML, as TileJSON wants it
  CHECK(json_at(running, "/tiles/carriers.json")["attribution"] == carriers);
  CHECK(json_at(running, "/tiles/carriers.json?crs=gcj02")["attribution"] == carriers);
  CHECK(json_at(running, "/tiles/carriers,districts.json")["attribution"] ==
        carriers + " | ECharts (Apache-2.0)");
  CHECK(json_at(running, "/ogc/collections/carriers/tiles/WebMercatorQuad")["attribution"] ==
        carriers);
  CHECK_FALSE(json_at(running, "/tiles/lockers.json").contains("attribution"));
}
