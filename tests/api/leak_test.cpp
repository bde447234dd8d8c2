// Nothing of drafts, and of what was written since the release, can be told from outside.
#include <catch2/catch.hpp>
#include <map>
#include <regex>

#include "tests/api/review_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Every address that a visitor may ask, with values for its variables.
std::vector<std::string> public_addresses(const Reviewed& r) {
  const std::map<std::string, std::vector<std::string>> values{
      {"collectionId", {"carriers", "mine", "lockers", "carriers.points", "late"}},
      {"featureId", {"twice", "a", "late", "lk01"}},
      {"source", {"carriers", "mine", "late", "carriers,mine"}},
      {"tileMatrixSetId", {"WebMercatorQuad", "CGCS2000Quad"}},
      {"z", {"0", "10", "14"}},
      {"tileMatrix", {"10"}},
      {"x", {"0", "844", "13515"}},
      {"y", {"0", "387", "6205"}},
      {"tileRow", {"387", "204"}},
      {"tileCol", {"844", "1690"}},
      {"part", {"carriers", "mine", "late"}},
      {"style", {"night.json", "day.json"}},
      {"number", {"1", "2"}}};
  std::vector<std::string> all;
  for (const http::Route& route : r.server->routes().routes()) {
    const http::Operation* operation = route.operation(http::Method::get);
    if (route.name == "metrics") continue;  // of this process, and not of the data
    if (!operation || !operation->access.is_open_to(auth::Principal{}, "")) continue;
    std::vector<std::string> paths{std::string(route.path)};
    for (std::string open; !paths.empty();) {
      const auto it = std::find_if(paths.begin(), paths.end(), [](const std::string& path) {
        return path.find('{') != std::string::npos;
      });
      if (it == paths.end()) break;
      const std::string path = *it;
      paths.erase(it);
      const auto from = path.find('{'), to = path.find('}');
      std::string name = path.substr(from + 1, to - from - 1);
      const auto known = values.find(name);
      const std::vector<std::string> unknown{"x"};
      for (const std::string& value : known == values.end() ? unknown : known->second)
        paths.push_back(path.substr(0, from) + value + path.substr(to + 1));
    }
    all.insert(all.end(), paths.begin(), paths.end());
  }
  for (const char* more :
       {"/events?since=0&wait=0", "/events?since=1&wait=0", "/events?since=2&wait=0",
        "/ogc/collections/mine/items?limit=1", "/ogc/collections/mine/items?note=secret",
        "/ogc/collections/carriers/items?bbox=117,39,118,40",
        "/ogc/collections/mine/items?offset=1",
        "/ogc/collections/mine/items?filter=note%20%3D%20%27secret%27",
        "/ogc/collections/mine/items/"
        "a?crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F4490",
        "/tiles/mine/10/844/387.mvt?crs=gcj02", "/catalog?lang=en", "/data/mine.geojson",
        "/data/mine.csv", "/data/mine.gpkg.sha256", "/data/carriers.geojson",
        "/data/catalog.jsonld"})
    all.emplace_back(more);
  return all;
}

/// Without what is of the moment and of the request.
std::string without_moment(const std::string& text) {
  static const std::regex moment(
      "X-Request-Id: [^\r]*|Date: [^\r]*|\"request_id\":\"[^\"]*\"|\"timeStamp\":\"[^\"]*\"");
  return std::regex_replace(text, moment, "");
}

std::map<std::string, std::string> answers(const Reviewed& r,
                                           const std::vector<std::string>& addresses) {
  std::map<std::string, std::string> all;
  for (const std::string& address : addresses)
    for (const char* method : {"GET", "OPTIONS"}) {
      const Answer answer = r.ask("", method, address);
      INFO(method << " " << address);
      REQUIRE(answer.status != 0);
      CHECK(answer.status < 500);
      all[std::string(method) + " " + address] = without_moment(answer.head + answer.body);
    }
  return all;
}

}  // namespace

TEST_CASE("no draft leaks: every public answer is the same with drafts and unreleased edits") {
  const Reviewed r;
  r.json(201, "wu", "POST", "/releases", {{"note", "一"}, {"review_number", "津S(2026)1号"}});
  const auto addresses = public_addresses(r);
  REQUIRE(addresses.size() > 60);
  const auto before = answers(r, addresses);

  for (int i = 0; i < 40; ++i) {
    const Json draft = r.draft("li", {r.update("mine", "a", {{"note", "secret"}})});
    if (i % 2 == 0)
      r.json(200, "li", "POST", "/changes/" + draft["id"].get<std::string>() + "/submit",
             Json::object());
  }
  r.approved("li", {r.update("mine", "a", {{"note", "secret"}, {"size", 7.5}})});
  r.approved("li", {{{"action", "insert"},
                     {"collection", "mine"},
                     {"id", "late"},
                     {"feature", point_feature(117.04, 39.04, {{"note", "secret"}})}}});
  r.approved("li", {{{"action", "delete"},
                     {"collection", "lockers"},
                     {"id", "lk01"},
                     {"if_match", r.tag_of("/ogc/collections/lockers/items/lk01")}}});
  {
    // And what comes by import: a layer, and a field of one that there is.
    auto transaction = r.store->begin("import", "secret");
    transaction->ensure_layer(
        {"late", "晚", LayerRole::live, GeometryKind::point, {{"note", FieldType::text}}});
    transaction->ensure_layer({"mine",
                               "我的",
                               LayerRole::live,
                               GeometryKind::point,
                               {{"note", FieldType::text}, {"secret_field", FieldType::text}}});
    transaction->commit();
  }
  r.publisher->release_changed();
  CHECK(r.json(200, "li", "GET", "/ogc/collections/mine/items", nullptr,
               "Jintu-Preview: 1\r\n")["numberMatched"] == 2);

  const auto after = answers(r, addresses);
  for (const auto& [address, answer] : before) {
    INFO(address);
    CHECK(after.at(address) == answer);
  }
}

TEST_CASE("who waits for events is not woken by what is not released") {
  const Reviewed r;
  r.json(201, "wu", "POST", "/releases", {{"note", "一"}});
  const auto since = r.state.get()->changes->latest().value;
  Client client(r.port);
  REQUIRE(client.send("GET /events?since=" + std::to_string(since) +
                      "&wait=3 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto start = std::chrono::steady_clock::now();
  r.approved("li", {r.update("mine", "a", {{"note", "secret"}})});
  const Answer answer = client.receive();
  CHECK(answer.status == 200);
  CHECK(Json::parse(answer.body)["changes"].empty());
  CHECK(std::chrono::steady_clock::now() - start > std::chrono::seconds(2));
}
