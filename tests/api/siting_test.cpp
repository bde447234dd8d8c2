#include <catch2/catch.hpp>

#include "geo/base/json.hpp"
#include "tests/api/siting_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Two demand points at the two candidates, 100 m apart; one of weight 1, one of weight 3.
const std::string two =
    R"({"kind":"p_median","p":1,"demand":[{"id":"a","lon":117.2,"lat":39.1,"weight":1},{"id":"b","lon":117.21,"lat":39.1,"weight":3}],
  "candidates":[{"id":"A","lon":117.2,"lat":39.1},{"id":"B","lon":117.21,"lat":39.1}],"distance":{"matrix_m":[[0,100],[100,0]]}})";

}  // namespace

TEST_CASE("A siting job is followed to its proof, and its answer comes in every format") {
  Siting s;
  const Json job = s.finished(s.start(two));
  CHECK(job["status"] == "proven");
  CHECK(job["best"] == 100);
  CHECK(job["bound"] == 100);
  CHECK(!job["history"].empty());
  const Json solution = parse_json(get(s.port, s.of(job, "/solution")).body, "solution");
  CHECK(solution["open"] == Json::array({"B"}));
  CHECK(
      parse_json(get(s.port, s.of(job, "/solution?f=geojson")).body, "sites")["features"].size() ==
      1);
  CHECK(parse_json(get(s.port, s.of(job, "/solution?f=walks")).body, "walks")["features"].size() ==
        2);
  CHECK(get(s.port, s.of(job, "/solution?f=gpkg")).body.substr(0, 15) == "SQLite format 3");
  CHECK(get(s.port, s.of(job, "/solution?f=xlsx")).body.substr(0, 2) == "PK");
  CHECK(get(s.port, s.of(job, "/solution?f=csv")).body.find("B") != std::string::npos);
  const Answer report = get(s.port, s.of(job, "/solution?f=html"));
  CHECK(report.body.find("选址报告：试") != std::string::npos);
  CHECK(report.field("content-security-policy").find("default-src 'none'") == 0);
  CHECK(report.field("vary") == "Accept-Encoding, Accept-Language");
  CHECK(report.field("content-language") == "zh");
  CHECK(get(s.port, s.of(job, "/solution?f=html"), "Accept-Language: en\r\n")
            .body.find("<html lang=\"en\">") != std::string::npos);
  CHECK(get(s.port, s.of(job, "/solution?f=pdf")).status == 400);
  CHECK(parse_json(get(s.port, s.of(job, "/problem")).body, "problem")["p"] == 1);
  CHECK(parse_json(get(s.port, "/siting/jobs").body, "jobs")["jobs"].size() == 1);
}

TEST_CASE("A plan of the planner's own is evaluated") {
  Siting s;
  const Json job = s.finished(s.start(two));
  const Json plan =
      parse_json(s.send("POST", s.of(job, "/evaluate"), R"({"sites":["A"]})").body, "evaluation");
  CHECK(plan["objective"] == 300);
  CHECK(plan["mean_m"] == 75);
  CHECK(plan["max_m"] == 100);
  CHECK(plan["walk_m"] == Json::array({0, 100}));
  CHECK(s.send("POST", s.of(job, "/evaluate"), R"({"sites":["X"]})").status == 400);
  CHECK(get(s.port, s.of(job, "/evaluate")).status == 405);
}

TEST_CASE("Numbers that cannot be added up are 422 with their field, and the server goes on") {
  Siting s;
  const auto with = [](const std::string& from, const std::string& to) {
    std::string problem = two;
    const auto at = problem.find(from);
    REQUIRE(at != std::string::npos);
    return "{\"problem\":" + problem.replace(at, from.size(), to) + "}";
  };
  const std::pair<std::string, std::string> cases[] = {
      {with("\"weight\":1}", "\"weight\":1e308}"), "demand[0]: weight"},
      {with("\"weight\":1}", "\"weight\":5e-324}"), "demand[0]: weight"},
      {with("\"weight\":1}", "\"weight\":-1}"), "demand[0]: weight"},
      {with("[100,0]", "[1e308,0]"), "distance.matrix_m[1][0]"},
      {with("\"p\":1", "\"p\":1e18"), "problem: p"},
      {with("\"p\":1", "\"p\":1,\"budget\":1e300"), "problem: budget"},
      {with("117.21", "1e10"), "demand[1]: lon"},
      {with("\"p\":1", "\"p\":1,\"site_costs\":{\"A\":1e99}"), "site_costs: A"},
  };
  for (const auto& [body, field] : cases) {
    INFO(field);
    const Answer answer = s.send("POST", "/siting/jobs", body);
    CHECK(answer.status == 422);
    CHECK(answer.body.find(field) != std::string::npos);
    std::string elbow = body;
    elbow.insert(elbow.size() - 1, ",\"p\":[1,2]");
    if (field != "problem: p") CHECK(s.send("POST", "/siting/elbow", elbow).status == 422);
  }
  // What only shows once it is added up is told by the job.
  const std::string heavy = R"({"kind":"p_median","p":1,"demand":[{"id":"a","weight":1e12}],)"
                            R"("candidates":[{"id":"A"}],"distance":{"matrix_m":[[1e9]]}})";
  const Json job = s.finished(s.start(heavy));
  CHECK(job["status"] == "failed");
  CHECK(job["error"]["status"] == 422);
  CHECK(job["best"].is_null());
  CHECK(s.finished(s.start(two))["status"] == "proven");
}

TEST_CASE("A job without a plan has neither objective, bound nor gap") {
  Siting s;
  const std::string apart =
      R"({"kind":"p_center","p":1,"demand":[{"id":"a"},{"id":"b"}],"candidates":[{"id":"A"},{"id":"B"}],)"
      R"("distance":{"matrix_m":[[1,null],[null,1]]}})";
  const Json job = s.finished(s.start(apart));
  CHECK(job["status"] == "infeasible");
  for (const char* name : {"best", "bound", "gap"}) CHECK(job[name].is_null());
  const Json solution = s.read(s.of(job, "/solution"));
  for (const char* name : {"objective", "bound", "gap"}) CHECK(solution[name].is_null());
  CHECK(solution["conflict"] == Json::array({"a", "b"}));
}

TEST_CASE("Bad siting problems get a clear answer, and the server goes on") {
  Siting s;
  const auto refused = [&](const std::string& problem) {
    return s.send("POST", "/siting/jobs", R"({"problem":)" + problem + "}").status;
  };
  CHECK(refused(R"({"kind":"p_median","p":1,"demand":[],"candidates":[]})") == 400);
  CHECK(refused(R"({"kind":"p_median","p":3,"demand":[{"id":1}],"candidates":[{"id":1}]})") == 400);
  CHECK(
      refused(
          R"({"kind":"p_median","p":3,"demand":{"file":"/etc/passwd"},"candidates":[{"id":1}]})") ==
      400);
  CHECK(refused(R"({"kind":"p_median","instance":{"format":"tsplib","file":"/etc/passwd"}})") ==
        400);
  CHECK(
      refused(
          R"({"kind":"market_share","p":1,"demand":[{"id":1}],"candidates":[{"id":1}],"market":{"model":"huff","decay":2,"competitors":{"file":"/etc/passwd"}}})") ==
      400);
  CHECK(refused("7") == 400);
  CHECK(s.send("POST", "/siting/jobs", "{").status == 400);
  CHECK(s.send("POST", "/siting/jobs", "{}", "text/plain").status == 415);
  std::string many = R"({"kind":"lscp","standard_m":1,"demand":[{"id":1}],"candidates":[0)";
  for (int k = 1; k < 1'000'000; ++k) many += ",0";
  CHECK(refused(many + "]}") == 413);
  for (
      const std::string& problem :
      {std::string(
           R"({"kind":"p_median","p":1,"demand":[{"id":"d"}],"candidates":[{"id":"c"}],"distance":{"matrix_m":[[null]]}})"),
       std::string(
           R"({"kind":"p_median","p":1,"required":["c"],"forbidden":["c"],"demand":[{"id":"d"}],"candidates":[{"id":"c"}],"distance":{"matrix_m":[[1]]}})")}) {
    const Json job = s.finished(s.start(problem));
    CHECK(job["status"] == "failed");
    CHECK(job["error"]["status"] == 422);
    CHECK(!job["error"]["detail"].get<std::string>().empty());
  }
  CHECK(s.finished(s.start(two))["status"] == "proven");
}

TEST_CASE("Siting takes a planner when it is not open, and is not there without jobs") {
  Siting closed(false);
  CHECK(closed.send("POST", "/siting/jobs", "{}").status == 401);
  CHECK(get(closed.port, "/siting/jobs/none").status == 401);
  Running without;
  CHECK(get(without.port, "/siting/jobs").status == 404);
}

TEST_CASE("A full queue is refused with 503, and a waiting job can be cancelled") {
  siting::JobsOptions options;
  options.max_running = 0;
  options.max_queued = 1;
  Siting s(true, options);
  const Json job = s.start(two);
  CHECK(s.send("POST", "/siting/jobs", R"({"problem":)" + two + "}").status == 503);
  CHECK(get(s.port, s.of(job, "/solution")).status == 409);
  CHECK(parse_json(s.send("DELETE", s.of(job, ""), "").body, "job")["status"] == "cancelled");
  CHECK(s.start(two)["status"] == "queued");
}

TEST_CASE("A search that would take minutes ends when it is cancelled, with the plan it has") {
  Siting s;
  for (const char* kind : {"p_center", "p_median"}) {
    INFO(kind);
    Json points = Json::array();
    std::uint64_t random = 7;
    const auto next = [&] {
      random = random * 6364136223846793005u + 1442695040888963407u;
      return static_cast<double>(random >> 40) / 16777216.0;
    };
    // 1,200 would do for the centres; their median is proven in half a second.
    for (int i = 0; i < 2000; ++i)
      points.push_back({{"id", i}, {"lon", 117.1 + 0.2 * next()}, {"lat", 39.0 + 0.2 * next()}});
    const Json body{{"problem",
                     {{"kind", kind},
                      {"p", 60},
                      {"demand", points},
                      {"candidates", points},
                      {"distance", {{"model", "geodesic"}}}}},
                    {"options", {{"time_limit_s", 600}}}};
    Json job = parse_json(s.send("POST", "/siting/jobs", body.dump()).body, "job");
    while (job["best"].is_null()) {  // until it searches
      REQUIRE((job["status"] == "queued" || job["status"] == "running"));
      job = s.read(s.of(job, "?since=" + std::to_string(job["step"].get<int>()) + "&wait=25"));
    }
    CHECK(s.send("DELETE", s.of(job, ""), "").status == 200);
    const Json ended = s.finished(job);
    CHECK(ended["status"] == "cancelled");
    CHECK(ended["elapsed_s"].get<double>() < 120);
    CHECK(s.read(s.of(job, "/solution"))["open"].size() == 60);
  }
}
