#include <catch2/catch.hpp>
#include <set>

#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"
#include "tiles/source/live_source.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Two night streets, one with hours, besides what the small world has; its sources are real ones.
struct Night : Running {
  Night() {
    auto next = std::make_shared<live::Published>(*world.state.get());
    auto layers = next->snapshot->layers();
    std::vector<Feature> features(2);
    for (std::size_t i = 0; i < 2; ++i) {
      features[i].id = {static_cast<std::int64_t>(i) + 1};
      features[i].key = i == 0 ? "market" : "quay";
      features[i].geometry = MultiPoint<Position>{{117.2 + 0.01 * static_cast<double>(i), 39.13}};
    }
    features[0].properties.set("hours_osm", std::string("18:00-23:00; PH off"));
    features[0].properties.set("kind", std::string("night_market"));
    features[0].properties.set("named", true);
    features[1].properties.set("kind", std::string("it's"));
    features[1].properties.set("size", 2.5);
    LayerSchema schema;
    schema.name = "night_streets";
    schema.fields = {{"kind", FieldType::text},
                     {"named", FieldType::boolean},
                     {"size", FieldType::real},
                     {"hours_osm", FieldType::text},
                     {"limit", FieldType::integer}};
    layers["night_streets"] = std::make_shared<const Layer>(schema, std::move(features));
    next->snapshot = std::make_shared<const Snapshot>(Revision{8}, layers);
    for (const char* name : {"night_streets", "carriers"})
      next->sources[name] = tiles::make_live_source(*layers[name], nullptr);
    next->calendar = std::make_shared<const hours::Calendar>(
        read_json_file(JINTU_SOURCE_DIR "/data/holidays.json"));
    world.state.publish(std::move(next));
  }
};

const std::string address = "/tiles/night_streets/12/3381/1563.mvt";

bool says(const Answer& answer, std::string_view word) {
  return answer.body.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "?at= puts the opening state into the tile: minutes that answer alike have one entity tag") {
  Night night;
  const Answer open = get(night.port, address + "?at=2026-11-23T20:30");
  REQUIRE(open.status == 200);
  CHECK(says(open, "opening"));
  CHECK(says(open, "open"));
  CHECK(says(open, "unknown"));
  CHECK_FALSE(says(get(night.port, address), "opening"));
  const std::string tag = open.field("etag");
  CHECK(get(night.port, address + "?at=2026-11-23T19:00").field("etag") == tag);
  CHECK(get(night.port, address + "?at=2026-11-27T21:59").field("etag") == tag);
  CHECK(
      get(night.port, address + "?at=2026-11-27T21:59", "If-None-Match: " + tag + "\r\n").status ==
      304);
  const Answer closing = get(night.port, address + "?at=2026-11-23T22:30");
  CHECK(says(closing, "closing"));
  CHECK(closing.field("etag") != tag);
  CHECK(says(get(night.port, address + "?at=2026-10-01T20:30"), "closed"));  // National Day
  CHECK(get(night.port, address).field("etag") != tag);
}

TEST_CASE("?at= follows an edit at once") {
  Night night;
  const std::string before = get(night.port, address + "?at=2026-11-23T20:30").field("etag");
  auto next = std::make_shared<live::Published>(*night.world.state.get());
  auto layers = next->snapshot->layers();
  const auto& now = layers["night_streets"]->features();
  std::vector<Feature> features(now.begin(), now.end());
  features[0].properties.set("hours_osm", std::string("Mo off; Tu-Su 18:00-23:00"));
  layers["night_streets"] =
      std::make_shared<const Layer>(layers["night_streets"]->schema(), std::move(features));
  next->snapshot = std::make_shared<const Snapshot>(Revision{9}, layers);
  next->sources["night_streets"] = tiles::make_live_source(*layers["night_streets"], nullptr);
  night.world.state.publish(next);
  const Answer after = get(night.port, address + "?at=2026-11-23T20:30");  // a Monday
  CHECK(after.field("etag") != before);
  CHECK(says(after, "closed"));
}

TEST_CASE("?crs= moves tiles and says so in TileJSON, whose addresses keep the query") {
  Night night;
  const Json plain = Json::parse(get(night.port, "/tiles/night_streets.json").body);
  const Json moved =
      Json::parse(get(night.port, "/tiles/night_streets.json?at=2026-11-23T22:30&crs=gcj02").body);
  CHECK_FALSE(plain.contains("crs"));
  CHECK(moved["crs"] == "GCJ-02");
  CHECK(moved["tiles"][0] ==
        "http://localhost/tiles/night_streets/{z}/{x}/{y}.mvt?crs=gcj02&at=2026-11-23T22%3A30");
  CHECK(moved["vector_layers"][0]["fields"].contains("opening"));
  CHECK(moved["bounds"][0].get<double>() - plain["bounds"][0].get<double>() ==
        Approx(0.0063).margin(2e-4));
  CHECK(Json::parse(get(night.port, "/tiles/night_streets.json?crs=bd09").body)["crs"] == "BD-09");
  std::set<std::string> tags;
  for (const char* query : {"", "?crs=gcj02", "?crs=bd09"})
    tags.insert(get(night.port, address + query).field("etag"));
  CHECK(tags.size() == 3);
  CHECK(get(night.port, address + "?crs=wgs84").field("etag") ==
        get(night.port, address).field("etag"));
}

TEST_CASE("a variant of several sources is a composite of their variants") {
  Night night;
  const std::string both = "/tiles/carriers,night_streets/12/3381/1563.mvt";
  CHECK(get(night.port, both + "?at=2026-11-23T20:30&crs=gcj02").status == 200);
  CHECK(says(get(night.port, both + "?at=2026-11-23T20:30"), "opening"));
}

TEST_CASE("variants that make no sense are 400 and say what is wanted") {
  Night night;
  for (const char* query : {"?at=22:30", "?at=2026-11-23", "?at=2026-02-30T10:00",
                            "?at=2026-11-23T22:30:00", "?at=", "?crs=EPSG:4490",
                            "?crs=", "?at=2026-11-23T22:30&at=2026-11-23T22:30", "?when=now"}) {
    INFO(query);
    const Answer answer = get(night.port, address + query);
    CHECK(answer.status == 400);
    CHECK(answer.field("content-type") == "application/problem+json");
    CHECK(get(night.port, std::string("/tiles/night_streets.json") + query).status == 400);
  }
  const Answer none = get(night.port, "/tiles/carriers/12/3381/1563.mvt?at=2026-11-23T22:30",
                          "Accept-Language: en\r\n");
  CHECK(none.status == 400);
  CHECK(says(none, "opening hours"));
  CHECK(get(night.port, "/tiles/nothing/0/0/0.mvt?crs=gcj02").status == 404);
}

namespace {

const std::string items = "/ogc/collections/night_streets/items";

std::set<std::string> ids(Running& running, const std::string& target) {
  INFO(target);
  const Answer answer = get(running.port, target);
  CHECK(answer.status == 200);
  std::set<std::string> found;
  if (answer.status != 200) return found;
  const Json page = Json::parse(answer.body);
  for (const Json& f : page["features"]) found.insert(f["id"].get<std::string>());
  return found;
}

using Ids = std::set<std::string>;

}  // namespace

TEST_CASE("items are filtered by CQL2 text, by properties and by both, and pages keep the filter") {
  Night night;
  CHECK(ids(night, items) == Ids{"market", "quay"});
  CHECK(ids(night, items + "?filter=kind%20LIKE%20'night%25'") == Ids{"market"});
  CHECK(ids(night, items + "?filter=kind%3D'it''s'&filter-lang=cql2-text") == Ids{"quay"});
  CHECK(ids(night, items + "?filter=S_INTERSECTS(geometry,BBOX(117.205,39,118,40))") ==
        Ids{"quay"});
  CHECK(ids(night, items + "?filter=S_INTERSECTS(geometry,BBOX(39,117.205,40,118))&filter-crs=http:"
                           "//www.opengis.net/def/crs/EPSG/0/4326") == Ids{"quay"});
  CHECK(ids(night, items + "?kind=it's") == Ids{"quay"});
  CHECK(ids(night, items + "?named=true") == Ids{"market"});
  CHECK(ids(night, items + "?size=2.50") == Ids{"quay"});
  CHECK(ids(night, items + "?id=market") == Ids{"market"});
  CHECK(ids(night, items + "?named=true&filter=size%20IS%20NULL") == Ids{"market"});
  CHECK(ids(night, items + "?named=true&filter=size%20%3E%201").empty());
  CHECK(ids(night, items + "?bbox=117,39,117.205,40&filter=TRUE") == Ids{"market"});
  const Json page =
      Json::parse(get(night.port, items + "?limit=1&kind=it's&filter=TRUE%20OR%20FALSE").body);
  CHECK(page["numberMatched"] == 1);
  CHECK(page["links"][0]["href"] ==
        "http://localhost" + items + "?limit=1&offset=0&kind=it%27s&filter=TRUE%20OR%20FALSE");
}

TEST_CASE("tiles are filtered in the same words") {
  Night night;
  const Answer all = get(night.port, address),
               some = get(night.port, address + "?filter=kind%20LIKE%20'night%25'");
  CHECK(says(all, "quay"));
  CHECK_FALSE(says(some, "quay"));
  CHECK(says(some, "market"));
  CHECK(get(night.port, address + "?kind=night_market").body == some.body);
  CHECK(get(night.port, address + "?named=true").field("etag") == some.field("etag"));
  CHECK(get(night.port, address + "?filter=FALSE").status == 204);
  CHECK(says(get(night.port, address + "?kind=night_market&at=2026-11-23T20:30"), "opening"));
  const Json json =
      Json::parse(get(night.port, "/tiles/night_streets.json?filter=named%3DTRUE&crs=bd09").body);
  CHECK(json["tiles"][0] ==
        "http://localhost/tiles/night_streets/{z}/{x}/{y}.mvt?crs=bd09&filter=named%3DTRUE");
  CHECK(json["bounds"][0] == json["bounds"][2]);  // one place is left
  // Both layers know `id`; `kind` is known to one only.
  CHECK(get(night.port, "/tiles/carriers,night_streets/12/3381/1563.mvt?filter=id='quay'").status ==
        200);
  CHECK(get(night.port, "/tiles/carriers,night_streets/12/3381/1563.mvt?filter=kind='x'").status ==
        400);
  CHECK(get(night.port, "/tiles/night_streets,carriers/12/3381/1563.mvt?kind=x").status == 400);
}

TEST_CASE("a filter that is not understood is 400 with its place: so are companions without it") {
  Night night;
  for (const std::string& target : {items, address}) {
    const Answer answer =
        get(night.port, target + "?filter=kind%20%3D%203", "Accept-Language: en\r\n");
    CHECK(answer.status == 400);
    CHECK(says(answer, "at character 8: expected text"));
    for (const char* query :
         {"?filter=", "?filter=knd%3D'x'", "?filter-lang=cql2-text",
          "?filter=TRUE&filter-lang=cql2-json", "?filter=TRUE&filter-crs=x", "?size=big",
          "?named=1", "?knd=x", "?geometry=x", "?filter=TRUE&filter=TRUE"}) {
      INFO(query);
      CHECK(get(night.port, target + query).status == 400);
    }
  }
  CHECK(get(night.port, items + "?limit=x").status == 400);  // not the property of that name
  CHECK(get(night.port, "/tiles/basemap/0/0/0.mvt?filter=TRUE").status == 404);
}

TEST_CASE("queryables list what a filter may name, and the collection links to them") {
  Night night;
  const Answer answer = get(night.port, "/ogc/collections/night_streets/queryables");
  CHECK(answer.status == 200);
  CHECK(answer.field("content-type") == "application/schema+json");
  const Json json = Json::parse(answer.body);
  CHECK(json["$id"] == "http://localhost/ogc/collections/night_streets/queryables");
  CHECK(json["properties"]["kind"]["type"] == "string");
  CHECK(json["properties"]["named"]["type"] == "boolean");
  CHECK(json["properties"]["size"]["type"] == "number");
  CHECK(json["properties"]["id"]["x-ogc-role"] == "id");
  CHECK(json["properties"]["geometry"]["x-ogc-role"] == "primary-geometry");
  CHECK(says(get(night.port, "/ogc/collections/night_streets"), "def/rel/ogc/1.0/queryables"));
  CHECK(says(get(night.port, "/ogc/conformance"), "ogcapi-features-3/1.0/conf/filter"));
  CHECK(get(night.port, "/ogc/collections/nothing/queryables").status == 404);
}
