#include <catch2/catch.hpp>

#include "geo/base/json.hpp"
#include "tests/api/siting_fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Homes at 117.022° (3 people) and 117.03° (1) on the street of the small city; sites at 117.02°
/// and 117.04°.
std::string problem(const std::string& distance) {
  return R"({"kind":"p_median","p":1,"unserved_distance_m":3000,"demand":[{"id":"a","lon":117.022,"lat":39.05,"weight":3},{"id":"b","lon":117.03,"lat":39.05,"weight":1}],"candidates":[{"id":"A","lon":117.02,"lat":39.05},{"id":"B","lon":117.04,"lat":39.05}],"distance":)" +
         distance + "}";
}
const std::string walking = R"({"model":"walking","cutoff_m":3000})";
constexpr double step = 173.0;  // metres: 0.002° of longitude at 39.05° N

Json evaluated(Siting& s, const Json& job, const std::string& plan) {
  const Answer answer = s.send("POST", s.of(job, "/evaluate"), plan);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return parse_json(answer.body, "evaluation");
}

}  // namespace

TEST_CASE("A site that is dragged is measured anew, by the problem's own kind of distance") {
  const SmallCity city;
  Siting s(city);
  for (const std::string& distance :
       {walking, std::string(R"({"model":"geodesic","cutoff_m":3000})"),
        std::string(R"({"model":"manhattan","cutoff_m":3000})")}) {
    INFO(distance);
    const Json job = s.finished(s.start(problem(distance)));
    REQUIRE(job["status"] == "proven");
    const Json still = evaluated(s, job, R"({"sites":["A"]})");
    CHECK(still["objective"].get<double>() == Approx(3 * step + 5 * step).epsilon(0.01));
    const Json moved =
        evaluated(s, job, R"({"sites":["A"],"move":[{"candidate":"A","lon":117.03,"lat":39.05}]})");
    CHECK(moved["walk_m"][0].get<double>() == Approx(4 * step).epsilon(0.01));
    CHECK(moved["walk_m"][1].get<double>() == Approx(0).margin(1));
    CHECK(moved["objective"].get<double>() == Approx(12 * step).epsilon(0.01));
    CHECK(moved["assignment"] == Json::array({"A", "A"}));
    const Json both = evaluated(
        s, job, R"({"sites":["A","B"],"move":[{"candidate":"B","lon":117.03,"lat":39.05}]})");
    CHECK(both["assignment"] == Json::array({"A", "B"}));
    const Json away =
        evaluated(s, job, R"({"sites":["A"],"move":[{"candidate":"A","lon":117.9,"lat":39.05}]})");
    CHECK(away["walk_m"] == Json::array({nullptr, nullptr}));
    CHECK(away["objective"] == 12000);
    CHECK(away["unserved_weight"] == 4);
  }
}

TEST_CASE("A move that is none is refused, and so is one where distances are given as numbers") {
  const SmallCity city;
  Siting s(city);
  const Json job = s.finished(s.start(problem(walking)));
  for (const char* move :
       {"7", "[7]", R"([{"candidate":"A"}])", R"([{"candidate":"X","lon":117,"lat":39}])",
        R"([{"candidate":"B","lon":117,"lat":39}])", R"([{"candidate":"A","lon":217,"lat":39}])",
        R"([{"candidate":"A","lon":117,"lat":39},{"candidate":"A","lon":117,"lat":39}])"}) {
    INFO(move);
    CHECK(s.send("POST", s.of(job, "/evaluate"),
                 std::string(R"({"sites":["A"],"move":)") + move + "}")
              .status == 400);
  }
  const Json given = s.finished(s.start(problem(R"({"matrix_m":[[1,2],[2,1]]})")));
  CHECK(s.send("POST", s.of(given, "/evaluate"),
               R"({"sites":["A"],"move":[{"candidate":"A","lon":117,"lat":39}]})")
            .status == 501);
}

TEST_CASE("Catchments are areas from where one gets to each site in time") {
  const SmallCity city;
  Siting s(city);
  const auto widths = [&](const std::string& distance, const std::string& query) {
    const Json job = s.finished(s.start(problem(distance)));
    const Json areas = s.read(s.of(job, "/catchments" + query));
    REQUIRE(areas["features"].size() == 1);
    CHECK(areas["features"][0]["properties"]["site"] == "A");
    double west = 180, east = -180;
    for (const Json& point : areas["features"][0]["geometry"]["coordinates"][0][0]) {
      west = std::min(west, point[0].get<double>());
      east = std::max(east, point[0].get<double>());
    }
    return (east - west) / 0.002 * step;
  };
  CHECK(widths(walking, "?minutes=4") == Approx(600).margin(30));
  CHECK(widths(R"({"model":"geodesic"})", "?minutes=4") == Approx(600).margin(2));
  CHECK(widths(R"({"model":"manhattan"})", "?minutes=4") == Approx(600).margin(2));
  CHECK(widths(walking, "") == Approx(1500).margin(30));
  const Json job = s.finished(s.start(problem(walking)));
  for (const char* query : {"?minutes=0", "?minutes=61", "?minutes=x", "?minute=5"})
    CHECK(get(s.port, s.of(job, std::string("/catchments") + query)).status == 400);
  const Json given = s.finished(s.start(problem(R"({"matrix_m":[[1,2],[2,1]]})")));
  CHECK(get(s.port, s.of(given, "/catchments?minutes=5")).status == 501);
}

TEST_CASE("An elbow is the best plan for each number of sites, row by row") {
  const SmallCity city;
  Siting s(city);
  const Answer answer = s.send("POST", "/siting/elbow",
                               R"({"title":"肘","problem":)" + problem(walking) +
                                   R"(,"p":[1,2],"options":{"time_limit_s":10}})");
  INFO(answer.body);
  REQUIRE(answer.status == 202);
  const Json job = s.finished(parse_json(answer.body, "job"));
  CHECK(job["status"] == "proven");
  const Json curve = s.read(s.of(job, "/solution?f=json"));
  CHECK(curve["kind"] == "elbow");
  REQUIRE(curve["rows"].size() == 2);
  CHECK(curve["rows"][0]["p"] == 1);
  CHECK(curve["rows"][0]["best"].get<double>() == Approx(8 * step).epsilon(0.01));
  CHECK(curve["rows"][0]["bound"].get<double>() == Approx(curve["rows"][0]["best"].get<double>()));
  CHECK(curve["rows"][1]["best"].get<double>() <= curve["rows"][0]["best"].get<double>());
  CHECK(get(s.port, s.of(job, "/solution?f=csv")).status == 409);
}

TEST_CASE("An elbow over the standard tells where it begins to be out of reach") {
  const SmallCity city;
  Siting s(city);
  std::string covering = problem(walking);
  covering.replace(covering.find(R"("p_median","p":1,"unserved_distance_m":3000)"), 43,
                   R"("lscp","standard_m":1)");
  const Answer answer = s.send("POST", "/siting/elbow",
                               R"({"problem":)" + covering + R"(,"standard_m":[100,900,3000]})");
  INFO(answer.body);
  REQUIRE(answer.status == 202);
  const Json rows = s.read(s.of(s.finished(parse_json(answer.body, "job")), "/solution"))["rows"];
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["status"] == "infeasible");
  CHECK(rows[1]["sites"] == 1);
  CHECK(rows[2]["best"] == 1);
  for (const char* ask : {R"("p":[1])", R"("standard_m":[])", R"("standard_m":[-1])",
                          R"("p":[1],"standard_m":[5])", R"("standard_m":[5,5])"})
    CHECK(s.send("POST", "/siting/elbow", R"({"problem":)" + covering + "," + ask + "}").status ==
          400);
  CHECK(get(s.port, "/siting/elbow").status == 405);
}

TEST_CASE("The tiles of a plan have its sites, walks and demand, beside other sources if asked") {
  const SmallCity city;
  Siting s(city);
  const Json job = s.finished(s.start(problem(walking)));
  const std::string id = "siting-" + job["id"].get<std::string>();
  const Json about = s.read("/tiles/" + id + ".json");
  CHECK(about["vector_layers"].size() == 3);
  CHECK(about["name"] == "试");
  const std::string tile = "/10/844/391.mvt";  // of 117.02° E, 39.05° N
  const Answer got = get(s.port, "/tiles/" + id + tile);
  INFO(got.body.substr(0, 300));
  REQUIRE(got.status == 200);
  for (const char* layer : {"sites", "walks", "demand"})
    CHECK(got.body.find(layer) != std::string::npos);
  CHECK(get(s.port, "/tiles/" + id + tile, "If-None-Match: " + got.field("etag") + "\r\n").status ==
        304);
  CHECK(get(s.port, "/tiles/" + id + "/10/0/0.mvt").status == 204);
  CHECK(get(s.port, "/tiles/" + id + ",districts" + tile).status == 200);
  const Answer moved = get(s.port, "/tiles/" + id + ",districts" + tile + "?crs=gcj02");
  CHECK(moved.status == 200);
  CHECK(moved.field("etag") != get(s.port, "/tiles/" + id + ",districts" + tile).field("etag"));
  const Json there = s.read("/tiles/" + id + ".json?crs=bd09");
  CHECK(there["crs"] == "BD-09");
  CHECK(there["tiles"][0].get<std::string>().ends_with(".mvt?crs=bd09"));
  CHECK(there["bounds"][0].get<double>() > about["bounds"][0].get<double>() + 0.004);
  CHECK_FALSE(about.contains("crs"));
  CHECK(get(s.port, "/tiles/" + id + tile + "?crs=mars").status == 400);
  CHECK(get(s.port, "/tiles/" + id + tile + "?at=2026-11-23T22:30").status == 400);
  CHECK(get(s.port, "/tiles/" + id + ",none" + tile).status == 404);
  CHECK(get(s.port, "/tiles/siting-jnone" + tile).status == 404);

  const std::string body = R"({"title":"存","problem":)" + problem(walking) + R"(,"job":")" +
                           job["id"].get<std::string>() + "\"}";
  const Json kept = parse_json(s.send("POST", "/siting/scenarios", body).body, "scenario");
  const Answer same = get(s.port, "/tiles/siting-" + kept["id"].get<std::string>() + tile);
  CHECK(same.status == 200);
  CHECK(s.read("/tiles/siting-" + kept["id"].get<std::string>() + ".json")["name"] == "存");
  const Json empty = parse_json(
      s.send("POST", "/siting/scenarios", R"({"title":"空","problem":{}})").body, "scenario");
  CHECK(get(s.port, "/tiles/siting-" + empty["id"].get<std::string>() + tile).status == 409);
}

namespace {

/// Of the homes and sites of `problem`, with a third site between them: plans by number of sites
/// and people covered.
std::string front_problem() {
  return R"({"kind":"mclp","front":"cost","standard_m":200,"demand":[{"id":"a","lon":117.022,"lat":39.05,"weight":3},{"id":"b","lon":117.038,"lat":39.05,"weight":1}],"candidates":[{"id":"A","lon":117.02,"lat":39.05},{"id":"B","lon":117.04,"lat":39.05,"name":"乙门口"},{"id":"lk01","lon":117.03,"lat":39.05}],"distance":)" +
         walking.substr(0, walking.find(',')) + "}}";
}

}  // namespace

TEST_CASE("Each point of a front is a plan: to be read, exported, drawn, reported and kept") {
  const SmallCity city;
  Siting s(city);
  const Json job = s.finished(s.start(front_problem()));
  INFO(job.dump());
  REQUIRE(job["status"] == "proven");
  CHECK(job["front"] == Json::array({{2.0, 4.0, true}, {1.0, 3.0, true}, {0.0, 0.0, true}}));
  const Json all = s.read(s.of(job, "/solution"));
  REQUIRE(all["front"].size() == 3);
  CHECK(all["open"].size() == 2);
  const Json one = s.read(s.of(job, "/solution?point=1"));
  CHECK(one["open"] == Json::array({"A"}));
  CHECK(one["objective"] == 3);
  CHECK(one["status"] == "optimal");
  CHECK(one["front"] == all["front"]);
  CHECK(one["site_details"].size() == 1);
  CHECK(s.read(s.of(job, "/solution?f=walks&point=1"))["features"].size() == 1);
  CHECK(s.read(s.of(job, "/catchments?minutes=2&point=1"))["features"].size() == 1);
  CHECK(get(s.port, s.of(job, "/solution?f=html&point=1")).status == 200);
  CHECK(get(s.port, s.of(job, "/solution?f=csv&point=2")).status == 409);  // nothing is open
  for (const char* point : {"3", "-1", "x"})
    CHECK(get(s.port, s.of(job, std::string("/solution?point=") + point)).status == 400);
  const Json plain = s.finished(s.start(problem(walking)));
  CHECK(plain["front"].empty());
  CHECK(get(s.port, s.of(plain, "/solution?point=0")).status == 400);

  const auto keep = [&](const std::string& point) {
    return s.send("POST", "/siting/scenarios",
                  R"({"title":"一处","problem":)" + front_problem() + R"(,"job":")" +
                      job["id"].get<std::string>() + "\"" + point + "}");
  };
  const Json kept = parse_json(keep(R"(,"point":1)").body, "scenario");
  const Json read = s.read("/siting/scenarios/" + kept["id"].get<std::string>());
  CHECK(read["solution"]["open"] == Json::array({"A"}));
  CHECK(read["solution"]["front"].size() == 3);
  CHECK(get(s.port, "/siting/scenarios/" + kept["id"].get<std::string>() + "/report").status ==
        200);
  CHECK(keep(R"(,"point":7)").status == 400);
  CHECK(keep(R"(,"point":0.5)").status == 400);
}

TEST_CASE("Files for people name the sites and the demand, in the reader's language") {
  const SmallCity city;
  Siting s(city);
  const Json job = s.finished(s.start(
      R"({"kind":"p_median","p":1,"unserved_distance_m":3000,"demand":[{"id":"d-w3","lon":117.15,"lat":39.05,"weight":3},{"id":"own-1","lon":117.03,"lat":39.05,"name":"甲, 一期"}],"candidates":[{"id":"c-w1","lon":117.022,"lat":39.05},{"id":"lk01","lon":117.02,"lat":39.05}],"existing":["lk01"],"distance":)" +
      walking + "}"));
  REQUIRE(job["status"] == "proven");
  const std::string sites = get(s.port, s.of(job, "/solution?f=csv")).body;
  INFO(sites);
  CHECK(sites.find("name,kind,district") != std::string::npos);
  CHECK(sites.find("和平区 社区 1") != std::string::npos);
  CHECK(sites.find("示例柜（示例）") != std::string::npos);
  const std::string english =
      get(s.port, s.of(job, "/solution?f=csv"), "Accept-Language: en\r\n").body;
  CHECK(english.find("Heping District homes 1") != std::string::npos);
  const std::string demand = get(s.port, s.of(job, "/solution?f=csv&of=demand")).body;
  INFO(demand);
  CHECK(demand.find("东园") != std::string::npos);
  CHECK(demand.find("甲, 一期") != std::string::npos);
  CHECK(demand.find("site_name") != std::string::npos);
  CHECK(get(s.port, s.of(job, "/solution?f=xlsx&of=demand")).status == 200);
  CHECK(get(s.port, s.of(job, "/solution?f=csv&of=people")).status == 400);
}

TEST_CASE(
    "A plan of the planner's own that breaks a rule says which, and loads count as in the search") {
  Siting s;
  const Json job = s.finished(s.start(
      R"({"kind":"mclp","p":1,"standard_m":10,"demand":[{"id":"a","weight":30},{"id":"b","weight":10}],"candidates":[{"id":"A"},{"id":"B"}],"sizes":[{"id":"小","capacity":4,"cost":2}],"loads":{"a":3,"b":1},"budget":3,"distance":{"matrix_m":[[1,5],[1,5]]}})"));
  REQUIRE(job["status"] == "proven");
  CHECK(job["best"] == 40);
  const Json same = evaluated(s, job, R"({"sites":["A"]})");
  CHECK(same["objective"] == 40);
  CHECK(same["cost"] == 2);
  CHECK_FALSE(same.contains("reason"));
  CHECK(evaluated(s, job, R"({"sites":["A","B"]})").contains("reason"));
}
