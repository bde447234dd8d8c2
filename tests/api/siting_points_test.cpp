// Points that planners bring along, addresses, plans gone on with and held against other demand.
#include <catch2/catch.hpp>

#include "geo/base/json.hpp"
#include "tests/api/siting_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string bytes = "application/octet-stream";

Json uploaded(Siting& s, const std::string& query, const std::string& body) {
  const Answer answer = s.send("POST", "/siting/uploads?" + query, body, bytes);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  CHECK(answer.field("cache-control") == "no-store");
  return parse_json(answer.body, "upload");
}

/// 300 people at 0, 100 at 40; sites there and between.
const std::string small =
    R"({"kind":"p_median","p":1,"demand":[{"id":"a","weight":300},{"id":"b","weight":100}],"candidates":[{"id":"A"},{"id":"B"},{"id":"C"}],"distance":{"matrix_m":[[0,40,30],[40,0,20]]}})";

}  // namespace

TEST_CASE("an uploaded table in CGCS2000's plane comes back in degrees, with its columns") {
  Siting s;
  const Json answer =
      uploaded(s, "name=%E9%9C%80%E6%B1%82.csv&crs=EPSG:4548",
               "名称,x,y,人口\n甲,517300.8743,4329624.6720,30\n乙,500000,4330000,12\n");
  CHECK(answer["crs"] == "EPSG:4548");
  REQUIRE(answer["features"].size() == 2);
  const Json& first = answer["features"][0];
  CHECK(first["geometry"]["coordinates"][0].get<double>() == Approx(117.2).margin(1e-7));
  CHECK(first["geometry"]["coordinates"][1].get<double>() == Approx(39.1).margin(1e-7));
  CHECK(first["properties"]["名称"] == "甲");
  CHECK(answer["features"][1]["geometry"]["coordinates"][0].get<double>() ==
        Approx(117.0).margin(1e-9));
}

TEST_CASE("an uploaded area stands for itself at a point inside, and what is no place is told") {
  Siting s;
  const std::string area =
      R"({"type":"Feature","properties":{"name":"甲街道","people":900},"geometry":{"type":"Polygon","coordinates":[[[117,39],[117.2,39],[117.2,39.2],[117,39.2],[117,39]]]}})";
  const std::string line =
      R"({"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[117,39],[117.1,39]]}})";
  const Json answer =
      uploaded(s, "name=a.geojson",
               R"({"type":"FeatureCollection","features":[)" + area + "," + line + "]}");
  REQUIRE(answer["features"].size() == 1);
  const Json& at = answer["features"][0]["geometry"]["coordinates"];
  CHECK((at[0] > 117.01 && at[0] < 117.19 && at[1] > 39.01 && at[1] < 39.19));
  CHECK(answer["features"][0]["properties"]["people"] == 900);
  CHECK(answer["rejected"] == 1);
  CHECK(answer["rejects"][0]["reason"].get<std::string>().find("expected one point") !=
        std::string::npos);
}

TEST_CASE("uploads that cannot be read say why, and tell nothing of this machine") {
  Siting s;
  const auto refused = [&](const std::string& query, const std::string& body, int status,
                           const std::string& words) {
    const Answer answer = s.send("POST", "/siting/uploads?" + query, body, bytes);
    INFO(query << " " << answer.body);
    CHECK(answer.status == status);
    CHECK(answer.body.find(words) != std::string::npos);
    CHECK(answer.body.find("jintu-siting") == std::string::npos);
  };
  refused("name=x.csv", "", 400, "empty");
  refused("crs=wgs84", "a", 400, "name");
  refused("name=a.dwg", "a", 400, "DXF");
  refused("name=..%2F..%2Fetc%2Fpasswd", "a", 400, "unknown file type");
  refused("name=a.zip", "PK", 400, "zip");
  refused("name=a.csv&crs=EPSG:99999", "lon,lat\n1,2\n", 400, "EPSG:99999");
  refused("name=a.csv&crs=%40%2Fetc%2Fpasswd", "lon,lat\n1,2\n", 400, "files of the server");
  CHECK(s.send("POST", "/siting/uploads?name=a.csv", "lon,lat\n1,2\n").status == 415);
  CHECK(get(s.port, "/siting/uploads").status == 405);
  Siting closed(false);
  CHECK(closed.send("POST", "/siting/uploads?name=a.csv", "lon,lat\n117,39\n", bytes).status ==
        401);
  CHECK(closed.send("POST", "/siting/addresses", R"({"points":[[117,39]]})").status == 401);
  CHECK(closed.send("POST", "/siting/robustness", "{}").status == 401);
}

TEST_CASE("places are told what stands beside them") {
  const SmallCity city;
  Siting s(city);
  const Answer answer =
      s.send("POST", "/siting/addresses", R"({"points":[[117.1505,39.05],[117.02,39.05]]})");
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  const Json json = parse_json(answer.body, "addresses");
  CHECK(json["addresses"][0]["near"] == "东园");
  CHECK(json["addresses"][0]["near_m"] == 43);
  CHECK(json["addresses"][1] == Json::object());
  for (const std::string bad :
       {R"({"points":[]})", R"({"points":[[1]]})", R"({"points":[[200,0]]})",
        R"({"points":[["a",1]]})", R"({})", R"({"points":[[1,2]],"x":1})"})
    CHECK(s.send("POST", "/siting/addresses", bad).status == 400);
}

TEST_CASE("a plan is gone on with only by the same question, from a job that has one") {
  Siting s;
  const Json first = s.finished(s.start(small));
  const auto again = [&](const std::string& problem, const std::string& from) {
    return s.send("POST", "/siting/jobs",
                  R"({"problem":)" + problem + R"(,"options":{"from":")" + from + R"("}})");
  };
  const std::string id = first["id"].get<std::string>();
  const Answer started = again(small, id);
  REQUIRE(started.status == 202);
  const Json second = s.finished(parse_json(started.body, "job"));
  CHECK(second["best"] == first["best"]);
  CHECK(second["status"] == "proven");
  std::string other = small;
  other.replace(other.find("300"), 3, "200");
  CHECK(again(other, id).status == 409);
  CHECK(again(small, "j0").status == 404);
  CHECK(s.send("POST", "/siting/elbow",
               R"({"p":[1],"problem":)" + small + R"(,"options":{"from":")" + id + R"("}})")
            .status == 400);
}

TEST_CASE(
    "a plan is held against random demands: how often each site is chosen, and what is lost") {
  Siting s;
  const auto tried = [&](const std::string& ask) {
    return s.send("POST", "/siting/robustness", R"({"problem":)" + small + "," + ask + "}");
  };
  const auto answer_of = [&](const Answer& started) {
    INFO(started.body);
    REQUIRE(started.status == 202);
    const Json job = s.finished(parse_json(started.body, "job"));
    CHECK(job["status"] == "proven");
    return s.read(Siting::of(job, "/solution"));
  };
  // 300 against 100 people: no fifth more or less makes another site better.
  const std::string ask = R"("sites":["A"],"draws":8,"spread":0.2,"options":{"seed":3})";
  const Json steady = answer_of(tried(ask));
  CHECK(steady["chosen"] == Json::array({{{"id", "A"}, {"times", 8}}}));
  REQUIRE(steady["rows"].size() == 8);
  for (const Json& row : steady["rows"]) {
    CHECK(row["regret"] == 0);
    CHECK(row["best"].get<double>() == Approx(4000).epsilon(0.2));
  }
  CHECK(answer_of(tried(ask)) == steady);  // the seed's draws
  const Json worse = answer_of(tried(R"("sites":["B"],"draws":3)"));
  for (const Json& row : worse["rows"]) CHECK(row["regret"].get<double>() > 0.5);
  for (const std::string bad :
       {R"("sites":[])", R"("sites":["Z"])", R"("sites":["A"],"draws":51)",
        R"("sites":["A"],"spread":1)", R"("sites":["A"],"draws":50,"options":{"time_limit_s":100})",
        R"("draws":3)"}) {
    INFO(bad);
    const Answer answer = tried(bad);
    if (answer.status == 202) {
      CHECK(s.finished(parse_json(answer.body, "job"))["status"] == "failed");
    } else {
      CHECK(answer.status == 400);
    }
  }
  std::string covering = small;
  covering.replace(covering.find(R"("p_median","p":1)"), 16, R"("lscp","standard_m":50)");
  CHECK(s.send("POST", "/siting/robustness", R"({"sites":["A"],"problem":)" + covering + "}")
            .status == 400);
}
