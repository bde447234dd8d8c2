#include <catch2/catch.hpp>
#include <set>

#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

Json json_of(const Answer& answer) { return Json::parse(answer.body); }

std::string href(const Json& json, std::string_view rel) {
  for (const Json& link : json["links"]) {
    if (link["rel"] == rel) return link["href"];
  }
  return {};
}

/// The path and query of one of our own absolute links.
std::string local(const std::string& url) {
  REQUIRE(url.rfind("http://localhost/", 0) == 0);
  return url.substr(std::string("http://localhost").size());
}

}  // namespace

TEST_CASE("from the landing page every promised document is reached and is what its link says") {
  Running running;
  Client client(running.port);
  const Json landing = json_of(client.get("/ogc"));
  for (const Json& link : landing["links"]) {
    INFO(link.dump());
    const Answer answer = client.get(local(link["href"]));
    CHECK(answer.status == 200);
    const std::string type = link["type"];
    CHECK(answer.field("content-type").starts_with(type));
    CHECK(Json::accept(answer.body) == (type != "text/html"));
  }
  for (const char* rel : {"self", "service-desc", "conformance", "data"})
    CHECK_FALSE(href(landing, rel).empty());
  const Json conformance = json_of(client.get("/ogc/conformance"));
  CHECK(conformance["conformsTo"].size() == 32);
  const Json api = json_of(client.get("/ogc/api"));
  CHECK(api["openapi"] == "3.0.3");
  CHECK(api["paths"].contains("/collections/{collectionId}/items"));
}

TEST_CASE("collections are the live layers in display order with extent and coordinate systems") {
  Running running;
  const Json json = json_of(get(running.port, "/ogc/collections"));
  REQUIRE(json["collections"].size() == 3);
  CHECK(json["collections"][0]["id"] == "districts");
  CHECK(json["collections"][0]["title"] == "十六个区");
  CHECK(json["collections"][1]["id"] == "carriers");
  CHECK(json["collections"][0]["extent"]["spatial"]["bbox"] ==
        Json::parse("[[117.0,39.0,118.0,39.5]]"));
  CHECK(json["collections"][0]["crs"].size() == 6);
  for (const Json& collection : json["collections"]) {
    const Json one = json_of(get(running.port, local(href(collection, "self"))));
    CHECK(one == collection);
    CHECK(get(running.port, local(href(collection, "items"))).status == 200);
  }
}

TEST_CASE("following next visits every feature once, in order") {
  Running running;
  Client client(running.port);
  std::string path = "/ogc/collections/lockers/items?limit=500";
  std::vector<std::string> ids;
  int pages = 0;
  while (!path.empty() && pages < 10) {
    const Answer answer = client.get(path);
    REQUIRE(answer.status == 200);
    const Json page = json_of(answer);
    CHECK(page["type"] == "FeatureCollection");
    CHECK(page["numberMatched"] == 1200);
    CHECK(page["numberReturned"] == page["features"].size());
    CHECK(page.contains("timeStamp"));
    for (const Json& feature : page["features"]) ids.push_back(feature["id"]);
    ++pages;
    const std::string next = href(page, "next");
    path = next.empty() ? "" : local(next);
  }
  CHECK(pages == 3);
  CHECK(ids.size() == 1200);
  CHECK(ids.front() == "lk1");
  CHECK(ids.back() == "lk1200");
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 1200);
}

TEST_CASE("a page is cut by bytes, and next goes on where it ended") {
  auto options = Running::quiet();
  options.page_bytes = 20'000;
  Running running(options);
  Client client(running.port);
  std::string path = "/ogc/collections/lockers/items?limit=1000";
  std::set<std::string> ids;
  for (int pages = 0; !path.empty() && pages < 100; ++pages) {
    const Answer answer = client.get(path);
    CHECK(answer.body.size() < 21'000);
    const Json page = json_of(answer);
    REQUIRE(page["features"].size() > 0);
    for (const Json& feature : page["features"]) CHECK(ids.insert(feature["id"]).second);
    path = href(page, "next").empty() ? "" : local(href(page, "next"));
  }
  CHECK(ids.size() == 1200);
}

TEST_CASE("one feature too large for a page is still given") {
  auto options = Running::quiet();
  options.page_bytes = 10;
  Running running(options);
  CHECK(json_of(get(running.port, "/ogc/collections/districts/items"))["numberReturned"] == 1);
}

TEST_CASE("limit and offset count, beyond the end there is nothing") {
  Running running;
  const auto page = [&](const std::string& query) {
    return json_of(get(running.port, "/ogc/collections/lockers/items" + query));
  };
  CHECK(page("")["numberReturned"] == 100);
  CHECK(page("?limit=1")["features"][0]["id"] == "lk1");
  CHECK(page("?offset=1199")["numberReturned"] == 1);
  CHECK(page("?offset=1200")["numberReturned"] == 0);
  CHECK(page("?offset=1200")["numberMatched"] == 1200);
  CHECK(href(page("?offset=1200"), "next").empty());
  CHECK(local(href(page("?limit=10&offset=15"), "prev")) ==
        "/ogc/collections/lockers/items?limit=10&offset=5");
}

TEST_CASE("bbox selects by true intersection: what has no place matches always") {
  Running running;
  const auto ids = [&](const std::string& collection, const std::string& query) {
    std::set<std::string> found;
    const Json page =
        json_of(get(running.port, "/ogc/collections/" + collection + "/items?" + query));
    for (const Json& feature : page["features"]) found.insert(feature["id"].get<std::string>());
    CHECK(page["numberMatched"] == found.size());
    return found;
  };
  using Ids = std::set<std::string>;
  CHECK(ids("carriers", "bbox=117,39,117.2,39.2") == Ids{"necc", "nowhere"});
  CHECK(ids("carriers", "bbox=117.1,39.1,117.1,39.1") == Ids{"necc", "nowhere"});
  CHECK(ids("carriers", "bbox=117,39,-9,117.2,39.2,9") == Ids{"necc", "nowhere"});
  CHECK(ids("carriers", "bbox=1,1,2,2") == Ids{"nowhere"});
  CHECK(ids("districts", "bbox=117.22,39.22,117.28,39.28") == Ids{});  // inside the hole
  CHECK(ids("districts", "bbox=117.05,39.05,117.06,39.06") == Ids{"120101"});
  CHECK(ids("districts", "bbox=116,38,119,41") == Ids{"120101", "120102"});
  CHECK(ids("districts", "bbox=117.5,39.1,117.5,39.1") ==
        Ids{"120101", "120102"});  // the shared border
  CHECK(ids("districts", "bbox=118.5,39,120,40") == Ids{});
  CHECK(ids("districts", "bbox=170,-10,-170,10") == Ids{});  // across the antimeridian
  CHECK(ids("carriers",
            "bbox=39,117,39.2,117.2&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326") ==
        Ids{"necc", "nowhere"});
  CHECK(ids("carriers", "datetime=2026-11-23T22:30:00Z") == Ids{"necc", "津/湾", "nowhere"});
  CHECK(ids("carriers", "datetime=../2026-11-23") == Ids{"necc", "津/湾", "nowhere"});
}

TEST_CASE("pages keep their filters in the links to other pages") {
  Running running;
  const Json page =
      json_of(get(running.port, "/ogc/collections/lockers/items?limit=5&bbox=117,39,118,40"));
  const std::string next = local(href(page, "next"));
  CHECK(next.ends_with("&bbox=117%2C39%2C118%2C40"));
  CHECK(json_of(get(running.port, next))["features"][0]["id"] == "lk6");
}

TEST_CASE("a feature without a place is listed with a null geometry") {
  Running running;
  const Json feature = json_of(get(running.port, "/ogc/collections/carriers/items/nowhere"));
  CHECK(feature["type"] == "Feature");
  CHECK(feature["geometry"].is_null());
  CHECK(feature["properties"]["id"] == "nowhere");
  CHECK(feature["properties"]["source"] == "test");
}

TEST_CASE("a feature comes in the order of axes that its CRS has, and says so") {
  Running running;
  const std::string item = "/ogc/collections/carriers/items/necc";
  const Answer plain = get(running.port, item);
  CHECK(plain.field("content-type") == "application/geo+json");
  CHECK(plain.field("content-crs") == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
  CHECK(json_of(plain)["geometry"]["coordinates"] == Json::parse("[117.1,39.1]"));
  for (const char* code : {"4326", "4490"}) {
    const std::string uri = std::string("http://www.opengis.net/def/crs/EPSG/0/") + code;
    const Answer swapped = get(running.port, item + "?crs=" + uri);
    CHECK(swapped.field("content-crs") == "<" + uri + ">");
    CHECK(json_of(swapped)["geometry"]["coordinates"] == Json::parse("[39.1,117.1]"));
    CHECK(swapped.field("etag") == plain.field("etag"));  // one version of one record
  }
  const Json page = json_of(get(
      running.port,
      "/ogc/collections/districts/items?limit=1&crs=http://www.opengis.net/def/crs/EPSG/0/4326"));
  CHECK(page["features"][0]["geometry"]["coordinates"][0][0] == Json::parse("[39.0,117.0]"));
}

TEST_CASE("an id of any script is found under its encoded name, and its links lead back") {
  Running running;
  const Json page = json_of(get(running.port, "/ogc/collections/carriers/items"));
  CHECK(page["features"][1]["id"] == "津/湾");
  // A slash within a segment is refused for everything else, and so for ids.
  CHECK(get(running.port, "/ogc/collections/carriers/items/%E6%B4%A5%2F%E6%B9%BE").status == 400);
}

TEST_CASE("items have a tag that holds while the features do") {
  Running running;
  const std::string path = "/ogc/collections/lockers/items?limit=50";
  const Answer first = get(running.port, path, "Accept-Encoding: gzip\r\n");
  REQUIRE(first.status == 200);
  CHECK(first.field("content-encoding") == "gzip");
  const Answer plain = get(running.port, path);
  const auto without_time = [](const std::string& text) {
    return text.substr(0, text.find("\"timeStamp\""));
  };
  CHECK(without_time(tiles::gunzip(first.body, 1 << 20)) == without_time(plain.body));
  CHECK(first.field("etag") != plain.field("etag"));
  CHECK(get(running.port, path, "If-None-Match: " + plain.field("etag") + "\r\n").status == 304);
  CHECK(get(running.port, "/ogc/collections/lockers/items?limit=51").field("etag") !=
        plain.field("etag"));
  const Answer item = get(running.port, "/ogc/collections/carriers/items/necc");
  CHECK(get(running.port, "/ogc/collections/carriers/items/necc",
            "If-None-Match: " + item.field("etag") + "\r\n")
            .status == 304);
}
