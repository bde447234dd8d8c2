// Problems as planners write them.
#include "services/siting/question/problem_file.hpp"

#include <catch2/catch.hpp>

#include "geo/siting/solvers/solve.hpp"

using namespace jintu;
using namespace jintu::siting;

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
  CHECK(table.list(2) == table.list(0));
  for (Index i = 0; i < 3; ++i) {
    REQUIRE(table.sites(i).size() == 2);
    CHECK(table.sites(i).front() == (i == 1 ? 1 : 0));
    CHECK(table.distances(i).front() == 0);
  }
  const double apart = table.distances(0).back();
  CHECK(apart == table.distances(2).back());

  const SitingSolution plan = evaluate_plan(file.problem, {1});
  CHECK(plan.objective == Approx(4 * apart));
  CHECK(plan.assignment == std::vector<Index>{1, 1, 1});
  CHECK(solve(file.problem, {}, {}).open == std::vector<Index>{1});
}
