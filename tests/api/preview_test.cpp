// Files with boundaries, looked at before they are drafted.
#include <catch2/catch.hpp>

#include "geo/crs/transform.hpp"
#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

Answer sent(const Writable& w, const std::string& query, const std::string& bytes) {
  return w.ask("POST", "/imports/preview?" + query, bytes,
               "Content-Type: application/octet-stream\r\nAccept-Language: en\r\n");
}

Json previewed(const Writable& w, const std::string& query, const std::string& bytes) {
  const Answer answer = sent(w, query, bytes);
  INFO(query << "\n" << answer.head << answer.body.substr(0, 2000));
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body);
}

std::vector<Position> outline_of(const Json& feature) {
  std::vector<Position> out;
  for (const Json& p : feature["geometry"]["coordinates"][0]) out.push_back({p[0], p[1]});
  return out;
}

}  // namespace

TEST_CASE("a boundary that was taken along in any format and CRS is previewed where it was") {
  const Writable w;
  const auto revision = w.revision();
  const auto stored = w.state.get()->snapshot->layer("districts");
  struct Case {
    const char *ending, *crs;
    double metres;  ///< that a position may be off
  };
  for (const Case& one : {Case{"geojson", "", 0.02}, Case{"gpkg", "EPSG:4490", 0.001},
                          Case{"gpkg", "EPSG:4548", 0.001}, Case{"shp.zip", "EPSG:4527", 0.001},
                          Case{"shp.zip", "EPSG:4490", 0.001}, Case{"kml", "", 0.02},
                          Case{"dxf", "EPSG:4548", 0.01}, Case{"geojson", "gcj02", 0.05}}) {
    INFO(one.ending << " " << one.crs);
    const std::string crs = *one.crs ? std::string("crs=") + one.crs : "";
    const Answer file =
        w.ask("GET", std::string("/data/districts.") + one.ending + (crs.empty() ? "" : "?" + crs));
    REQUIRE(file.status == 200);
    const bool says_itself = std::string(one.ending) == "gpkg";
    const Json answer = previewed(
        w, std::string("name=a.") + one.ending + (crs.empty() || says_itself ? "" : "&" + crs),
        file.body);
    CHECK(answer["rejected"] == 0);
    REQUIRE(answer["features"].size() == stored->features().size());
    for (const Json& feature : answer["features"])
      for (const Position p : outline_of(feature)) {
        double least = 1e9;
        for (const Feature& district : stored->features())
          for (const Position q :
               std::get<MultiPolygon<Position>>(district.geometry)[0].outer.points)
            least = std::min(least, distance(p, q).value());
        CHECK(least < one.metres + 0.008);  // answers have centimetres
      }
  }
  CHECK(w.revision() == revision);
}

TEST_CASE("what is wrong in a file is told, with its place and as it was drawn") {
  const Writable w;
  const Json bow{
      {"type", "Feature"},
      {"id", "bow"},
      {"properties", Json::object()},
      {"geometry",
       {{"type", "Polygon"},
        {"coordinates",
         {{{117.0, 39.0}, {117.01, 39.01}, {117.01, 39.0}, {117.0, 39.01}, {117.0, 39.0}}}}}}};
  const Json point = point_feature(117, 39, Json::object());
  const Json file{{"type", "FeatureCollection"}, {"features", {bow, point}}};
  const Json answer = previewed(w, "name=a.geojson", file.dump());
  CHECK(answer["features"].empty());
  CHECK(answer["other_geometry"] == 1);
  CHECK(answer["rejected"] == 1);
  REQUIRE(answer["rejects"].size() == 1);
  const Json& reject = answer["rejects"][0];
  CHECK(reject["code"] == "self_intersection");
  CHECK(reject["feature"] == "bow");
  CHECK(reject["position"][0].get<double>() == Approx(117.005));
  CHECK(reject["geometry"] == bow["geometry"]);
  CHECK_FALSE(reject["zh"].get<std::string>().empty());
  CHECK_FALSE(reject["en"].get<std::string>().empty());
}

TEST_CASE("a file that cannot be read is refused in words, and by whoever may not draw") {
  const Writable w;
  CHECK(sent(w, "name=a.geojson", "").status == 400);
  CHECK(sent(w, "name=a.geojson", "{}").status == 400);
  CHECK(sent(w, "name=a.exe", "MZ").status == 400);
  CHECK(sent(w, "name=a.zip", "PK").status == 400);
  CHECK(sent(w, "crs=EPSG:4490", "{}").status == 400);
  CHECK(sent(w, "name=a.geojson&crs=%40/etc/passwd", "{}").status == 400);
  CHECK(sent(w, "name=a.geojson&crs=EPSG:1", "{\"type\":\"FeatureCollection\",\"features\":[]}")
            .status == 400);
  for (const Answer& answer :
       {sent(w, "name=..%2F..%2Fa.gpkg", "no"), sent(w, "name=a.dxf", "0")}) {
    CHECK(answer.status == 400);
    CHECK(answer.body.find("/tmp") == std::string::npos);
  }
  CHECK(w.ask("POST", "/imports/preview?name=a.geojson", "{}", "Content-Type: text/plain\r\n")
            .status == 415);
  CHECK(Client(w.port)
            .request("POST /imports/preview?name=a.geojson HTTP/1.1\r\nHost: localhost\r\n"
                     "Content-Type: application/octet-stream\r\nContent-Length: 2\r\n\r\n{}")
            .status == 401);
}
