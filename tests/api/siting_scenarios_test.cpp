#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "tests/api/siting_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string two =
    R"({"kind":"p_median","p":1,"demand":[{"id":"a","lon":117.2,"lat":39.1,"weight":1},{"id":"b","lon":117.21,"lat":39.1,"weight":3}],"candidates":[{"id":"A","lon":117.2,"lat":39.1},{"id":"B","lon":117.21,"lat":39.1}],"distance":{"matrix_m":[[0,100],[100,0]]}})";

std::string body(const std::string& title, const std::string& more = "") {
  return R"({"title":")" + title + R"(","problem":)" + two + more + "}";
}

Json parsed(const Answer& answer, int status) {
  INFO(answer.body);
  REQUIRE(answer.status == status);
  return parse_json(answer.body, "answer");
}

std::string if_match(const std::string& etag) { return "If-Match: " + etag + "\r\n"; }

}  // namespace

TEST_CASE("A scenario is kept with the solution of its job, and every version stays") {
  Siting s;
  CHECK(s.read("/siting/scenarios")["scenarios"].empty());
  const Json job = s.finished(s.start(two));
  const Answer made =
      s.send("POST", "/siting/scenarios",
             body("甲", R"(,"settings":{"seed":1},"job":")" + job["id"].get<std::string>() + "\""));
  const Json head = parsed(made, 201);
  CHECK(head["version"] == 1);
  const std::string path = "/siting/scenarios/" + head["id"].get<std::string>();
  CHECK(made.field("location").find(path) != std::string::npos);
  const Answer read = get(s.port, path);
  const Json first = parsed(read, 200);
  CHECK(first["title"] == "甲");
  CHECK(first["problem"]["p"] == 1);
  CHECK(first["settings"]["seed"] == 1);
  CHECK(first["solution"]["open"] == Json::array({"B"}));
  CHECK(first["solution"]["walk_m"] == Json::array({100, 0}));
  CHECK(read.field("etag") == made.field("etag"));

  const Answer saved =
      s.send("PUT", path, body("乙"), "application/json", if_match(read.field("etag")));
  CHECK(parsed(saved, 200)["version"] == 2);
  const Json second = s.read(path);
  CHECK(second["title"] == "乙");
  CHECK(second["solution"]["open"] ==
        Json::array({"B"}));  // the same problem: what was found is still its answer
  CHECK(s.read(path + "?version=1")["title"] == "甲");
  CHECK(s.read(path + "/versions")["versions"].size() == 2);
  CHECK(s.read("/siting/scenarios")["scenarios"].size() == 1);
  CHECK(s.read("/siting/scenarios")["scenarios"][0]["version"] == 2);
  CHECK(get(s.port, path + "?version=3").status == 404);
  CHECK(get(s.port, path + "?version=x").status == 400);
  const Answer report = get(s.port, path + "/report", "Accept-Language: en\r\n");
  CHECK(report.status == 200);
  CHECK(report.body.find("Siting report: 乙") != std::string::npos);
  CHECK(report.body.find("Proven optimal") != std::string::npos);
  CHECK(get(s.port, path + "/report?version=1").body.find("选址报告：甲") != std::string::npos);
  CHECK(get(s.port, path, "If-None-Match: " + saved.field("etag") + "\r\n").status == 304);
}

TEST_CASE("What was drawn of a scenario is not kept when it is saved anew or deleted") {
  Siting s;
  const Json job = s.finished(s.start(two));
  const Answer made =
      s.send("POST", "/siting/scenarios", body("甲", ",\"job\":" + job["id"].dump()));
  const std::string id = parsed(made, 201)["id"].get<std::string>();
  const std::string path = "/siting/scenarios/" + id, tile = "/tiles/siting-" + id + "/0/0/0.mvt";
  CHECK(get(s.port, tile).status == 200);
  const std::size_t once = s.workbench.plans.bytes();
  CHECK(once > 0);
  const Answer saved =
      s.send("PUT", path, body("乙"), "application/json", if_match(made.field("etag")));
  REQUIRE(saved.status == 200);
  CHECK(get(s.port, tile).status == 200);
  CHECK(s.workbench.plans.bytes() < 2 * once);
  CHECK(s.send("DELETE", path, "", "application/json", if_match(saved.field("etag"))).status ==
        204);
  CHECK(s.workbench.plans.bytes() == 0);
  CHECK(get(s.port, tile).status == 404);
}

TEST_CASE("A scenario that another saved meanwhile is not overwritten") {
  Siting s;
  const Answer made = s.send("POST", "/siting/scenarios", body("甲"));
  const std::string path = "/siting/scenarios/" + parsed(made, 201)["id"].get<std::string>();
  CHECK(get(s.port, path + "/report").status == 409);
  CHECK(s.send("PUT", path, body("乙")).status == 428);
  CHECK(s.send("PUT", path, body("乙"), "application/json", if_match("\"other\"")).status == 412);
  CHECK(s.send("PUT", path, body("乙"), "application/json", if_match(made.field("etag"))).status ==
        200);
  const Answer late =
      s.send("PUT", path, body("丙"), "application/json", if_match(made.field("etag")));
  CHECK(parsed(late, 412)["current"]["version"] == 2);
  CHECK(s.send("DELETE", path, "").status == 428);
  CHECK(s.send("DELETE", path, "", "application/json", if_match(made.field("etag"))).status == 412);
  CHECK(s.send("DELETE", path, "", "application/json", if_match(late.field("etag"))).status == 204);
  CHECK(get(s.port, path).status == 404);
  CHECK(s.send("PUT", path, body("丁"), "application/json", if_match(late.field("etag"))).status ==
        404);
}

TEST_CASE("Scenarios are there after the server was started anew") {
  const EmptyFolder folder;
  std::string id;
  {
    siting::Scenarios before(folder.file("scenarios.sqlite"));
    id = before.create("甲", R"({"problem":{}})").id;
    CHECK(before.save(id, 1, "乙", R"({"problem":{"p":1}})")->version == 2);
    CHECK(!before.save(id, 1, "丙", "{}"));
  }
  siting::Scenarios after(folder.file("scenarios.sqlite"));
  CHECK(after.read(id, std::nullopt).head.title == "乙");
  CHECK(after.read(id, 1).body == R"({"problem":{}})");
}

TEST_CASE("Notes are told with the title, also in a file of scenarios that had none") {
  const EmptyFolder folder;
  const std::string path = folder.file("scenarios.sqlite");
  std::string id;
  {
    siting::Scenarios before(path);
    id = before.create("甲", R"({"problem":{}})", "社区已同意").id;
    CHECK(before.list()[0].notes == "社区已同意");
    CHECK(before.read(id, 1).head.notes == "社区已同意");
  }
  {
    sqlite::Database db(path, sqlite::Access::read_write);
    db.exec("ALTER TABLE scenario_versions DROP COLUMN notes; PRAGMA user_version=1;");
  }
  siting::Scenarios after(path);
  CHECK(after.list()[0].notes.empty());
  CHECK(after.save(id, 1, "甲", R"({"problem":{}})", "重写"));
  CHECK(after.versions(id)[0].notes == "重写");
  CHECK(after.versions(id)[1].notes.empty());
  Siting s;
  const Json head =
      parsed(s.send("POST", "/siting/scenarios", body("乙", R"(,"notes":"记")")), 201);
  CHECK(head["notes"] == "记");
  CHECK(s.read("/siting/scenarios")["scenarios"][0]["notes"] == "记");
  CHECK(s.send("POST", "/siting/scenarios",
               body("丙", R"(,"notes":")" + std::string(8001, 'x') + "\""))
            .status == 400);
}

TEST_CASE("Scenarios are bounded in number, versions and bytes, and a full file says so") {
  const EmptyFolder folder;
  siting::Scenarios few(folder.file("few.sqlite"), {.scenarios = 1, .versions = 2});
  const auto head = few.create("甲", "{}");
  CHECK_THROWS_AS(few.create("乙", "{}"), Error);
  CHECK(few.save(head.id, 1, "甲", "{}"));
  CHECK_THROWS_AS(few.save(head.id, 2, "甲", "{}"), Error);
  CHECK(few.remove(head.id, 2));
  CHECK(few.list().empty());
  siting::Scenarios small(folder.file("small.sqlite"), {.bytes = 100'000});
  CHECK_THROWS_AS(small.create("甲", std::string(200'000, ' ')), Error);
  CHECK(small.create("甲", "{}").version == 1);
}

TEST_CASE(
    "Scenarios that are none are refused, and writing takes a planner at a server that is not "
    "open") {
  Siting s;
  for (const std::string& bad :
       {std::string("{}"), std::string("7"), std::string(R"({"title":"","problem":{}})"),
        std::string(R"({"title":"x","problem":[]})"),
        std::string(R"({"title":"x","problem":{},"settings":7})"),
        std::string(R"({"title":"x","problem":{},"other":7})")}) {
    INFO(bad);
    CHECK(s.send("POST", "/siting/scenarios", bad).status == 400);
  }
  CHECK(s.send("POST", "/siting/scenarios", body("x"), "text/plain").status == 415);
  CHECK(s.send("POST", "/siting/scenarios", body("x", R"(,"job":"none")")).status == 404);
  const Json job = s.finished(s.start(two));
  const std::string other =
      R"({"title":"x","problem":{"p":2},"job":")" + job["id"].get<std::string>() + "\"}";
  CHECK(s.send("POST", "/siting/scenarios", other).status == 400);
  CHECK(get(s.port, "/siting/scenarios/none").status == 404);
  Siting closed(false);
  CHECK(closed.send("POST", "/siting/scenarios", body("x")).status == 401);
  CHECK(get(closed.port, "/siting/scenarios").status == 401);
}
