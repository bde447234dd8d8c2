#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"

using namespace jintu;
using namespace jintu::test;

TEST_CASE("/api/site tells what is shown, with the notice while there is no review number") {
  Running running;
  const Answer answer = get(running.port, "/api/site");
  CHECK(answer.field("content-type") == "application/json");
  CHECK(answer.has("etag"));
  const Json site = Json::parse(answer.body);
  CHECK(site["name"] == "津图");
  CHECK(site["version"] == JINTU_VERSION);
  CHECK(site["revision"] == 7);
  CHECK(site["review_number"].is_null());
  CHECK(site["notice"] == "示例数据 未经审图");
  CHECK(site["bounds"] == Json::parse("[117.0,39.0,118.0,39.5]"));
  CHECK(site["basemap"] == Json{{"present", false}});
  CHECK(site["live"].size() == 3);
  CHECK(site["live"][1]["id"] == "carriers");
  CHECK(site["live"][1]["count"] == 3);
  CHECK(site["live"][1]["placed"] == 2);
  CHECK(site["carriers"] ==
        Json::parse(R"({"planned":20,"placed":2,"by_district":1,"surveyed":0})"));

  auto reviewed = std::make_shared<live::Published>(*running.world.state.get());
  reviewed->site.review_number = "津S(2026)001";
  reviewed->site.basemap = catalog::Basemap{};
  running.world.state.publish(reviewed);
  const Answer after = get(running.port, "/api/site");
  const Json released = Json::parse(after.body);
  CHECK(released["review_number"] == "津S(2026)001");
  CHECK(released["notice"].is_null());
  CHECK(released["basemap"]["present"] == true);
  CHECK(after.field("etag") != answer.field("etag"));
}

TEST_CASE("health answers always: readiness only with data and without a fault") {
  World world;
  live::ServiceState empty;
  http::Server server(Running::quiet(), empty);
  const auto port = server.start();
  CHECK(get(port, "/healthz").body == R"({"status":"ok"})");
  for (const char* path :
       {"/readyz", "/api/site", "/tiles", "/tiles/districts/1/0/0.mvt", "/ogc/collections"}) {
    const Answer answer = get(port, path);
    CHECK(answer.status == 503);
    CHECK(answer.has("retry-after"));
  }
  empty.publish(world.state.get());
  CHECK(get(port, "/readyz").status == 200);
  auto broken = std::make_shared<live::Published>(*world.state.get());
  broken->not_ready = "底图打不开 the archive cannot be opened";
  empty.publish(broken);
  CHECK(get(port, "/readyz").status == 503);
  CHECK(get(port, "/tiles/districts/1/0/0.mvt").status == 200);
}

TEST_CASE("metrics count requests by route and status, the cache and the connections") {
  Running running;
  for (int i = 0; i < 3; ++i) get(running.port, "/tiles/districts/3/6/3.mvt");
  get(running.port, "/tiles/nothing/3/6/3.mvt");
  Client(running.port).request("garbage\r\n\r\n");
  const Answer answer = get(running.port, "/metrics");
  CHECK(answer.field("content-type") == "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"jintu_http_requests_total{route=\"tile\",status=\"200\"} 3\n",
        "jintu_http_requests_total{route=\"tile\",status=\"404\"} 1\n",
        "jintu_http_requests_total{route=\"unread\",status=\"400\"} 1\n",
        "jintu_tile_cache_hits_total 2\n", "jintu_tile_cache_misses_total 1\n",
        "jintu_tile_encode_seconds_count 1\n", "jintu_http_requests_in_flight 1\n",
        "jintu_revision 7\n", "jintu_ready 1\n",
        "jintu_build_info{version=\"" JINTU_VERSION "\"} 1\n",
        "jintu_http_request_duration_seconds_bucket{route=\"tile\",le=\"+Inf\"} 4\n"}) {
    INFO(line);
    CHECK(answer.body.find(line) != std::string::npos);
  }
  CHECK(answer.body.find("process_resident_memory_bytes 0\n") == std::string::npos);
  // every line is a comment or a sample
  std::istringstream lines(answer.body);
  for (std::string line; std::getline(lines, line);)
    CHECK((line.rfind("# ", 0) == 0 || (line.rfind("jintu_", 0) == 0) ||
           line.rfind("process_", 0) == 0));
}

TEST_CASE("the access log has one line a request, without its query") {
  const auto path =
      std::filesystem::temp_directory_path() / ("jintu-log-" + std::to_string(::getpid()));
  std::filesystem::remove(path);
  std::string id;
  {
    auto options = Running::quiet();
    options.access_log = path.string();
    Running running(options);
    id = get(running.port, "/tiles/districts/3/6/3.mvt", "Accept-Encoding: gzip\r\n")
             .field("x-request-id");
    get(running.port, "/ogc/collections/lockers/items?bbox=1,2,3,4");
    Client(running.port).request("garbage\r\n\r\n");
  }
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  REQUIRE(lines.size() == 3);
  // A line is written once its answer is sent: the next request's may come first.
  std::sort(lines.begin(), lines.end(), [](const std::string& a, const std::string& b) {
    const auto rank = [](const std::string& line) {
      return line.find("/tiles/") != line.npos ? 0 : line.find("/ogc/") != line.npos ? 1 : 2;
    };
    return rank(a) < rank(b);
  });
  std::istringstream first(lines[0]);
  std::string time, request_id, method, target, status, bytes, microseconds;
  first >> time >> request_id >> method >> target >> status >> bytes >> microseconds;
  CHECK(time.size() == std::string("2026-11-23T12:00:00.000Z").size());
  CHECK(request_id == id);
  CHECK(method == "GET");
  CHECK(target == "/tiles/districts/3/6/3.mvt");
  CHECK(status == "200");
  CHECK(std::stoi(bytes) > 0);
  CHECK(std::stoi(microseconds) >= 0);
  CHECK(lines[1].find("bbox") == std::string::npos);
  CHECK(lines[2].find(" - - 400 ") != std::string::npos);
  std::filesystem::remove(path);
}

TEST_CASE("an address that cannot be had is an error that names it") {
  Running running;
  auto options = Running::quiet();
  options.port = running.port;
  live::ServiceState state;
  http::Server second(options, state);
  try {
    second.start();
    FAIL("the port was taken twice");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::io);
    CHECK(error.public_detail().find(std::to_string(running.port)) != std::string::npos);
  }
}

TEST_CASE("links begin with the public address when one is configured") {
  auto options = Running::quiet();
  options.public_url = "https://map.example";
  Running running(options);
  CHECK(get(running.port, "/ogc").body.find("\"https://map.example/ogc/api\"") !=
        std::string::npos);
  CHECK(get(running.port, "/tiles/districts.json")
            .body.find("https://map.example/tiles/districts/{z}") != std::string::npos);
}
