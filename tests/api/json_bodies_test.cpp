// JSON that was made to hurt, at every door that takes some.
#include <catch2/catch.hpp>
#include <chrono>

#include "geo/base/json.hpp"
#include "tests/api/siting_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string problem =
    R"({"kind":"p_median","p":1,"demand":[{"id":"a"}],"candidates":[{"id":"A"}],"distance":{"matrix_m":[[1]]}})";

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}
std::string nested_objects(std::size_t levels) {
  std::string text;
  for (std::size_t k = 0; k < levels; ++k) text += "{\"a\":";
  return text + "1" + std::string(levels, '}');
}
std::string members(int count) {
  std::string text;
  for (int k = 0; k < count; ++k) text += ",\"unknown " + std::to_string(k) + "\":0";
  return text;
}

}  // namespace

TEST_CASE("JSON of 100,000 levels is refused at every siting door, and the server goes on") {
  Siting s;
  const Json job = s.finished(s.start(problem));
  for (const std::string& deep : {nested(100'000), nested_objects(100'000), nested(65)}) {
    const std::pair<std::string, std::string> bodies[] = {
        {"/siting/jobs", R"({"problem":)" + deep + "}"},
        {"/siting/jobs", R"({"problem":{"kind":"p_median","p":)" + deep + "}}"},
        {"/siting/jobs", R"({"problem":)" + problem + R"(,"options":)" + deep + "}"},
        {"/siting/elbow", R"({"p":[1],"problem":)" + deep + "}"},
        {"/siting/elbow", R"({"p":)" + deep + R"(,"problem":)" + problem + "}"},
        {"/siting/robustness", R"({"sites":["A"],"problem":)" + deep + "}"},
        {"/siting/addresses", R"({"points":)" + deep + "}"},
        {"/siting/scenarios",
         R"({"title":"t","problem":)" + problem + R"(,"settings":{"a":)" + deep + "}}"},
        {"/siting/scenarios", R"({"title":"t","problem":{"a":)" + deep + "}}"},
        {s.of(job, "/evaluate"), R"({"sites":)" + deep + "}"},
        {s.of(job, "/evaluate"), deep}};
    for (const auto& [path, body] : bodies) {
      const Answer answer = s.send("POST", path, body);
      INFO(path << ": " << body.substr(0, 60));
      CHECK(answer.status == 400);
      CHECK(answer.body.find("nested deeper than 64 levels") != std::string::npos);
    }
  }
  CHECK(get(s.port, "/healthz").status == 200);
}

TEST_CASE("a siting body of 200,000 unknown members is refused in time that grows with it") {
  Siting s;
  const auto began = std::chrono::steady_clock::now();
  const std::string many = members(200'000);
  CHECK(s.send("POST", "/siting/jobs", R"({"problem":)" + problem + many + "}").status == 400);
  const Answer queued =
      s.send("POST", "/siting/jobs", R"({"problem":{"kind":"p_median")" + many + "}}");
  REQUIRE(queued.status == 202);
  CHECK(s.finished(parse_json(queued.body, "job"))["error"]["status"] == 422);
  CHECK(s.send("POST", "/siting/scenarios", R"({"title":"t","problem":{})" + many + "}").status ==
        400);
  const auto taken = std::chrono::steady_clock::now() - began;
  CHECK(taken < std::chrono::seconds(60));  // each took 50 s alone
}

TEST_CASE("a problem with the costs of 20,000 sites is read") {
  Siting s;
  std::string candidates, costs, row;
  constexpr int many = 20'000;
  for (int k = 0; k < many; ++k) {
    const std::string id = "\"site " + std::to_string(k) + "\"", comma = k == 0 ? "" : ",";
    candidates += comma + "{\"id\":" + id + "}";
    costs += comma + id + ":1";
    row += comma + std::to_string(k + 1);
  }
  const Json job =
      s.finished(s.start(R"({"kind":"p_median","p":1,"budget":1,"demand":[{"id":"a"}],)"
                         R"("candidates":[)" +
                         candidates + R"(],"site_costs":{)" + costs +
                         R"(},"distance":{"matrix_m":[[)" + row + "]]}}"));
  CHECK(job["status"] != "failed");
}
