// Problems as planners write them.
#include "services/siting/question/problem_file.hpp"

#include <catch2/catch.hpp>

#include "geo/siting/solvers/solve.hpp"
#include "tests/unit/geo/siting/indices.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_site;
using siting_test::operator""_home;

TEST_CASE("demand points at the very same place share their distances, and count by their weights",
          "[siting]") {
  const Json json = Json::parse(R"({"kind": "p_median", "p": 1, "distance": {"model": "manhattan"},
    "demand": [{"id": "a", "lon": 117.2, "lat": 39.1, "weight": 1}, {"id": "b", "lon": 117.21, "lat": 39.1, "weight": 5},
               {"id": "c", "lon": 117.2, "lat": 39.1, "weight": 3}],
    "candidates": [{"id": "x", "lon": 117.2, "lat": 39.1}, {"id": "y", "lon": 117.21, "lat": 39.1}]})");
  const ProblemFile file = read_problem(json, "problem", "", {}, {});
  const DistanceTable& table = file.problem.distances();
  REQUIRE(table.demands() == 3);
  CHECK(table.lists() == 2);
  CHECK(table.pairs() == 4);
  CHECK(table.list(2_home) == table.list(0_home));
  for (const DemandIndex i : each<DemandIndex>(3)) {
    REQUIRE(table.sites(i).size() == 2);
    CHECK(table.sites(i).front() == (i == 1 ? 1 : 0));
    CHECK(table.distances(i).front() == 0);
  }
  const double apart = table.distances(0_home).back();
  CHECK(apart == table.distances(2_home).back());

  const SitingSolution plan = evaluate_plan(file.problem, {1_site});
  CHECK(plan.objective == Approx(4 * apart));
  CHECK(plan.assignment == std::vector{1_site, 1_site, 1_site});
  CHECK(solve(file.problem, {}, {}).open == std::vector{1_site});
}
