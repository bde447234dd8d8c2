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
    auto next = std::make_shared<http::Published>(*world.state.get());
    auto layers = next->snapshot->layers();
    std::vector<Feature> features(2);
    for (std::size_t i = 0; i < 2; ++i) {
      features[i].id = {static_cast<std::int64_t>(i) + 1};
      features[i].key = i == 0 ? "market" : "quay";
      features[i].geometry = MultiPoint<Position>{{117.2 + 0.01 * static_cast<double>(i), 39.13}};
    }
    features[0].properties.set("hours_osm", std::string("18:00-23:00; PH off"));
    LayerSchema schema;
    schema.name = "night_streets";
    layers["night_streets"] = std::make_shared<const Layer>(schema, std::move(features));
    next->snapshot = std::make_shared<const Snapshot>(Revision{8}, layers);
    for (const char* name : {"night_streets", "carriers"})
      next->sources[name] = tiles::make_live_source(*layers[name], nullptr);
    next->calendar = std::make_shared<const hours::Calendar>(read_json_file(JINTU_SOURCE_DIR "/data/holidays.json"));
    world.state.publish(std::move(next));
  }
};

const std::string address = "/tiles/night_streets/12/3381/1563.mvt";

bool says(const Answer& answer, std::string_view word) { return answer.body.find(word) != std::string::npos; }

}  // namespace

TEST_CASE("?at= puts the opening state into the tile; minutes that answer alike have one entity tag") {
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
  CHECK(get(night.port, address + "?at=2026-11-27T21:59", "If-None-Match: " + tag + "\r\n").status == 304);
  const Answer closing = get(night.port, address + "?at=2026-11-23T22:30");
  CHECK(says(closing, "closing"));
  CHECK(closing.field("etag") != tag);
  CHECK(says(get(night.port, address + "?at=2026-10-01T20:30"), "closed"));  // National Day
  CHECK(get(night.port, address).field("etag") != tag);
}

TEST_CASE("?at= follows an edit at once") {
  Night night;
  const std::string before = get(night.port, address + "?at=2026-11-23T20:30").field("etag");
  auto next = std::make_shared<http::Published>(*night.world.state.get());
  auto layers = next->snapshot->layers();
  auto features = layers["night_streets"]->features();
  features[0].properties.set("hours_osm", std::string("Mo off; Tu-Su 18:00-23:00"));
  layers["night_streets"] = std::make_shared<const Layer>(layers["night_streets"]->schema(), std::move(features));
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
  const Json moved = Json::parse(get(night.port, "/tiles/night_streets.json?at=2026-11-23T22:30&crs=gcj02").body);
  CHECK_FALSE(plain.contains("crs"));
  CHECK(moved["crs"] == "GCJ-02");
  CHECK(moved["tiles"][0] == "http://test/tiles/night_streets/{z}/{x}/{y}.mvt?crs=gcj02&at=2026-11-23T22%3A30");
  CHECK(moved["vector_layers"][0]["fields"].contains("opening"));
  CHECK(moved["bounds"][0].get<double>() - plain["bounds"][0].get<double>() == Approx(0.0063).margin(2e-4));
  CHECK(Json::parse(get(night.port, "/tiles/night_streets.json?crs=bd09").body)["crs"] == "BD-09");
  std::set<std::string> tags;
  for (const char* query : {"", "?crs=gcj02", "?crs=bd09"}) tags.insert(get(night.port, address + query).field("etag"));
  CHECK(tags.size() == 3);
  CHECK(get(night.port, address + "?crs=wgs84").field("etag") == get(night.port, address).field("etag"));
}

TEST_CASE("a variant of several sources is a composite of their variants") {
  Night night;
  const std::string both = "/tiles/carriers,night_streets/12/3381/1563.mvt";
  CHECK(get(night.port, both + "?at=2026-11-23T20:30&crs=gcj02").status == 200);
  CHECK(says(get(night.port, both + "?at=2026-11-23T20:30"), "opening"));
}

TEST_CASE("variants that make no sense are 400 and say what is wanted") {
  Night night;
  for (const char* query : {"?at=22:30", "?at=2026-11-23", "?at=2026-02-30T10:00", "?at=2026-11-23T22:30:00", "?at=", "?crs=EPSG:4490",
                            "?crs=", "?at=2026-11-23T22:30&at=2026-11-23T22:30", "?when=now"}) {
    INFO(query);
    const Answer answer = get(night.port, address + query);
    CHECK(answer.status == 400);
    CHECK(answer.field("content-type") == "application/problem+json");
    CHECK(get(night.port, std::string("/tiles/night_streets.json") + query).status == 400);
  }
  const Answer none = get(night.port, "/tiles/carriers/12/3381/1563.mvt?at=2026-11-23T22:30", "Accept-Language: en\r\n");
  CHECK(none.status == 400);
  CHECK(says(none, "opening hours"));
  CHECK(get(night.port, "/tiles/nothing/0/0/0.mvt?crs=gcj02").status == 404);
}
