// Who may ask for what, from where: every door of the siting side and of editing.
#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "tests/api/people_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string two =
    R"({"kind":"p_median","p":1,"demand":[{"id":"a","lon":117.2,"lat":39.1},{"id":"b","lon":117.21,"lat":39.1}],
  "candidates":[{"id":"A","lon":117.2,"lat":39.1},{"id":"B","lon":117.21,"lat":39.1}],"distance":{"model":"geodesic"}})";

/// A server with a finished job and a scenario of it.
struct Office {
  explicit Office(http::ServerOptions options = desk())
      : workbench({}, none(), folder.file("scenarios.sqlite")),
        server(std::move(options), world.state, nullptr, &workbench, &people.service),
        port(server.start()) {
    job = workbench.jobs.submit("试", parse_json(two, "problem"), {}).id;
    while (workbench.jobs.state(job).phase != "done")
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const Answer made =
        ask("POST", "/siting/scenarios",
            R"({"title":"试","problem":)" + two + R"(,"job":")" + job + "\"}", planner);
    INFO(made.body);
    REQUIRE(made.status == 201);
    scenario = parse_json(made.body, "head")["id"].get<std::string>();
    etag = made.field("etag");
  }

  static http::ServerOptions desk() {
    auto options = Running::quiet();
    options.siting_open = true;
    return options;
  }
  static siting::StoreOpener none() {
    return []() -> siting::StoreOpener::result_type {
      throw Error(ErrorCode::not_found, "/srv/jintu/data/jintu.gpkg: no such file");
    };
  }

  Answer ask(const std::string& method, const std::string& path, const std::string& body = "",
             const std::string& fields = "", const std::string& host = "localhost") const {
    Client client(port);
    return client.request(method + " " + path + " HTTP/1.1\r\nHost: " + host +
                          "\r\nContent-Type: application/json\r\n" + fields +
                          "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  struct Door {
    std::string method, path, body;
  };
  /// What planners made, by every address that gives it out or changes it.
  std::vector<Door> doors() const {
    const std::string of_job = "/siting/jobs/" + job, of_scenario = "/siting/scenarios/" + scenario;
    const std::string with_problem = R"({"title":"x","problem":)" + two + "}";
    return {{"GET", "/siting/jobs", ""},
            {"GET", of_job, ""},
            {"GET", of_job + "?since=0&wait=0", ""},
            {"GET", of_job + "/problem", ""},
            {"GET", of_job + "/solution", ""},
            {"GET", of_job + "/solution?f=html", ""},
            {"GET", of_job + "/solution?f=csv", ""},
            {"GET", of_job + "/catchments", ""},
            {"POST", of_job + "/evaluate", R"({"sites":["A"]})"},
            {"POST", "/siting/jobs", with_problem},
            {"POST", "/siting/elbow", R"({"title":"x","p":[1],"problem":)" + two + "}"},
            {"POST", "/siting/robustness", R"({"sites":["A"],"draws":1,"problem":)" + two + "}"},
            {"GET", "/siting/scenarios", ""},
            {"GET", of_scenario, ""},
            {"GET", of_scenario + "/versions", ""},
            {"GET", of_scenario + "/report", ""},
            {"POST", "/siting/scenarios", with_problem},
            {"GET", "/tiles/siting-" + job + ".json", ""},
            {"GET", "/tiles/siting-" + scenario + ".json", ""},
            {"GET", "/tiles/siting-" + scenario + "/12/3380/1560.mvt", ""},
            {"GET", "/tiles/districts,siting-" + scenario + "/12/3380/1560.mvt", ""},
            {"GET", "/tiles/%73iting-" + job + "/12/3380/1560.mvt", ""}};
  }
  /// Those that may go last: they take away what the others ask for.
  std::vector<Door> last_doors() const {
    return {{"PUT", "/siting/scenarios/" + scenario, R"({"title":"y","problem":)" + two + "}"},
            {"DELETE", "/siting/scenarios/" + scenario, ""},
            {"DELETE", "/siting/jobs/" + job, ""}};
  }
  std::vector<Door> all_doors() const {
    auto all = doors();
    for (auto& door : last_doors()) all.push_back(std::move(door));
    return all;
  }

  EmptyFolder folder;
  People people;
  /// Who may do all of it, as a line of a request.
  const std::string planner =
      bearer(people.token({auth::Role::planner, auth::Role::administrator}));
  World world;
  mutable siting::Workbench workbench;
  http::Server server;
  std::uint16_t port;
  std::string job, scenario, etag;
};

void check_all(const Office& office, const std::string& fields, int status,
               const std::string& host = "localhost") {
  const auto doors = office.all_doors();
  REQUIRE(doors.size() > 20);
  for (const auto& [method, path, body] : doors) {
    const Answer answer =
        office.ask(method, path, body, fields + "If-Match: " + office.etag + "\r\n", host);
    INFO(method << ' ' << path << '\n' << answer.body);
    CHECK(answer.status == status);
    CHECK_FALSE(answer.has("access-control-allow-origin"));
  }
  CHECK(office.workbench.scenarios.list().size() == 1);
  CHECK(office.workbench.jobs.list().size() == 1);
}

}  // namespace

TEST_CASE(
    "at the desk every door is open to who is not signed in, and none is for pages of other "
    "sites") {
  const Office office;
  for (const auto& [method, path, body] : office.doors()) {
    const Answer answer = office.ask(method, path, body);
    INFO(method << ' ' << path << '\n' << answer.body);
    CHECK(answer.status >= 200);
    CHECK(answer.status < 300);
    CHECK_FALSE(answer.has("access-control-allow-origin"));
    CHECK(answer.field("cross-origin-resource-policy") == "same-origin");
    CHECK(answer.field("cache-control").find("public") == std::string::npos);
  }
  CHECK(office.ask("OPTIONS", "/siting/scenarios").status == 200);
  CHECK_FALSE(office.ask("OPTIONS", "/siting/scenarios").has("access-control-allow-origin"));
  // The city's own figures are everybody's.
  CHECK(office.ask("GET", "/tiles/districts.json").field("access-control-allow-origin") == "*");
}

TEST_CASE("the workbench's own pages may use every door, by each name of the desk") {
  const Office office;
  for (const std::string& host :
       {"127.0.0.1:" + std::to_string(office.port), "localhost:" + std::to_string(office.port),
        "[::1]:" + std::to_string(office.port)}) {
    for (const auto& [method, path, body] : office.doors()) {
      INFO(host << ' ' << method << ' ' << path);
      CHECK(office
                .ask(method, path, body,
                     "Origin: http://" + host + "\r\nSec-Fetch-Site: same-origin\r\n", host)
                .status < 300);
    }
  }
}

TEST_CASE("a name that somebody lets point to this machine opens no door, nor shows any page") {
  const Office office;
  check_all(office, "", 421, "evil.example");
  check_all(office, "Origin: http://evil.example\r\n", 421, "evil.example");
  check_all(office, office.planner, 421, "evil.example:" + std::to_string(office.port));
  for (const char* path : {"/", "/healthz", "/ogc", "/tiles", "/api/site", "/siting/points"})
    CHECK(office.ask("GET", path, "", "", "evil.example").status == 421);
  CHECK(office.ask("OPTIONS", "*", "", "", "evil.example").status == 421);
}

TEST_CASE("a page of another site opens no door, with or without the token") {
  const Office office;
  check_all(office, "Origin: http://evil.example\r\n", 403);
  check_all(office, "Origin: null\r\n", 403);
  check_all(office, "Sec-Fetch-Site: cross-site\r\n", 403);
  check_all(office, "Sec-Fetch-Site: same-site\r\n", 403);
  check_all(office, office.planner + "Origin: https://evil.example\r\n", 403);
}

TEST_CASE("whoever comes through a proxy signs in, though it stands on this machine") {
  const Office office;
  check_all(office, "X-Forwarded-For: 203.0.113.9\r\n", 401);
  check_all(office, "Forwarded: for=203.0.113.9\r\n", 401);
  check_all(office, "Via: 1.1 proxy\r\n", 401);
}

TEST_CASE("with a public address every door takes a planner, at the desk as well") {
  auto options = Office::desk();
  options.public_url = "https://map.example";
  const Office office(std::move(options));
  check_all(office, "", 401);
  check_all(office, "", 401, "map.example");
  check_all(office, "Authorization: Bearer jt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n", 401,
            "map.example");
  for (const auto& [method, path, body] : office.doors()) {
    const Answer answer = office.ask(
        method, path, body, office.planner + "Origin: https://map.example\r\n", "map.example");
    INFO(method << ' ' << path << '\n' << answer.body);
    CHECK(answer.status < 300);
    CHECK_FALSE(answer.has("access-control-allow-origin"));
  }
}

TEST_CASE("a server that listens to others takes a planner, whatever it is asked by") {
  auto options = Office::desk();
  options.address = "0.0.0.0";
  const Office office(std::move(options));
  check_all(office, "", 401);
  check_all(office, "", 401, "127.0.0.1");
}

TEST_CASE("where files lie is told to nobody") {
  auto options = Office::desk();
  options.private_folders = {"/srv/jintu/data"};
  const Office office(std::move(options));
  for (const char* path : {"/siting/points", "/siting/coverage"}) {
    const Answer answer = office.ask("GET", path);
    INFO(answer.body);
    CHECK(answer.status >= 400);
    CHECK(answer.body.find("/srv/") == std::string::npos);
    CHECK(answer.body.find("jintu.gpkg") != std::string::npos);
  }
}

TEST_CASE("edits are refused to pages of other sites and under other names, token or not") {
  const Office office;
  const std::string items = "/ogc/collections/lockers/items";
  for (const Office::Door& door :
       {Office::Door{"POST", items, "{}"}, Office::Door{"PUT", items + "/lk1", "{}"},
        Office::Door{"PATCH", items + "/lk1", "{}"}, Office::Door{"DELETE", items + "/lk1", ""}}) {
    INFO(door.method);
    CHECK(office.ask(door.method, door.path, door.body, office.planner, "evil.example").status ==
          421);
    CHECK(office
              .ask(door.method, door.path, door.body,
                   office.planner + "Origin: http://evil.example\r\n")
              .status == 403);
    CHECK(office
              .ask(door.method, door.path, door.body,
                   office.planner + "Sec-Fetch-Site: cross-site\r\n")
              .status == 403);
  }
  // Other sites may read the map.
  CHECK(office.ask("GET", items + "?limit=1", "", "Origin: http://other.example\r\n").status ==
        200);
}
