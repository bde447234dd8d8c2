#include <catch2/catch.hpp>
#include <set>

#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

struct Bad {
  const char* what;
  std::string path;
  int status;
};

void check_problem(const Answer& answer, int status) {
  CHECK(answer.status == status);
  CHECK(answer.complete);
  CHECK(answer.field("content-type") == "application/problem+json");
  CHECK(answer.field("cache-control") == "no-store");
  const Json json = Json::parse(answer.body);
  for (const char* member : {"type", "title", "status", "detail", "instance", "request_id"})
    CHECK(json.contains(member));
  CHECK(json["status"] == status);
  CHECK(json["request_id"] == answer.field("x-request-id"));
  CHECK_FALSE(json["detail"].get<std::string>().empty());
}

}  // namespace

TEST_CASE("bad tile and feature requests get exactly the status that says what is wrong") {
  Running running;
  const std::string tile = "/tiles/districts/";
  const std::string items = "/ogc/collections/districts/items";
  const std::vector<Bad> table{
      {"z beyond 22", tile + "23/0/0.mvt", 400},
      {"x beyond its zoom", tile + "1/2/0.mvt", 400},
      {"y beyond its zoom", tile + "1/0/2.mvt", 400},
      {"negative z", tile + "-1/0/0.mvt", 400},
      {"negative x", tile + "4/-1/0.mvt", 400},
      {"z with a tail", tile + "12abc/0/0.mvt", 400},
      {"z with a sign", tile + "+1/0/0.mvt", 400},
      {"z with a space", tile + "%201/0/0.mvt", 400},
      {"a fraction", tile + "1.0/0/0.mvt", 400},
      {"an exponent", tile + "1e0/0/0.mvt", 400},
      {"hexadecimal", tile + "0x1/0/0.mvt", 400},
      {"a leading zero", tile + "01/0/0.mvt", 400},
      {"an empty x", tile + "1//0.mvt", 400},
      {"x beyond 64 bits", tile + "1/99999999999999999999999/0.mvt", 400},
      {"2^32 + a good x", tile + "1/4294967296/0.mvt", 400},
      {"full-width digits", tile + "%EF%BC%91/0/0.mvt", 400},
      {"another ending", tile + "1/0/0.png", 404},
      {"no ending", tile + "1/0/0", 404},
      {"a segment too many", tile + "1/0/0/0.mvt", 404},
      {"a segment too few", tile + "1/0.mvt", 404},
      {"an unknown source", "/tiles/nothing/1/0/0.mvt", 404},
      {"an unknown part of a composite", "/tiles/districts,nothing/1/0/0.mvt", 404},
      {"a part twice", "/tiles/districts,districts/1/0/0.mvt", 400},
      {"an empty part", "/tiles/districts,/1/0/0.mvt", 400},
      {"no part", "/tiles/,/1/0/0.mvt", 400},
      {"TileJSON of an unknown source", "/tiles/nothing.json", 404},
      {"an unknown query parameter", tile + "1/0/0.mvt?x=1", 400},
      {"a query without a name", tile + "1/0/0.mvt?=1", 400},
      {"a malformed escape", tile + "1/0/%zz.mvt", 400},
      {"a cut escape", tile + "1/0/0.mvt%2", 400},
      {"NUL", tile + "1/0/%000.mvt", 400},
      {"invalid UTF-8", "/tiles/%ff/1/0/0.mvt", 400},
      {"overlong UTF-8", "/tiles/%c0%ae/1/0/0.mvt", 400},
      {"a surrogate", "/tiles/%ed%a0%80/1/0/0.mvt", 400},
      {"dot segments", "/tiles/../../etc/passwd", 400},
      {"encoded dot segments", "/%2e%2e/%2e%2e/etc/passwd", 400},
      {"an encoded slash", "/..%2f..%2fetc%2fpasswd", 400},
      {"an encoded backslash", "/..%5c..%5cetc", 400},
      {"limit 0", items + "?limit=0", 400},
      {"limit not a number", items + "?limit=ten", 400},
      {"limit negative", items + "?limit=-1", 400},
      {"limit empty", items + "?limit=", 400},
      {"limit twice", items + "?limit=1&limit=2", 400},
      {"offset negative", items + "?offset=-1", 400},
      {"offset too large", items + "?offset=99999999999", 400},
      {"bbox of three", items + "?bbox=1,2,3", 400},
      {"bbox of five", items + "?bbox=1,2,3,4,5", 400},
      {"bbox of seven", items + "?bbox=1,2,3,4,5,6,7", 400},
      {"bbox with NaN", items + "?bbox=nan,1,2,3", 400},
      {"bbox with infinity", items + "?bbox=1,1,inf,3", 400},
      {"bbox with 1e400", items + "?bbox=1,1,1e400,3", 400},
      {"bbox out of range", items + "?bbox=1,1,181,3", 400},
      {"bbox upside down", items + "?bbox=117,40,118,39", 400},
      {"bbox with an empty number", items + "?bbox=1,,3,4", 400},
      {"an unknown parameter", items + "?filter=a", 400},
      {"a parameter in capitals", items + "?LIMIT=1", 400},
      {"an unknown CRS", items + "?crs=http://www.opengis.net/def/crs/EPSG/0/3395", 400},
      {"bbox-crs without bbox", items + "?bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
       400},
      {"a datetime that is none", items + "?datetime=yesterday", 400},
      {"a month 13", items + "?datetime=2026-13-01", 400},
      {"a parameter in invalid UTF-8", items + "?limit=%ff", 400},
      {"an unknown collection", "/ogc/collections/nothing", 404},
      {"items of an unknown collection", "/ogc/collections/nothing/items", 404},
      {"an unknown item", items + "/999999", 404},
      {"below an item", items + "/120101/geometry", 404},
      {"an unknown parameter of an item", items + "/120101?limit=1", 400},
      {"an unknown page of /ogc", "/ogc/nothing", 404},
      {"an unknown page of /api", "/api/nothing", 404},
      {"a parameter of /api/site", "/api/site?x=1", 400},
      {"a file that is not there", "/assets/nothing.js", 404},
  };
  REQUIRE(table.size() >= 30);
  Client client(running.port);  // one connection: an error does not cost it
  for (const Bad& bad : table) {
    INFO(bad.what << ": " << bad.path);
    check_problem(client.get(bad.path), bad.status);
  }
}

TEST_CASE("requests that are not proper HTTP are refused and the connection ends") {
  Running running;
  struct Raw {
    const char* what;
    std::string bytes;
    int status;
  };
  const std::string host = "Host: localhost\r\n";
  const std::vector<Raw> table{
      {"garbage", "garbage\r\n\r\n", 400},
      {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
      {"NULs", std::string(64, '\0'), 400},
      {"two words", "GET /healthz\r\n" + host + "\r\n", 400},
      {"no Host", "GET /healthz HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", "GET /healthz HTTP/1.1\r\n" + host + host + "\r\n", 400},
      {"a Host with a slash", "GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"two Content-Lengths",
       "GET /healthz HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
       400},
      {"two equal Content-Lengths",
       "GET /healthz HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400},
      {"a negative Content-Length",
       "GET /healthz HTTP/1.1\r\n" + host + "Content-Length: -5\r\n\r\n", 400},
      {"a Content-Length that is no number",
       "GET /healthz HTTP/1.1\r\n" + host + "Content-Length: x\r\n\r\n", 400},
      {"8 GB announced", "POST /healthz HTTP/1.1\r\n" + host + "Content-Length: 8000000000\r\n\r\n",
       413},
      {"2^70 announced",
       "POST /healthz HTTP/1.1\r\n" + host + "Content-Length: 1180591620717411303424\r\n\r\n", 413},
      {"length and transfer coding",
       "POST /healthz HTTP/1.1\r\n" + host +
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
       400},
      {"a transfer coding",
       "POST /healthz HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/0.9", "GET /healthz HTTP/0.9\r\n\r\n", 505},
      {"HTTP/1.2", "GET /healthz HTTP/1.2\r\n" + host + "\r\n", 505},
      {"a lower-case version", "GET /healthz http/1.1\r\n" + host + "\r\n", 400},
      {"an unknown method", "BREW /healthz HTTP/1.1\r\n" + host + "\r\n", 501},
      {"CONNECT", "CONNECT test:443 HTTP/1.1\r\n" + host + "\r\n", 501},
      {"bare line feeds", "GET /healthz HTTP/1.1\nHost: test\n\n", 400},
      {"a folded field", "GET /healthz HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n", 400},
      {"a space before the colon", "GET /healthz HTTP/1.1\r\nHost : test\r\n\r\n", 400},
      {"a control character", "GET /healthz HTTP/1.1\r\n" + host + "A: \x01\r\n\r\n", 400},
      {"a raw space in the target", "GET /a b HTTP/1.1\r\n" + host + "\r\n", 400},
      {"raw UTF-8 in the target", "GET /津 HTTP/1.1\r\n" + host + "\r\n", 400},
      {"a target without slash", "GET healthz HTTP/1.1\r\n" + host + "\r\n", 400},
      {"a fragment", "GET /healthz#a HTTP/1.1\r\n" + host + "\r\n", 400},
      {"a long target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
      {"an endless target", "GET /" + std::string(20000, 'a'), 414},
      {"a long head",
       "GET /healthz HTTP/1.1\r\n" + host + "A: " + std::string(20000, 'a') + "\r\n\r\n", 431},
      {"an endless head", "GET /healthz HTTP/1.1\r\n" + host + "A: " + std::string(20000, 'a'),
       431},
      {"an unknown expectation",
       "GET /healthz HTTP/1.1\r\n" + host + "Expect: the-unexpected\r\n\r\n", 417},
  };
  for (const Raw& raw : table) {
    INFO(raw.what);
    Client client(running.port);
    const Answer answer = client.request(raw.bytes);
    check_problem(answer, raw.status);
    CHECK(answer.field("connection") == "close");
    CHECK(answer.closed);
  }
  std::string many = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 101; ++i) many += "A: b\r\n";
  CHECK(Client(running.port).request(many + "\r\n").status == 431);
}

TEST_CASE("methods that a resource does not have are answered 405 with Allow") {
  Running running;
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    for (const char* path :
         {"/healthz", "/tiles/districts/1/0/0.mvt", "/ogc/collections/carriers/items", "/"}) {
      INFO(method << " " << path);
      Client client(running.port);
      const Answer answer = client.call(method, path);
      check_problem(answer, 405);
      CHECK(answer.field("allow") == "GET, HEAD, OPTIONS");
      CHECK(client.get("/healthz").status == 200);
    }
  }
}

TEST_CASE("header fields that broke the library are ignored or understood") {
  Running running;
  Client client(running.port);
  for (const char* extra :
       {"Cookie: =;;;=\r\n", "Cache-Control: max-stale\r\n", "Accept: *; q=.2\r\n",
        "Accept-Encoding: ;;;q=9,,\r\n", "If-None-Match: \"\r\n", "Accept-Language: ;q=\r\n",
        "Authorization: nonsense\r\n", "Content-Type: a\r\n", "Connection: ,,\r\n"}) {
    INFO(extra);
    CHECK(client.get("/tiles/districts/1/0/0.mvt", extra).status == 200);
  }
}

TEST_CASE("problem details speak Chinese, or English when the client prefers it") {
  Running running;
  const auto detail = [&](const char* extra) {
    const Answer answer = get(running.port, "/tiles/nothing/1/0/0.mvt", extra);
    const Json json = Json::parse(answer.body);
    return std::pair(json["title"].get<std::string>(), json["detail"].get<std::string>());
  };
  CHECK(detail("").first == "没有找到");
  CHECK(detail("Accept-Language: zh-CN, en;q=0.8\r\n").first == "没有找到");
  CHECK(detail("Accept-Language: en, zh;q=0.8\r\n") ==
        std::pair<std::string, std::string>("Not Found", "there is no tile source: nothing"));
  CHECK(detail("Accept-Language: en;q=0\r\n").first == "没有找到");
}

TEST_CASE("what breaks inside never reaches the client") {
  Running running;
  for (const char* z : {"1", "2", "3"}) {
    const Answer answer = get(running.port, std::string("/tiles/broken/") + z + "/0/0.mvt");
    check_problem(answer, 500);
    CHECK(answer.body.find("secret") == std::string::npos);
    CHECK(answer.body.find("basic_string") == std::string::npos);
  }
}
