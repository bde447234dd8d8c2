// What the standards and their clients expect of reading.
#include <catch2/catch.hpp>

#include "geo/base/bilingual.hpp"
#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string lockers = "/ogc/collections/lockers/items";

Json json_of(const Answer& answer) {
  INFO(answer.body);
  return Json::parse(answer.body);
}
int status(const Running& running, const std::string& path, const std::string& extra = "") {
  return get(running.port, path, extra).status;
}
std::string detail(const Running& running, const std::string& path, const std::string& language) {
  return json_of(get(running.port, path, "Accept-Language: " + language + "\r\n"))["detail"];
}

}  // namespace

TEST_CASE("in a query + is a space, in a path it is itself") {
  Running running;
  const auto matched = [&](const std::string& query) {
    return json_of(get(running.port, lockers + "?" + query))["numberMatched"].get<int>();
  };
  CHECK(matched("filter=id+%3D+%27lk7%27") == 1);
  CHECK(matched("filter=source+LIKE+%27te%25%27+AND+id+IN+(%27lk1%27,+%27lk2%27)") == 2);
  CHECK(matched("source=te+st") == 0);
  CHECK(matched("source=te%2Bst") == 0);
  CHECK(matched("bbox=117,+39,+118,+40") == 1200);
  CHECK(status(running, lockers + "?datetime=2026-11-23T22:30:00+08:00") == 200);
  CHECK(status(running, "/ogc/collections/carriers/items/a+b") == 404);
  CHECK(get(running.port, "/ogc/collections/carriers/items/a+b").body.find("a+b") !=
        std::string::npos);
}

TEST_CASE("a filter may have line breaks, a path may not") {
  Running running;
  const Answer page = get(running.port, lockers + "?filter=id%0D%0A%3D%09%27lk7%27%0AAND%0ATRUE");
  CHECK(json_of(page)["numberMatched"] == 1);
  CHECK(status(running, "/ogc/collections/lockers/items/lk%0A7") == 400);
  CHECK(status(running, lockers + "?filter=%00") == 400);
}

TEST_CASE("an address with a slash too many leads to the one without, with its query") {
  Running running;
  for (const std::string path : {"/ogc/", "/tiles/", "/catalog/", "/ogc/collections/",
                                 "/ogc/collections/lockers/", "/ogc/collections/lockers/items/",
                                 "/ogc/collections/lockers/items/lk1/", "/styles/", "/healthz/"}) {
    INFO(path);
    const Answer answer = get(running.port, path + "?a=b%20c");
    CHECK(answer.status == 308);
    CHECK(answer.field("location") == path.substr(0, path.size() - 1) + "?a=b%20c");
    CHECK(answer.field("content-length") == "0");
    const Answer there = get(running.port, path.substr(0, path.size() - 1));
    CHECK(there.status != 308);
  }
  for (const char* path : {"//", "/ogc//", "/nothing/", "/ogc/nothing/", "//evil.example/"}) {
    INFO(path);
    CHECK(status(running, path) == 404);
  }
}

TEST_CASE("behind a public name the address without the slash stays below its path") {
  auto options = Running::quiet();
  options.public_url = "https://map.example/jintu";
  Running running(options);
  CHECK(get(running.port, "/ogc/").field("location") == "/jintu/ogc");
}

TEST_CASE("a limit above the most is the most, and the links say so") {
  Running running;
  for (const char* limit : {"1001", "5000", "99999999999999999999999"}) {
    INFO(limit);
    const Json page = json_of(get(running.port, lockers + "?limit=" + limit));
    CHECK(page["numberReturned"] == 1000);
    REQUIRE(page["links"].size() >= 3);
    for (const Json& link : page["links"])
      if (link["rel"] == "self" || link["rel"] == "next")
        CHECK(link["href"].get<std::string>().find("limit=1000&") != std::string::npos);
  }
  for (const char* limit : {"0", "-1", "", "1.5", "a", "01"})
    CHECK(status(running, lockers + "?limit=" + limit) == 400);
}

namespace {

const std::vector<std::string> with_pages{"/ogc",
                                          "/ogc/api",
                                          "/ogc/conformance",
                                          "/ogc/collections",
                                          "/ogc/collections/lockers",
                                          "/ogc/collections/lockers/queryables",
                                          "/ogc/collections/lockers/schema",
                                          "/ogc/collections/lockers/sortables",
                                          "/ogc/collections/lockers/items",
                                          "/ogc/collections/lockers/items/lk7",
                                          "/ogc/tiles",
                                          "/ogc/tileMatrixSets",
                                          "/ogc/tileMatrixSets/WebMercatorQuad",
                                          "/ogc/collections/lockers/tiles",
                                          "/ogc/collections/lockers/tiles/WebMercatorQuad"};
const std::string browser =
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";

bool is_html(const Answer& answer) { return answer.field("content-type").starts_with("text/html"); }

/// Every text, number and truth value below, but for coordinates and templates of addresses.
void leaves(const Json& json, std::vector<std::string>& out) {
  if (json.is_object()) {
    for (const auto& [name, value] : json.items())
      if (name != "coordinates" && name != "timeStamp" && name != "templated" &&
          value != "Feature" && value != "FeatureCollection")
        leaves(value, out);
  } else if (json.is_array()) {
    for (const Json& one : json) leaves(one, out);
  } else if (json.is_string()) {
    out.push_back(json.get<std::string>());
  } else if (!json.is_null()) {
    out.push_back(json.dump());
  }
}

std::string plain(std::string page) {
  for (const auto& [mark, sign] :
       {std::pair{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}})
    for (std::size_t at = 0; (at = page.find(mark, at)) != std::string::npos; ++at)
      page.replace(at, std::string(mark).size(), sign);
  return page;
}

}  // namespace

TEST_CASE("f=json is understood everywhere, and f=html where there are pages") {
  Running running;
  std::vector<std::string> paths = with_pages;
  for (const char* path :
       {"/api/site", "/tiles", "/tiles/lockers.json", "/styles", "/healthz", "/readyz"})
    paths.emplace_back(path);
  for (const auto& path : paths) {
    INFO(path);
    CHECK(status(running, path + "?f=json") == 200);
    CHECK_FALSE(is_html(get(running.port, path, "Accept: */*\r\n")));
    CHECK_FALSE(is_html(get(running.port, path + "?f=json", browser)));
    CHECK(status(running, path + "?f=xml") == 400);
  }
  for (const auto& path : with_pages) {
    INFO(path);
    CHECK(is_html(get(running.port, path + "?f=html")));
    CHECK(is_html(get(running.port, path, browser)));
    CHECK_FALSE(is_html(get(running.port, path, "Accept: application/json, text/html;q=0.9\r\n")));
    CHECK(get(running.port, path).field("vary").find("Accept,") != std::string::npos);
  }
  const Answer none = get(running.port, "/api/site?f=html", "Accept-Language: en\r\n");
  CHECK(none.status == 406);
  CHECK(json_of(none)["detail"] == "f: there is no HTML yet, only: json");
  CHECK(status(running, lockers + "?f=geojson") == 200);
  CHECK(status(running, "/metrics?f=json") == 400);
}

TEST_CASE("every document of the API is a page to who prefers one, with all that the JSON says") {
  Running running;
  for (const auto& path : with_pages) {
    INFO(path);
    const std::string address = path + (path == lockers ? "?limit=20" : "");
    const Json json = json_of(get(running.port, address));
    const Answer answer = get(running.port, address, browser + "Accept-Language: zh\r\n");
    REQUIRE(answer.status == 200);
    CHECK(answer.field("content-language") == "zh");
    CHECK(answer.field("content-security-policy").find("default-src 'self'") == 0);
    CHECK(answer.body.find("<script") == std::string::npos);
    CHECK(answer.body.starts_with("<!doctype html><html lang=\"zh-CN\">"));
    if (path == "/ogc/api") continue;  // an index of it: the definition itself is its JSON
    const std::string page = plain(answer.body);
    std::vector<std::string> told;
    leaves(json, told);
    for (const std::string& one : told) {
      const Bilingual both = bilingual(one);
      INFO(one);
      CHECK((page.find(one) != std::string::npos || page.find(both.zh) != std::string::npos));
    }
  }
}

TEST_CASE("a browser is refused with a page, a program with problem details") {
  Running running;
  const std::string bad = lockers + "?filter=nothing+%3D+1";
  for (const auto& [path, status] : {std::pair<std::string, int>{bad, 400},
                                     {lockers + "/none", 404},
                                     {"/ogc/collections/none", 404},
                                     {"/ogc/collections/none/items", 404},
                                     {"/ogc/tileMatrixSets/None", 404}}) {
    INFO(path);
    const Answer page = get(running.port, path, browser + "Accept-Language: en\r\n");
    CHECK(page.status == status);
    CHECK(is_html(page));
    CHECK(page.field("cache-control") == "no-store");
    const Answer problem = get(running.port, path, "Accept-Language: en\r\n");
    CHECK(problem.status == status);
    CHECK(problem.field("content-type") == "application/problem+json");
    CHECK(plain(page.body).find(json_of(problem)["detail"].get<std::string>()) !=
          std::string::npos);
  }
}

TEST_CASE("a page and its JSON have tags of their own, and both are told unchanged") {
  Running running;
  for (const auto& path : with_pages) {
    INFO(path);
    const Answer page = get(running.port, path, browser), json = get(running.port, path);
    CHECK(page.field("etag") != json.field("etag"));
    for (const std::string& wish : {browser, std::string()})
      CHECK(get(running.port, path,
                wish + "If-None-Match: " + (wish.empty() ? json : page).field("etag") + "\r\n")
                .status == 304);
  }
}

TEST_CASE("If-Match is honoured on reading: of documents, features, tiles and files") {
  Running running;
  for (const std::string path : {"/ogc", "/ogc/collections/carriers/items/necc",
                                 "/tiles/districts/1/1/0.mvt", "/tiles/districts.json"}) {
    INFO(path);
    const std::string tag = get(running.port, path).field("etag");
    CHECK(status(running, path, "If-Match: " + tag + "\r\n") == 200);
    CHECK(status(running, path, "If-Match: *\r\n") == 200);
    CHECK(status(running, path, "If-Match: \"other\", " + tag + "\r\n") == 200);
    CHECK(status(running, path, "If-Match: \"other\"\r\n") == 412);
    CHECK(status(running, path, "If-Match: W/" + tag + "\r\n") == 412);
    CHECK(status(running, path, "If-Match: " + tag + "\r\nIf-None-Match: " + tag + "\r\n") == 304);
    CHECK(status(running, path, "If-Match: \"other\"\r\nIf-None-Match: " + tag + "\r\n") == 412);
  }
}

TEST_CASE("a page that tells the time has a weak tag") {
  Running running;
  const std::string tag = get(running.port, lockers).field("etag");
  CHECK(tag.substr(0, 3) == "W/\"");
  CHECK(status(running, lockers, "If-None-Match: " + tag + "\r\n") == 304);
  CHECK(status(running, lockers, "If-None-Match: " + tag.substr(2) + "\r\n") == 304);
  CHECK(status(running, lockers, "If-Match: " + tag + "\r\n") == 412);
}

TEST_CASE("tags do not tell under which name the server was asked") {
  Running running;
  const auto tag = [&](const std::string& path, const std::string& host) {
    return Client(running.port)
        .request("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
        .field("etag");
  };
  for (const std::string path :
       {"/ogc", "/ogc/api", "/ogc/collections", "/ogc/collections/lockers",
        "/ogc/collections/lockers/queryables", "/ogc/collections/lockers/items?limit=5",
        "/ogc/collections/carriers/items/necc", "/tiles/districts.json", "/ogc/tiles",
        "/ogc/tileMatrixSets", "/styles"}) {
    INFO(path);
    CHECK_FALSE(tag(path, "localhost").empty());
    CHECK(tag(path, "localhost") == tag(path, "127.0.0.1:8080"));
  }
  CHECK(tag("/ogc/collections/carriers", "localhost") !=
        tag("/ogc/collections/lockers", "localhost"));
}

TEST_CASE("an error in English names its parameter, one in Chinese is Chinese") {
  Running running;
  CHECK(detail(running, lockers + "?limit=x", "en") ==
        "limit: must be a whole number from 1; above 1000 it is 1000");
  CHECK(detail(running, lockers + "?limit=x", "zh") ==
        "limit: 应为 1 起的整数，超过 1000 按 1000 计");
  CHECK(detail(running, lockers + "?bbox=1", "en")
            .find("bbox: must be 4 or 6 finite numbers: west,") == 0);
  CHECK(detail(running, lockers + "?bbox=1", "zh") ==
        "bbox: 应为 4 或 6 个数：西、南、东、北，单位度（bbox-crs 另有规定时依其次序与单位）");
  CHECK(detail(running, lockers + "?%E5%A4%9C=1", "en") == "unknown query parameter: 夜");
  CHECK(detail(running, lockers + "?%E5%A4%9C=1", "zh") == "未知的查询参数：夜");
  CHECK(detail(running, "/ogc/collections/%E5%A4%9C%20b", "en") == "there is no collection: 夜 b");
  CHECK(detail(running, "/ogc/collections/%E5%A4%9C%20b", "zh") == "没有此图层：夜 b");
  CHECK(detail(running, "/tiles/districts.json?crs=x", "en").find("crs: must be") == 0);
  CHECK(detail(running, "/events?since=1&wait=99", "en").find("wait: should be") == 0);
  CHECK(detail(running, "/events?since=1&wait=99", "zh") == "wait: 应为 0 到 55 的秒数");
  const std::string filter = lockers + "?filter=id+%3D+5";
  CHECK(detail(running, filter, "en") ==
        "filter: at character 6: expected text, as on the other side, not a number");
  CHECK(detail(running, filter, "zh") == "filter: 第 6 个字符处有误（应与另一边一样是文字）");
  CHECK(detail(running, lockers + "?filter=(id", "zh").find("expected") == std::string::npos);
  const Json both = json_of(get(running.port, lockers + "?limit=x"));
  CHECK(both["detail_en"] == "limit: must be a whole number from 1; above 1000 it is 1000");
}

TEST_CASE("a language refused with q=0 is not sent") {
  Running running;
  const auto language = [&](const std::string& accepted) {
    return get(running.port, "/nothing", "Accept-Language: " + accepted + "\r\n")
        .field("content-language");
  };
  CHECK(language("zh;q=0") == "en");
  CHECK(language("zh-CN;q=0, *") == "en");
  CHECK(language("zh;q=0, fr") == "en");
  CHECK(language("en;q=0") == "zh");
  CHECK(language("zh;q=0, en;q=0") == "zh");
  CHECK(language("fr, en;q=0.5") == "en");
  CHECK(language("*") == "zh");
  CHECK(language("en, *;q=0.5") == "en");
  CHECK(language("en;q=0.4, *;q=0.5") == "zh");
}
