// Parameters of items beside bbox and filter: sortby, crs; and what collections say of themselves.
#include <catch2/catch.hpp>
#include <set>

#include "geo/crs/transform.hpp"
#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string mine = "/ogc/collections/mine";
const std::string epsg = "http://www.opengis.net/def/crs/EPSG/0/";

Json json_of(const Answer& answer) {
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body);
}

std::vector<std::string> ids_of(const Json& page) {
  std::vector<std::string> ids;
  for (const Json& feature : page["features"]) ids.push_back(feature["id"]);
  return ids;
}

std::string next_of(const Json& page) {
  for (const Json& link : page["links"])
    if (link["rel"] == "next") return link["href"].get<std::string>().substr(16);
  return "";
}

using Ids = std::vector<std::string>;

/// Beside "a" of Writable: b, c, d, e with counts 3, 1, none, 1.
struct Sorted : Writable {
  Sorted() {
    add("b", 117.1, {{"note", "乙"}, {"count", 3}});
    add("c", 117.2, {{"note", "丙"}, {"count", 1}});
    add("d", 117.3, {{"note", "丁"}});
    add("e", 117.4, {{"note", "甲"}, {"count", 1}, {"size", 2.5}});
  }
  void add(const std::string& id, double lon, Json properties) {
    Json feature = point_feature(lon, 39.1, std::move(properties));
    feature["id"] = id;
    REQUIRE(write("POST", mine + "/items", feature).status == 201);
  }
};

}  // namespace

TEST_CASE(
    "sortby sorts by properties, then by the order of the layer, and what is not known is last") {
  Sorted w;
  const auto sorted = [&](const std::string& by) {
    return ids_of(json_of(w.ask("GET", mine + "/items?sortby=" + by)));
  };
  CHECK(sorted("count") == Ids{"c", "e", "b", "a", "d"});
  CHECK(sorted("-count") == Ids{"b", "c", "e", "a", "d"});
  CHECK(sorted("count,-id") == Ids{"e", "c", "b", "d", "a"});
  CHECK(sorted("+count,%2Bid") == Ids{"c", "e", "b", "a", "d"});
  CHECK(sorted("-id") == Ids{"e", "d", "c", "b", "a"});
  CHECK(w.ask("GET", mine + "/items?sortby=colour").status == 400);
  CHECK(w.ask("GET", mine + "/items?sortby=").status == 400);
}

TEST_CASE("sorted pages hold every record once, and none after the layer changed") {
  Sorted w;
  Ids ids;
  std::string second;
  for (std::string path = mine + "/items?sortby=-id&limit=2"; !path.empty();) {
    const Json page = json_of(w.ask("GET", path));
    CHECK(page["numberMatched"] == 5);
    for (const std::string& id : ids_of(page)) ids.push_back(id);
    path = next_of(page);
    if (second.empty()) second = path;
  }
  CHECK(ids == Ids{"e", "d", "c", "b", "a"});
  w.add("f", 117.5, Json::object());
  CHECK(w.ask("GET", second).status == 410);
}

TEST_CASE("coordinates go out in the order and units of the CRS that is asked for") {
  Sorted w;
  const Position place{117.02, 39.02};
  const auto plane = project(convert<Cgcs2000>(place));
  const auto mercator = to_web_mercator(place);
  const auto numbers = [&](const std::string& path) {
    const Answer answer = w.ask("GET", path);
    const Json json = json_of(answer);
    const Json& feature = json.contains("features") ? json["features"][0] : json;
    return std::pair(feature["geometry"]["coordinates"], answer.field("content-crs"));
  };
  struct Expected {
    std::string crs;
    double first, second;
  };
  for (const auto& [crs, first, second] :
       {Expected{"4326", place.lat, place.lon}, Expected{"4490", place.lat, place.lon},
        Expected{"4548", plane.y, plane.x}, Expected{"4527", plane.y, plane.x + 39e6},
        Expected{"3857", mercator.x, mercator.y}}) {
    INFO(crs);
    for (const std::string& path : {mine + "/items?limit=1&crs=", mine + "/items/a?crs="}) {
      const auto [coordinates, content_crs] = numbers(path + epsg + crs);
      CHECK(coordinates[0].get<double>() == Approx(first).margin(1e-6).epsilon(1e-12));
      CHECK(coordinates[1].get<double>() == Approx(second).margin(1e-6).epsilon(1e-12));
      CHECK(content_crs == "<" + epsg + crs + ">");
    }
  }
  const Json listed = json_of(w.ask("GET", mine))["crs"];
  CHECK(listed.size() == 6);
  for (const Json& uri : listed)
    CHECK(w.ask("GET", mine + "/items?crs=" + uri.get<std::string>()).status == 200);
  CHECK(w.ask("GET", mine + "/items?crs=" + epsg + "4549").status == 400);
}

TEST_CASE(
    "a box in a projected CRS holds what lies in it there, not what lies beside it in degrees") {
  Sorted w;
  const auto found = [&](const std::string& crs, double a, double b, double c, double d) {
    char box[200];
    std::snprintf(box, sizeof box, "%.3f,%.3f,%.3f,%.3f", a, b, c, d);
    return ids_of(json_of(
        w.ask("GET", mine + "/items?bbox=" + std::string(box) + "&bbox-crs=" + epsg + crs)));
  };
  // "b" to "e" stand on one parallel, which is no straight line there: 1.1 m higher at 117.4 than a
  // line from 117.1 would be, and 26 m higher than at the middle of the zone.
  const auto plane = [](double lon) { return project(convert<Cgcs2000>(Position{lon, 39.1})); };
  const auto b = plane(117.1), e = plane(117.4);
  REQUIRE(e.y - b.y > 10);
  CHECK(found("4548", b.y - 1, b.x - 1, b.y + 1, e.x + 1) == Ids{"b"});
  CHECK(found("4548", b.y - 1, b.x - 1, e.y + 1, e.x + 1) == Ids{"b", "c", "d", "e"});
  CHECK(found("4527", b.y - 1, b.x + 39e6 - 1, e.y + 1, e.x + 39e6 - 1) == Ids{"b", "c", "d"});
  const auto m = to_web_mercator(Position{117.2, 39.1});
  CHECK(found("3857", m.x - 1, m.y - 1, m.x + 1, m.y + 1) == Ids{"c"});
  const std::string wrong = mine + "/items?bbox-crs=" + epsg + "4548&bbox=";
  CHECK(w.ask("GET", wrong + "5,5,1,1").status == 400);
  CHECK(w.ask("GET", wrong + "1e300,1,1e301,2").status == 400);
  CHECK(w.ask("POST", mine + "/items", point_feature(1, 1, Json::object()).dump(),
              "Content-Type: application/geo+json\r\nContent-Crs: <" + epsg + "4548>\r\n")
            .status == 400);
}

TEST_CASE("a collection's schema tells of its properties, one of them the id") {
  Writable w;
  for (const char* collection : {"mine", "lockers", "carriers.points"}) {
    INFO(collection);
    const std::string path = std::string("/ogc/collections/") + collection + "/schema";
    const Answer answer = w.ask("GET", path);
    CHECK(answer.field("content-type") == "application/schema+json");
    const Json schema = json_of(answer);
    CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema["$id"] == "http://localhost" + path);
    CHECK(schema["type"] == "object");
    int ids = 0, geometries = 0;
    for (const auto& [name, property] : schema["properties"].items()) {
      const std::string role = property.value("x-ogc-role", "");
      ids += role == "id";
      geometries += role == "primary-geometry";
      CHECK((property.contains("type") || property.contains("format")));
    }
    CHECK(ids == 1);
    CHECK(geometries == 1);
  }
  const Json lockers = json_of(w.ask("GET", "/ogc/collections/lockers/schema"));
  CHECK(lockers["properties"]["kind"]["enum"] ==
        Json::parse(R"(["parcel","pickup","heated_food"])"));
  CHECK(lockers["properties"]["geometry"]["format"] == "geometry-point-or-multipoint");
  // What the schema lists is what records have.
  const Json record = json_of(w.ask("GET", "/ogc/collections/lockers/items/lk01"));
  for (const auto& [name, value] : record["properties"].items())
    CHECK(lockers["properties"].contains(name));
  const Json sortables = json_of(w.ask("GET", mine + "/sortables"));
  CHECK(sortables["$id"] == "http://localhost" + mine + "/sortables");
  for (const auto& [name, property] : sortables["properties"].items())
    CHECK(w.ask("GET", mine + "/items?sortby=" + name).status == 200);
}
