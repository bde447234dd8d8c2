#include "services/http/server/front_door.hpp"

#include <catch2/catch.hpp>

#include "services/http/message/head_reader.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/server/private_paths.hpp"

using namespace jintu;
using namespace jintu::http;

namespace {

Request request(const std::string& host, const std::string& more = "",
                const std::string& method = "POST") {
  auto result = read_head(
      method + " /siting/jobs HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n", HeadLimits{});
  REQUIRE(std::holds_alternative<Head>(result));
  return std::move(std::get<Head>(result).request);
}

template <class Call>
int status_of_refusal(Call call) {
  try {
    call();
  } catch (const Refusal& refusal) {
    return refusal.status;
  }
  return 200;
}

int host_status(const FrontDoor& door, const std::string& host) {
  return status_of_refusal([&] { door.check_host(request(host)); });
}

int origin_status(const FrontDoor& door, const std::string& host, const std::string& more,
                  const std::string& method = "POST") {
  return status_of_refusal([&] { door.check_origin(request(host, more, method)); });
}

}  // namespace

TEST_CASE("a server on the loopback answers to names of the loopback and to no other") {
  const FrontDoor door("127.0.0.1", "", {});
  for (const char* host : {"127.0.0.1", "127.0.0.1:8080", "localhost", "localhost:1",
                           "LOCALHOST:80", "localhost.", "[::1]:8080", "[::1]", "127.0.0.2"}) {
    INFO(host);
    CHECK(host_status(door, host) == 200);
  }
  for (const char* host :
       {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
        "notlocalhost", "127.evil.example", "192.168.1.5", "[2001:db8::1]", "map.example",
        "localhost:80x", "[::1", "", ":8080"}) {
    INFO(host);
    CHECK(host_status(door, host) == 421);
  }
}

TEST_CASE("the host of public_url and configured names are names of the server") {
  const FrontDoor door("127.0.0.1", "https://Map.Example", {"inner.example"});
  CHECK(host_status(door, "map.example") == 200);
  CHECK(host_status(door, "map.example:443") == 200);
  CHECK(host_status(door, "inner.example:8080") == 200);
  CHECK(host_status(door, "localhost:8080") == 200);
  CHECK(host_status(door, "evil.example") == 421);
}

TEST_CASE("a server on all addresses answers to addresses, not to strange names") {
  const FrontDoor door("0.0.0.0", "", {});
  CHECK(host_status(door, "192.168.1.5:8080") == 200);
  CHECK(host_status(door, "[2001:db8::1]:8080") == 200);
  CHECK(host_status(door, "evil.example") == 421);
  const FrontDoor one("192.168.1.5", "", {});
  CHECK(host_status(one, "192.168.1.5") == 200);
  CHECK(host_status(one, "192.168.1.6") == 421);
}

TEST_CASE("the authority of an absolute target counts, not Host") {
  const FrontDoor door("127.0.0.1", "", {});
  auto result = read_head("GET http://evil.example/siting/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n",
                          HeadLimits{});
  const auto& head = std::get<Head>(result);
  CHECK(head.request.authority == "evil.example");
  CHECK(status_of_refusal([&] { door.check_host(head.request); }) == 421);
}

TEST_CASE("pages of other origins are refused, our own and programs are not") {
  const FrontDoor door("127.0.0.1", "", {});
  const std::string host = "127.0.0.1:8080";
  CHECK(origin_status(door, host, "") == 200);
  CHECK(origin_status(door, host, "Origin: http://127.0.0.1:8080\r\n") == 200);
  CHECK(origin_status(door, host, "Sec-Fetch-Site: same-origin\r\n") == 200);
  CHECK(origin_status(door, host, "Sec-Fetch-Site: none\r\n") == 200);
  for (const char* more :
       {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: http://127.0.0.1:3000\r\n",
        "Origin: http://localhost:8080\r\n", "Origin: http://127.0.0.1\r\n", "Origin: \r\n",
        "Origin: http://127.0.0.1:8080.evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Origin: http://127.0.0.1:8080\r\nSec-Fetch-Site: cross-site\r\n"}) {
    INFO(more);
    CHECK(origin_status(door, host, more) == 403);
  }
}

TEST_CASE("behind a proxy the public origin is our own, whatever Host the proxy sends") {
  const FrontDoor door("127.0.0.1", "https://map.example", {});
  for (const char* host : {"map.example", "127.0.0.1:8080"}) {
    CHECK(origin_status(door, host, "Origin: https://map.example\r\n") == 200);
    CHECK(origin_status(door, host, "Origin: https://map.example:443\r\n") == 200);
    CHECK(origin_status(door, host, "Origin: https://evil.example\r\n") == 403);
  }
}

TEST_CASE("a link from elsewhere opens a page, but shows it to no other page") {
  const FrontDoor door("127.0.0.1", "", {});
  const std::string cross = "Sec-Fetch-Site: cross-site\r\n";
  const std::string link = cross + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
  CHECK(origin_status(door, "localhost", link, "GET") == 200);
  CHECK(origin_status(door, "localhost", link, "POST") == 403);
  CHECK(origin_status(door, "localhost", cross + "Sec-Fetch-Mode: no-cors\r\n", "GET") == 403);
  CHECK(origin_status(door, "localhost",
                      cross + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
                      "GET") == 403);
}

TEST_CASE("only who sits at this machine is at the desk") {
  const FrontDoor desk("127.0.0.1", "", {"inner.example"});
  CHECK(desk.is_desk(request("127.0.0.1:8080")));
  CHECK(desk.is_desk(request("localhost")));
  CHECK_FALSE(desk.is_desk(request("inner.example")));
  for (const char* of_a_proxy : {"X-Forwarded-For: 1.2.3.4\r\n", "Forwarded: for=1.2.3.4\r\n",
                                 "X-Real-IP: 1.2.3.4\r\n", "Via: 1.1 proxy\r\n"})
    CHECK_FALSE(desk.is_desk(request("localhost", of_a_proxy)));
  CHECK_FALSE(FrontDoor("127.0.0.1", "https://map.example", {}).is_desk(request("localhost")));
  CHECK_FALSE(FrontDoor("0.0.0.0", "", {}).is_desk(request("localhost")));
}

TEST_CASE("paths of this machine are cut out of texts, what clients sent is not") {
  const PrivatePaths paths({"/srv/jintu/data", "/opt/jintu/share/", "", "/"});
  CHECK(paths.removed_from("/srv/jintu/data/x.gpkg: gone") == "x.gpkg: gone");
  CHECK(paths.removed_from("\"/srv/jintu/data/a/b.json\"") == "\"b.json\"");
  CHECK(paths.removed_from("in /srv/jintu/data") == "in …");
  CHECK(paths.removed_from("没有/srv/jintu/data/x.gpkg，且 /opt/jintu/share/y") ==
        "没有x.gpkg，且 y");
  CHECK(paths.removed_from("/srv/jintu/database/x") == "/srv/jintu/database/x");
  CHECK(paths.removed_from("/tiles/districts/1/0/0.mvt") == "/tiles/districts/1/0/0.mvt");
  CHECK(paths.removed_from("http://a/srv/jintu/data/x") == "http://a/srv/jintu/data/x");
}
