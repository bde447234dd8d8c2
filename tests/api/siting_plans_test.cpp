#include <catch2/catch.hpp>

#include "geo/base/json.hpp"
#include "tests/api/siting_fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Homes at 117.022° (3 people) and 117.03° (1) on the street of the small city; sites at 117.02° and 117.04°.
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
  for (const std::string& distance : {walking, std::string(R"({"model":"geodesic","cutoff_m":3000})"), std::string(R"({"model":"manhattan","cutoff_m":3000})")}) {
    INFO(distance);
    const Json job = s.finished(s.start(problem(distance)));
    REQUIRE(job["status"] == "proven");
    const Json still = evaluated(s, job, R"({"sites":["A"]})");
    CHECK(still["objective"].get<double>() == Approx(3 * step + 5 * step).epsilon(0.01));
    const Json moved = evaluated(s, job, R"({"sites":["A"],"move":[{"candidate":"A","lon":117.03,"lat":39.05}]})");
    CHECK(moved["walk_m"][0].get<double>() == Approx(4 * step).epsilon(0.01));
    CHECK(moved["walk_m"][1].get<double>() == Approx(0).margin(1));
    CHECK(moved["objective"].get<double>() == Approx(12 * step).epsilon(0.01));
    CHECK(moved["assignment"] == Json::array({"A", "A"}));
    const Json both = evaluated(s, job, R"({"sites":["A","B"],"move":[{"candidate":"B","lon":117.03,"lat":39.05}]})");
    CHECK(both["assignment"] == Json::array({"A", "B"}));
    const Json away = evaluated(s, job, R"({"sites":["A"],"move":[{"candidate":"A","lon":117.9,"lat":39.05}]})");
    CHECK(away["walk_m"] == Json::array({nullptr, nullptr}));
    CHECK(away["objective"] == 12000);
    CHECK(away["unserved_weight"] == 4);
  }
}

TEST_CASE("A move that is none is refused, and so is one where distances are given as numbers") {
  const SmallCity city;
  Siting s(city);
  const Json job = s.finished(s.start(problem(walking)));
  for (const char* move : {"7", "[7]", R"([{"candidate":"A"}])", R"([{"candidate":"X","lon":117,"lat":39}])", R"([{"candidate":"B","lon":117,"lat":39}])",
                           R"([{"candidate":"A","lon":217,"lat":39}])", R"([{"candidate":"A","lon":117,"lat":39},{"candidate":"A","lon":117,"lat":39}])"}) {
    INFO(move);
    CHECK(s.send("POST", s.of(job, "/evaluate"), std::string(R"({"sites":["A"],"move":)") + move + "}").status == 400);
  }
  const Json given = s.finished(s.start(problem(R"({"matrix_m":[[1,2],[2,1]]})")));
  CHECK(s.send("POST", s.of(given, "/evaluate"), R"({"sites":["A"],"move":[{"candidate":"A","lon":117,"lat":39}]})").status == 501);
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
  for (const char* query : {"?minutes=0", "?minutes=61", "?minutes=x", "?minute=5"}) CHECK(get(s.port, s.of(job, std::string("/catchments") + query)).status == 400);
  const Json given = s.finished(s.start(problem(R"({"matrix_m":[[1,2],[2,1]]})")));
  CHECK(get(s.port, s.of(given, "/catchments?minutes=5")).status == 501);
}

TEST_CASE("An elbow is the best plan for each number of sites, row by row") {
  const SmallCity city;
  Siting s(city);
  const Answer answer = s.send("POST", "/siting/elbow", R"({"title":"肘","problem":)" + problem(walking) + R"(,"p":[1,2],"options":{"time_limit_s":10}})");
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
  covering.replace(covering.find(R"("p_median","p":1,"unserved_distance_m":3000)"), 43, R"("lscp","standard_m":1)");
  const Answer answer = s.send("POST", "/siting/elbow", R"({"problem":)" + covering + R"(,"standard_m":[100,900,3000]})");
  INFO(answer.body);
  REQUIRE(answer.status == 202);
  const Json rows = s.read(s.of(s.finished(parse_json(answer.body, "job")), "/solution"))["rows"];
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["status"] == "infeasible");
  CHECK(rows[1]["sites"] == 1);
  CHECK(rows[2]["best"] == 1);
  for (const char* ask : {R"("p":[1])", R"("standard_m":[])", R"("standard_m":[-1])", R"("p":[1],"standard_m":[5])", R"("standard_m":[5,5])"})
    CHECK(s.send("POST", "/siting/elbow", R"({"problem":)" + covering + "," + ask + "}").status == 400);
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
  for (const char* layer : {"sites", "walks", "demand"}) CHECK(got.body.find(layer) != std::string::npos);
  CHECK(get(s.port, "/tiles/" + id + tile, "If-None-Match: " + got.field("etag") + "\r\n").status == 304);
  CHECK(get(s.port, "/tiles/" + id + "/10/0/0.mvt").status == 204);
  CHECK(get(s.port, "/tiles/" + id + ",districts" + tile).status == 200);
  CHECK(get(s.port, "/tiles/" + id + tile + "?crs=gcj02").status == 400);
  CHECK(get(s.port, "/tiles/" + id + ",none" + tile).status == 404);
  CHECK(get(s.port, "/tiles/siting-jnone" + tile).status == 404);

  const std::string body = R"({"title":"存","problem":)" + problem(walking) + R"(,"job":")" + job["id"].get<std::string>() + "\"}";
  const Json kept = parse_json(s.send("POST", "/siting/scenarios", body).body, "scenario");
  const Answer same = get(s.port, "/tiles/siting-" + kept["id"].get<std::string>() + tile);
  CHECK(same.status == 200);
  CHECK(s.read("/tiles/siting-" + kept["id"].get<std::string>() + ".json")["name"] == "存");
  const Json empty = parse_json(s.send("POST", "/siting/scenarios", R"({"title":"空","problem":{}})").body, "scenario");
  CHECK(get(s.port, "/tiles/siting-" + empty["id"].get<std::string>() + tile).status == 409);
}
