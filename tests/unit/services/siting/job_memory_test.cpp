// Jobs and plans stay within the memory that they were given.
#include "services/siting/jobs/job_memory.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <thread>

#include "geo/base/error.hpp"
#include "services/siting/plans/plan_map.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

std::shared_ptr<const FeatureStore> no_store() { throw Error(ErrorCode::not_found, "no store"); }

Json problem(int size, int p) {
  Json points = Json::array(), matrix = Json::array(), row = Json::array();
  for (int k = 0; k < size; ++k) {
    points.push_back({{"id", k}, {"name", "a point of some name " + std::to_string(k)}});
    row.push_back(k * 7 % size);
  }
  for (int k = 0; k < size; ++k) matrix.push_back(row);
  return {{"kind", "p_median"},
          {"p", p},
          {"demand", points},
          {"candidates", points},
          {"distance", {{"matrix_m", matrix}}}};
}

JobState ended(const Jobs& jobs, const std::string& id) {
  for (int k = 0; k < 6000; ++k) {
    JobState state = jobs.state(id);
    if (state.phase == "done") return state;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL("the job did not end");
  return {};
}

std::shared_ptr<const tiles::TileSource> plan(int size) {
  PlanMap map;
  map.demand.schema.name = "demand";
  for (int k = 0; k < size; ++k) {
    Feature f;
    f.geometry = MultiPoint<Position>{{117 + 0.0001 * k, 39}};
    f.properties.set("weight", static_cast<double>(k));
    map.demand.features.push_back(std::move(f));
  }
  return plan_source("siting-x", "x", map);
}

}  // namespace

TEST_CASE("jobs that failed are forgotten when what they asked fills the memory") {
  City city(no_store);
  JobsOptions options;
  options.memory_bytes = 1'000'000;
  Jobs jobs(options, city);
  Json failing = problem(200, 3);
  failing["candidates"][0] = failing["candidates"][1];  // seen only when it is read, by the job
  const std::size_t weight = problem_text(failing).size();
  REQUIRE(weight > 100'000);
  std::string first, last;
  for (int k = 0; k < 30; ++k) {
    last = jobs.submit("", failing, {}).id;
    if (k == 0) first = last;
    REQUIRE(ended(jobs, last).status == JobStatus::failed);
    CHECK(jobs.bytes() <= options.memory_bytes);
  }
  CHECK(jobs.bytes() > weight);
  CHECK(jobs.list().size() < 10);
  CHECK_THROWS_AS(jobs.state(first), Error);
  CHECK(*jobs.problem(last) == problem_text(failing));
}

TEST_CASE("what a finished job counts is its question and its answer") {
  City city(no_store);
  JobsOptions options;
  Jobs jobs(options, city);
  const Json solvable = problem(300, 3);
  const std::size_t before = jobs.bytes();
  const auto id = jobs.submit("", solvable, {}).id;
  const auto state = ended(jobs, id);
  REQUIRE(state.status == JobStatus::proven);
  const std::size_t text = problem_text(solvable).size(), table = 300 * 300 * 12;
  CHECK(jobs.bytes() - before > text + table);
  CHECK(jobs.bytes() - before < text + table + 300'000);
  CHECK(bytes_of(*jobs.result(id)) > table);
}

TEST_CASE("jobs that wait are refused when they fill the memory, and one is always taken") {
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future();
  City city([opened]() -> std::shared_ptr<const FeatureStore> {
    opened.wait();
    return no_store();
  });
  JobsOptions options;
  options.memory_bytes = 300'000;
  options.max_running = 1;
  Jobs jobs(options, city);
  Json large = problem(2, 1), small = large;
  large["title"] = std::string(400'000, 'x');
  large["demand"] = {{"layer", "demand"}};  // waits for the store
  const auto id = jobs.submit("", large, {}).id;
  CHECK_THROWS_WITH(jobs.submit("", small, {}), Catch::Contains("memory_mb"));
  CHECK_THROWS_WITH(jobs.submit("", large, {}), Catch::Contains("memory_mb"));
  gate.set_value();
  CHECK(ended(jobs, id).status == JobStatus::failed);
  const auto next = jobs.submit("", small, {}).id;
  CHECK(ended(jobs, next).status == JobStatus::proven);
  CHECK(jobs.list().size() == 1);
}

TEST_CASE("plans whose tiles were asked for are kept in bounded memory, one version of each") {
  const std::size_t weight = plan(1000)->bytes();
  REQUIRE(weight > 10'000);
  PlanSources plans(16, 5 * weight);
  int made = 0;
  const auto make = [&] {
    ++made;
    return plan(1000);
  };
  for (int k = 0; k < 12; ++k) plans.get("s" + std::to_string(k), "1", "wgs84", make);
  CHECK(made == 12);
  CHECK(plans.bytes() <= 5 * weight);
  CHECK(plans.bytes() >= 3 * weight);
  plans.get("s11", "1", "wgs84", make);
  CHECK(made == 12);

  const std::weak_ptr<const tiles::TileSource> old = plans.get("s11", "1", "wgs84", make);
  plans.get("s11", "1", "gcj02", make);
  plans.get("s11", "2", "wgs84", make);
  CHECK(old.expired());
  plans.forget("s11");
  for (int k = 0; k < 11; ++k) plans.forget("s" + std::to_string(k));
  CHECK(plans.bytes() == 0);
}
