#include <catch2/catch.hpp>

#include "tests/api/edit_fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

using Codes = std::vector<std::string>;
const std::string items = "/ogc/collections/lockers/items", lk01 = items + "/lk01";
const std::string mine = "/ogc/collections/mine/items";

Json json_of(const Answer& answer) {
  INFO(answer.body);
  return Json::parse(answer.body);
}
Json locker(double lon, double lat, Json more = Json::object()) {
  Json properties{{"name_zh", "新柜"}, {"kind", "parcel"}};
  properties.update(more);
  return point_feature(lon, lat, std::move(properties));
}

}  // namespace

TEST_CASE("what is not of a property's type is refused, never turned into text") {
  Writable w;
  const auto before = w.revision();
  for (const char* value : {R"(["a","b"])", R"({"a":1})", "[]", "5", "true"}) {
    INFO(value);
    const Json body = locker(117.05, 39.05, {{"operator", Json::parse(value)}});
    CHECK(codes_of(w.write("POST", items, body)) == Codes{"wrong_type"});
    CHECK(codes_of(w.write("PUT", lk01, body, w.tag_of(lk01))) == Codes{"wrong_type"});
    const Json patch{{"properties", {{"operator", Json::parse(value)}}}};
    CHECK(codes_of(w.write("PATCH", lk01, patch, w.tag_of(lk01))) == Codes{"wrong_type"});
  }
  // A double has no room for it, and a 64-bit number neither.
  const Json wide = point_feature(117, 39, {{"size", std::int64_t{9007199254740993}}});
  CHECK(codes_of(w.write("POST", mine, wide)) == Codes{"wrong_type"});
  const Json wider = point_feature(117, 39, {{"count", std::uint64_t{18446744073709551615u}}});
  CHECK(codes_of(w.write("POST", mine, wider)) == Codes{"wrong_type"});
  CHECK(w.revision() == before);
}

TEST_CASE("a zero byte in a text is refused") {
  Writable w;
  const std::string body =
      R"({"type":"Feature","geometry":{"type":"Point","coordinates":[117,39]},"properties":{"note":"a\u0000b"}})";
  CHECK(codes_of(w.write("POST", mine, Json::parse(body))) == Codes{"wrong_type"});
}

TEST_CASE("a third coordinate is refused, not dropped") {
  Writable w;
  Json body = locker(117.05, 39.05);
  body["geometry"]["coordinates"] = {117.05, 39.05, 12};
  CHECK(codes_of(w.write("POST", items, body)) == Codes{"third_coordinate"});
  CHECK(codes_of(w.write("PATCH", lk01, {{"geometry", body["geometry"]}}, w.tag_of(lk01))) ==
        Codes{"third_coordinate"});
  body["geometry"]["coordinates"] = {117.05, 39.05, nullptr};
  CHECK(codes_of(w.write("POST", items, body)) == Codes{"third_coordinate"});
}

TEST_CASE("a crs member of old GeoJSON is refused unless it says what is meant anyway") {
  Writable w;
  Json body = locker(117.05, 39.05);
  body["crs"] = {{"type", "name"}, {"properties", {{"name", "EPSG:4549"}}}};
  CHECK(codes_of(w.write("POST", items, body)) == Codes{"crs"});
  body["crs"]["properties"]["name"] = "urn:ogc:def:crs:OGC:1.3:CRS84";
  CHECK(w.write("POST", items, body).status == 201);
  body["crs"] = 5;
  CHECK(codes_of(w.write("POST", items, body)) == Codes{"crs"});
}

TEST_CASE("an id among the properties counts, and two that differ are refused") {
  Writable w;
  Json body = locker(117.05, 39.05, {{"id", "lk70"}});
  CHECK(json_of(w.write("POST", items, body))["id"] == "lk70");
  body["id"] = "lk71";
  CHECK(codes_of(w.write("POST", items, body)) == Codes{"id_differs"});
  for (const Json& patch : {Json{{"id", "lk72"}}, Json{{"properties", {{"id", "lk72"}}}},
                            Json{{"id", nullptr}}, Json{{"properties", {{"id", nullptr}}}}}) {
    INFO(patch.dump());
    CHECK(codes_of(w.write("PATCH", lk01, patch, w.tag_of(lk01))) == Codes{"id_differs"});
  }
  CHECK(codes_of(w.write("PUT", lk01, body, w.tag_of(lk01))) == Codes{"id_differs"});
}

TEST_CASE("an id that no address could name, or of another form, is refused with 422") {
  Writable w;
  const auto post = [&](const Json& id) {
    Json body = point_feature(117, 39, Json::object());
    body["id"] = id;
    return w.write("POST", mine, body);
  };
  for (const Json& id : {Json("."), Json(".."), Json("a/b"), Json("a\\b"), Json("a\x01"),
                         Json("\n"), Json(""), Json(1e300), Json(true), Json::array(),
                         Json(std::string(201, 'x')), Json("\u2028"), Json("\u0085")}) {
    INFO(id.dump());
    CHECK(codes_of(post(id)) == Codes{"bad_id"});
  }
  const std::string body =
      R"({"type":"Feature","id":)" + std::string("184467440737095516160") +
      R"(,"geometry":{"type":"Point","coordinates":[117,39]},"properties":{}})";
  CHECK(codes_of(w.ask("POST", mine, body, "Content-Type: application/geo+json\r\n")) ==
        Codes{"bad_id"});
  CHECK(json_of(post(std::uint64_t{18446744073709551615u}))["id"] == "18446744073709551615");
  CHECK(json_of(post("津 湾"))["id"] == "津 湾");
}

TEST_CASE("ids keep the pattern of the collection's schema, made-up ones too") {
  Writable w;
  Json body = locker(117.05, 39.05);
  body["id"] = "box 5";
  CHECK(codes_of(w.write("POST", items, body)) == Codes{"bad_id"});
  body.erase("id");
  CHECK(json_of(w.write("POST", items, body))["id"] == "lk02");
  body["id"] = "lk0041";
  CHECK(w.write("POST", items, body).status == 201);
  body.erase("id");
  const Answer made = w.write("POST", items, body);
  CHECK(json_of(made)["id"] == "lk42");
  CHECK(w.ask("DELETE", items + "/lk42", "", "If-Match: *\r\n").status == 204);
  CHECK(json_of(w.write("POST", items, body))["id"] == "lk43");  // a name is not given twice
  // Which code a district has is for a person to know.
  const Json district{{"type", "Feature"},
                      {"geometry", Json::parse(R"({"type":"Polygon","coordinates":
                        [[[117.5,39.5],[117.6,39.5],[117.6,39.6],[117.5,39.5]]]})")},
                      {"properties", {{"name_zh", "新区"}}}};
  CHECK(codes_of(w.write("POST", "/ogc/collections/districts/items", district)) == Codes{"bad_id"});
}

TEST_CASE("what changes nothing is answered, and makes no revision") {
  Writable w;
  const auto before = w.revision();
  const std::string tag = w.tag_of(lk01);
  const Answer empty = w.write("PATCH", lk01, Json::object(), tag);
  CHECK(empty.status == 200);
  CHECK(empty.field("etag") == tag);
  CHECK(empty.field("jintu-revision") == std::to_string(before));
  const Json read = json_of(w.ask("GET", lk01));
  CHECK(w.write("PUT", lk01, read, tag).status == 200);
  const std::string twice = "/ogc/collections/carriers/items/twice";
  CHECK(w.write("PUT", twice, json_of(w.ask("GET", twice)), w.tag_of(twice)).status == 200);
  CHECK(w.write("PATCH", lk01, {{"properties", {{"kind", "parcel"}}}}, tag).status == 200);
  CHECK(w.revision() == before);
  CHECK(w.write("PATCH", lk01, {{"properties", {{"kind", "pickup"}}}}, tag).status == 200);
  CHECK(w.revision() == before + 1);
}

TEST_CASE("a record that is moved has the coordinates and the district of its new place") {
  Writable w;
  const Json geometry{{"type", "Point"}, {"coordinates", {117.15, 39.06}}};
  Json moved = json_of(w.write("PATCH", lk01, {{"geometry", geometry}}, w.tag_of(lk01)));
  const auto check = [&](double lon, double lat, const char* district, const char* code) {
    INFO(moved.dump());
    CHECK(moved["properties"]["lon"] == lon);
    CHECK(moved["properties"]["lat"] == lat);
    CHECK(moved["properties"]["district"] == district);
    CHECK(moved["properties"]["district_code"] == code);
    CHECK(moved["properties"]["district_codes"] == code);
  };
  check(117.15, 39.06, "南开区", "120104");
  // A desktop sends all that it read, with the geometry changed.
  moved["geometry"]["coordinates"] = {117.0512345, 39.02};
  moved = json_of(w.write("PUT", lk01, moved, w.tag_of(lk01)));
  check(117.051235, 39.02, "和平区", "120101");
  moved = json_of(w.write("POST", items, locker(117.12, 39.03)));
  check(117.12, 39.03, "南开区", "120104");
  // Outside all districts there is none.
  moved = json_of(w.write("PATCH", lk01,
                          {{"geometry", {{"type", "Point"}, {"coordinates", {117.5, 39.5}}}}},
                          w.tag_of(lk01)));
  CHECK_FALSE(moved["properties"].contains("district"));
  CHECK(moved["properties"]["lon"] == 117.5);
}

TEST_CASE("what is brought beside the geometry must agree with it") {
  Writable w;
  CHECK(codes_of(w.write("POST", items, locker(117.05, 39.05, {{"lon", 117.1}, {"lat", 39.05}}))) ==
        Codes{"derived"});
  CHECK(codes_of(w.write("POST", items, locker(117.05, 39.05, {{"district", "南开区"}}))) ==
        Codes{"derived"});
  CHECK(codes_of(w.write("PATCH", lk01, {{"properties", {{"lat", 39.5}}}}, w.tag_of(lk01))) ==
        Codes{"derived"});
  const Json fine =
      locker(117.05, 39.05, {{"lon", 117.05}, {"lat", 39.05}, {"district", "和平区/南开区"}});
  CHECK(json_of(w.write("POST", items, fine))["properties"]["district"] == "和平区/南开区");
}

TEST_CASE("coordinates in a user's own columns follow where they agreed with the place") {
  Writable w;
  const Json geometry{{"type", "Point"}, {"coordinates", {117.03, 39.04}}};
  const std::string a = mine + "/a";
  const Json moved = json_of(w.write("PATCH", a, {{"geometry", geometry}}, w.tag_of(a)));
  CHECK(moved["properties"]["lon"] == 117.03);
  CHECK(moved["properties"]["lat"] == 39.04);
  const Json other = point_feature(117.05, 39.05, {{"lon", 13010000.5}, {"lat", 4700000.5}});
  const std::string b = mine + "/" + json_of(w.write("POST", mine, other))["id"].get<std::string>();
  CHECK(json_of(w.write("PATCH", b, {{"geometry", geometry}}, w.tag_of(b)))["properties"]["lon"] ==
        13010000.5);
}

TEST_CASE("OPTIONS of an item is 200 and allows what this caller may do") {
  Writable w;
  const Answer writer = w.ask("OPTIONS", lk01);
  CHECK(writer.status == 200);
  CHECK(writer.field("allow") == "GET, HEAD, OPTIONS, PUT, PATCH, DELETE");
  CHECK(w.ask("OPTIONS", items).field("allow") == "GET, HEAD, OPTIONS, POST");
  const Answer reader = Client(w.port).call("OPTIONS", lk01);
  CHECK(reader.status == 200);
  CHECK(reader.field("allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("a replacement with a condition on what is not there is 412") {
  Writable w;
  const std::string absent = items + "/lk99";
  CHECK(w.write("PUT", absent, locker(117.05, 39.05), "\"x\"").status == 412);
  CHECK(w.write("PUT", absent, locker(117.05, 39.05), "*").status == 412);
  CHECK(w.write("PUT", absent, locker(117.05, 39.05)).status == 428);
  CHECK(w.write("PATCH", absent, Json::object(), "*").status == 404);
  CHECK(w.ask("DELETE", absent, "", "If-Match: *\r\n").status == 404);
  CHECK(w.write("PUT", "/ogc/collections/nowhere/items/a", locker(117, 39), "*").status == 404);
}

TEST_CASE("a record's tag is the same under every name of the host, and holds for writing") {
  Writable w;
  const Answer by_name = w.ask("GET", lk01, "", "", "localhost");
  const Answer by_address = w.ask("GET", lk01, "", "", "127.0.0.1:8080");
  CHECK(by_name.field("etag") == by_address.field("etag"));
  CHECK(by_name.body != by_address.body);
  const Json patch{{"properties", {{"operator", "丙"}}}};
  CHECK(w.write("PATCH", lk01, patch, by_name.field("etag")).status == 200);
}

TEST_CASE("a compressed body is refused with what is taken instead") {
  Writable w;
  const std::string body = tiles::gzip(locker(117.05, 39.05).dump());
  const Answer answer = w.ask("POST", items, body,
                              "Content-Type: application/geo+json\r\nContent-Encoding: gzip\r\n");
  CHECK(answer.status == 415);
  CHECK(answer.field("accept-encoding") == "identity");
  const Answer plain =
      w.ask("POST", items, locker(117.05, 39.05).dump(),
            "Content-Type: application/geo+json\r\nContent-Encoding: identity\r\n");
  CHECK(plain.status == 201);
}

TEST_CASE("a layer of several kinds of geometry has a collection for each of them") {
  Writable w;
  const std::string carriers = "/ogc/collections/carriers";
  std::vector<std::string> ids;
  const Json list = json_of(w.ask("GET", "/ogc/collections"));
  for (const Json& collection : list["collections"]) ids.push_back(collection["id"]);
  CHECK(ids == std::vector<std::string>{"districts", "carriers", "carriers.points",
                                        "carriers.areas", "lockers", "mine"});
  const auto keys = [&](const std::string& id) {
    std::vector<std::string> found;
    const Json page = json_of(w.ask("GET", "/ogc/collections/" + id + "/items"));
    for (const Json& feature : page["features"]) found.push_back(feature["id"]);
    CHECK(page["numberMatched"] == found.size());
    return found;
  };
  CHECK(keys("carriers") == std::vector<std::string>{"twice", "dot"});
  CHECK(keys("carriers.points") == std::vector<std::string>{"dot"});
  CHECK(keys("carriers.areas") == std::vector<std::string>{"twice"});
  CHECK(keys("carriers.lines").empty());
  for (const char* id : {"carriers.points", "carriers.areas"}) {
    const Json one = json_of(w.ask("GET", "/ogc/collections/" + std::string(id)));
    for (const Json& link : one["links"]) {
      INFO(link.dump());
      const auto address = link["href"].get<std::string>();
      CHECK((address.find("/tiles/") != std::string::npos ||
             w.ask("GET", address.substr(std::string("http://localhost").size())).status == 200));
    }
  }
  CHECK(json_of(w.ask("GET", carriers + ".points"))["extent"]["spatial"]["bbox"][0][0] == 117.15);
  CHECK(json_of(w.ask("GET", carriers + ".areas/queryables"))["properties"]["geometry"]["format"] ==
        "geometry-polygon-or-multipolygon");
  CHECK(w.ask("GET", carriers + ".areas/items/dot").status == 404);
  CHECK(w.ask("GET", carriers + ".other/items").status == 404);
  CHECK(w.ask("GET", "/ogc/collections/lockers.points").status == 404);  // it has one kind only
}

TEST_CASE("a part is written to as the whole is, and keeps its kind of geometry") {
  Writable w;
  const std::string points = "/ogc/collections/carriers.points/items";
  Json body = point_feature(117.16, 39.06, {{"name_zh", "新点"}, {"kind", "park"}});
  const Answer made = w.write("POST", points, body);
  CHECK(made.status == 201);
  CHECK(made.field("location").find("http://localhost/ogc/collections/carriers.points/items/") ==
        0);
  // One tag of a record, under each of its addresses.
  CHECK(w.tag_of(points + "/dot") == w.tag_of("/ogc/collections/carriers/items/dot"));
  CHECK(w.write("PATCH", points + "/dot", {{"properties", {{"address", "某路"}}}},
                w.tag_of("/ogc/collections/carriers/items/dot"))
            .status == 200);
  const Json ring = Json::parse(R"({"type":"Polygon","coordinates":
    [[[117.18,39.08],[117.19,39.08],[117.19,39.09],[117.18,39.08]]]})");
  CHECK(codes_of(w.write("PATCH", points + "/dot", {{"geometry", ring}},
                         w.tag_of(points + "/dot"))) == Codes{"wrong_geometry"});
  CHECK(w.write("PATCH", points + "/twice", {{"properties", {{"address", "某路"}}}}, "*").status ==
        404);
}
