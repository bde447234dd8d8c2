#include <catch2/catch.hpp>
#include <thread>

#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {
const std::string path = "/tiles/districts/3/6/3.mvt";
std::string content() { return districts_content(*tiles::TileCoord::checked(3, 6, 3)); }
}  // namespace

TEST_CASE("a tile is the same content as gzip and as identity, under two strong tags") {
  Running running;
  const Answer zipped = get(running.port, path, "Accept-Encoding: gzip\r\n");
  const Answer plain = get(running.port, path);
  CHECK(zipped.status == 200);
  CHECK(zipped.field("content-encoding") == "gzip");
  CHECK_FALSE(plain.has("content-encoding"));
  CHECK(tiles::gunzip(zipped.body, 1 << 20) == content());
  CHECK(plain.body == content());
  CHECK(zipped.field("etag") != plain.field("etag"));
  for (const Answer* answer : {&zipped, &plain}) {
    CHECK(answer->field("content-type") == "application/vnd.mapbox-vector-tile");
    CHECK(answer->field("cache-control") == "public, max-age=0, must-revalidate");
    CHECK(answer->field("vary").starts_with("Accept-Encoding"));
    CHECK(answer->field("access-control-allow-origin") == "*");
    CHECK(answer->field("x-content-type-options") == "nosniff");
    CHECK(answer->field("etag").front() == '"');
    CHECK(answer->field("x-request-id").size() == 16);
  }
}

TEST_CASE("a tile is made once and then served from memory") {
  Running running;
  for (int i = 0; i < 5; ++i) CHECK(get(running.port, path).status == 200);
  CHECK(running.world.districts->made == 1);
  for (int i = 0; i < 5; ++i) CHECK(get(running.port, "/tiles/districts/0/0/0.mvt").status == 204);
  CHECK(running.world.districts->made == 2);
}

TEST_CASE("after publishing other sources no old tile is served, and tags of equal content stay") {
  Running running;
  const std::string lockers = "/tiles/lockers/1/0/0.mvt";
  const std::string before = get(running.port, path).field("etag");
  REQUIRE(get(running.port, lockers).body == "lockers");
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->sources["lockers"] = std::make_shared<FakeSource>(
      "lockers", [](tiles::TileCoord) { return std::optional(tiles::gzip_tile("moved")); });
  running.world.state.publish(next);
  CHECK(get(running.port, lockers).body == "moved");
  CHECK(get(running.port, path).field("etag") == before);
  CHECK(running.world.districts->made == 1);  // its source stayed, so its tiles did
}

TEST_CASE("Accept-Encoding is weighed as RFC 9110 says") {
  Running running;
  struct Row {
    const char* accept;
    int status;
    const char* coding;
  };
  const std::vector<Row> rows{
      {"", 200, ""},
      {"Accept-Encoding: \r\n", 200, ""},
      {"Accept-Encoding: gzip, deflate, br, zstd\r\n", 200, "gzip"},
      {"Accept-Encoding: GZIP\r\n", 200, "gzip"},
      {"Accept-Encoding: x-gzip\r\n", 200, "gzip"},
      {"Accept-Encoding: gzip;q=0\r\n", 200, ""},
      {"Accept-Encoding: gzip;q=0.001\r\n", 200, "gzip"},
      {"Accept-Encoding: gzip;q=0.5, identity;q=0.8\r\n", 200, ""},
      {"Accept-Encoding: br\r\n", 200, ""},
      {"Accept-Encoding: *\r\n", 200, "gzip"},
      {"Accept-Encoding: *;q=0.5, gzip;q=0\r\n", 200, ""},
      {"Accept-Encoding: identity;q=0\r\n", 406, ""},
      {"Accept-Encoding: identity;q=0, gzip\r\n", 200, "gzip"},
      {"Accept-Encoding: *;q=0\r\n", 406, ""},
      {"Accept-Encoding: *;q=0, gzip\r\n", 200, "gzip"},
      {"Accept-Encoding: gzip;q=0\r\nAccept-Encoding: identity;q=0\r\n", 406, ""}};
  for (const Row& row : rows) {
    INFO(row.accept);
    const Answer answer = get(running.port, path, row.accept);
    CHECK(answer.status == row.status);
    CHECK(answer.field("content-encoding") == row.coding);
  }
}

TEST_CASE("If-None-Match is answered 304 on any match, weakly, in lists and lines, and on *") {
  Running running;
  const std::string tag = get(running.port, path).field("etag");
  const std::string other = "\"0123\"";
  const std::vector<std::pair<std::string, int>> rows{
      {tag, 304},
      {"W/" + tag, 304},
      {other + ", " + tag, 304},
      {other + "," + tag + "," + other, 304},
      {"\"a,b\", " + tag, 304},
      {"*", 304},
      {other, 200},
      {tag.substr(1, tag.size() - 2), 200},
      {"\"" + tag.substr(1), 304},
      {"", 200},
  };
  for (const auto& [value, status] : rows) {
    INFO(value);
    const Answer answer = get(running.port, path, "If-None-Match: " + value + "\r\n");
    CHECK(answer.status == status);
    CHECK(answer.field("etag") == tag);
    CHECK(answer.field("vary").starts_with("Accept-Encoding"));
    if (status == 304) CHECK(answer.body.empty());
  }
  CHECK(get(running.port, path, "If-None-Match: " + other + "\r\nIf-None-Match: " + tag + "\r\n")
            .status == 304);
  // the tag of one coding does not vouch for the other
  CHECK(get(running.port, path, "Accept-Encoding: gzip\r\nIf-None-Match: " + tag + "\r\n").status ==
        200);
}

TEST_CASE("HEAD has the fields of GET and no body, on one connection that goes on") {
  Running running;
  Client client(running.port);
  for (const char* target :
       {"/tiles/districts/3/6/3.mvt", "/tiles", "/tiles/districts.json", "/api/site", "/ogc",
        "/ogc/api", "/ogc/conformance", "/ogc/collections", "/ogc/collections/carriers",
        "/ogc/collections/carriers/items/necc", "/healthz", "/readyz", "/nothing.js",
        "/tiles/districts/0/0/0.mvt"}) {
    INFO(target);
    const Answer with_body = client.get(target);
    const Answer head = client.call("HEAD", target);
    CHECK(head.status == with_body.status);
    CHECK(head.body.empty());
    CHECK(head.fields.size() == with_body.fields.size());
    for (const auto& [name, value] : with_body.fields) {
      if (name == "date" || name == "x-request-id") continue;
      INFO(name);
      CHECK(head.field(name) == value);
    }
  }
}

TEST_CASE("OPTIONS is answered 200 with Allow and what CORS asks") {
  Running running;
  Client client(running.port);
  for (const char* target : {"/tiles/districts/3/6/3.mvt", "/ogc", "/healthz", "/", "*"}) {
    const Answer answer = client.call(
        "OPTIONS", target, "Origin: https://other\r\nAccess-Control-Request-Method: GET\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.field("allow") == "GET, HEAD, OPTIONS");
    CHECK(answer.field("access-control-allow-origin") == "*");
    CHECK(answer.field("access-control-allow-methods") == "GET, HEAD, OPTIONS");
    CHECK(answer.field("content-length") == "0");
  }
}

TEST_CASE("an empty tile is 204 without a body") {
  Running running;
  Client client(running.port);
  const Answer answer = client.get("/tiles/districts/0/0/0.mvt");
  CHECK(answer.status == 204);
  CHECK_FALSE(answer.has("content-length"));
  CHECK(client.get("/healthz").status == 200);
}

TEST_CASE("a composite holds the layers of its parts in the order asked for") {
  Running running;
  const std::string both = get(running.port, "/tiles/lockers,districts/3/6/3.mvt").body;
  CHECK(both == "lockers" + content());
  CHECK(get(running.port, "/tiles/districts,lockers/3/6/3.mvt").body == content() + "lockers");
  // percent-encoded commas mean the same
  CHECK(get(running.port, "/tiles/lockers%2Cdistricts/3/6/3.mvt").body == both);
  // one empty part leaves the other
  CHECK(get(running.port, "/tiles/districts,lockers/0/0/0.mvt").body == "lockers");
  const Answer zipped =
      get(running.port, "/tiles/lockers,districts/3/6/3.mvt", "Accept-Encoding: gzip\r\n");
  CHECK(tiles::gunzip(zipped.body, 1 << 20) == both);
}

TEST_CASE("the catalog and TileJSON name every source and absolute tile addresses") {
  Running running;
  const Json catalog = Json::parse(get(running.port, "/tiles").body);
  REQUIRE(catalog["sources"].size() == 5);
  for (const Json& source : catalog["sources"]) {
    CHECK(source["kind"] == "live");
    const Answer answer = get(running.port, source["tilejson"].get<std::string>());
    CHECK(answer.status == 200);
    const Json tilejson = Json::parse(answer.body);
    CHECK(tilejson["tilejson"] == "3.0.0");
    CHECK(tilejson["tiles"][0] ==
          "http://localhost/tiles/" + source["id"].get<std::string>() + "/{z}/{x}/{y}.mvt");
  }
  const Json both = Json::parse(get(running.port, "/tiles/lockers,districts.json").body);
  CHECK(both["vector_layers"].size() == 2);
  CHECK(both["vector_layers"][0]["id"] == "lockers");
}

namespace {

/// Whether `/metrics` comes to say the line within ten seconds.
bool comes_to_say(Running& running, const std::string& line) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (get(running.port, "/metrics").body.find(line + "\n") == std::string::npos) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

/// Clients that all want the same tile, sent off, and waited for until the server has read them
/// all.
std::vector<Client> all_waiting(Running& running, const std::string& target, int count) {
  std::vector<Client> clients;
  for (int i = 0; i < count; ++i) {
    clients.emplace_back(running.port);
    clients.back().send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" +
                        (i % 2 ? "Accept-Encoding: gzip\r\n\r\n" : "\r\n"));
  }
  CHECK(comes_to_say(running, "jintu_http_requests_in_flight " + std::to_string(count + 1)));
  // A request counts from its first byte on. Connections go to the threads in turn, so once some
  // more were answered each thread is done with what it was at.
  for (int i = 0; i < 16; ++i) CHECK(get(running.port, "/healthz").status == 200);
  return clients;
}

}  // namespace

TEST_CASE(
    "a tile that many want at once is made once, and each gets it in the coding it asked for") {
  Running running;
  auto clients = all_waiting(running, "/tiles/gated/9/0/0.mvt", 12);
  // Nobody stands in the queue for it either, once a worker has taken up the one that makes it.
  CHECK(comes_to_say(running, "jintu_work_queue_length{lane=\"read\"} 0"));
  running.world.gate.open();
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const Answer answer = clients[i].receive();
    CHECK(answer.status == 200);
    CHECK(answer.field("content-encoding") == (i % 2 ? "gzip" : ""));
    CHECK((i % 2 ? tiles::gunzip(answer.body, 100) : answer.body) == "gated");
  }
  CHECK(running.world.gated->made == 1);
}

TEST_CASE(
    "when making a tile fails, all who wait for it hear of it, and the next one tries again") {
  Running running;
  std::atomic<int> tried{0};
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->sources["gated"] =
      std::make_shared<FakeSource>("gated", [&](tiles::TileCoord) -> std::optional<tiles::Tile> {
        running.world.gate.wait();
        if (++tried == 1) throw std::runtime_error("the first one fails");
        return tiles::gzip_tile("second");
      });
  running.world.state.publish(next);
  auto clients = all_waiting(running, "/tiles/gated/9/0/0.mvt", 4);
  running.world.gate.open();
  for (Client& client : clients) CHECK(client.receive().status == 500);
  CHECK(get(running.port, "/tiles/gated/9/0/0.mvt").body == "second");
  CHECK(tried == 2);
}

TEST_CASE("who asks after an edit does not get the tile that was being made before it") {
  Running running;
  auto before = all_waiting(running, "/tiles/gated/9/0/0.mvt", 1);
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->sources["gated"] = std::make_shared<FakeSource>(
      "gated", [](tiles::TileCoord) { return std::optional(tiles::gzip_tile("new")); });
  running.world.state.publish(next);
  CHECK(get(running.port, "/tiles/gated/9/0/0.mvt").body == "new");
  running.world.gate.open();
  CHECK(before[0].receive().body == "gated");
  CHECK(get(running.port, "/tiles/gated/9/0/0.mvt").body == "new");
}
