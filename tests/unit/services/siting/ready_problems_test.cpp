#include "services/siting/city/ready_problems.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "geo/siting/solvers/solve.hpp"
#include "services/siting/question/problem_file.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

/// Two districts in a row with homes of 100 people each, a corner beside each home, one locker.
CityPoints two_districts() {
  CityPoints city;
  for (int k = 0; k < 8; ++k) {
    const Position at{117.2 + 0.003 * k, 39.1};
    const std::string district = k < 4 ? "120101" : "120104", number = std::to_string(k);
    city.demand.push_back({"d-" + number, "community", "", district, at, 100, false});
    city.candidates.push_back(
        {"c-" + number, "shop", "", district, {at.lon + 0.0005, at.lat}, 0, false});
  }
  city.existing.push_back({"l-1", "locker", "", "120101", {117.2015, 39.1}, 0, false});
  return city;
}

/// The problem that is made, with straight walks in place of the network's.
ProblemFile made(CityAsk ask) {
  Json problem = city_problem(two_districts(), ask);
  problem["distance"]["model"] = "geodesic";
  return read_problem(problem, "problem", "", {}, {});
}

}  // namespace

TEST_CASE("the city's problem takes sizes, a budget, equity and a market, and each can be solved",
          "[siting]") {
  CityAsk sized;
  sized.sizes = {city_size("small:250:2"), city_size("large:600:3.5")};
  sized.budget = 9;
  const ProblemFile one = made(sized);
  CHECK_FALSE(one.problem.wanted_sites());
  CHECK(one.problem.requirements().sizes.size() == 2);
  CHECK(one.problem.existing_count() == 1);
  CHECK(solve(one.problem, {}, {}).has_plan());

  CityAsk fair;
  fair.kind = "mclp";
  fair.p = 3;
  fair.standard = 300;
  fair.equity = 0.5;
  const ProblemFile two = made(fair);
  REQUIRE(two.problem.requirements().floors.size() == 2);
  CHECK(two.problem.requirements().floors[0].id == "120101");
  CHECK(two.problem.requirements().floors[0].demands.size() == 4);
  CHECK(solve(two.problem, {}, {}).status == Status::optimal);

  CityAsk market;
  market.kind = "market_share";
  market.p = 2;
  const ProblemFile three = made(market);
  CHECK(three.problem.requirements().market->rivals.candidates() == 1);
  CHECK(three.problem.candidates() == 8);  // the locker that stands is the rival
  CHECK(solve(three.problem, {}, {}).has_plan());
}

TEST_CASE("what a city's problem cannot have is refused, naming it", "[siting]") {
  const auto refused = [](const CityAsk& ask, const std::string& word) {
    try {
      city_problem(two_districts(), ask);
      FAIL("not refused: " + word);
    } catch (const Error& error) {
      CHECK(error.public_detail().find(word) != std::string::npos);
    }
  };
  CityAsk ask;
  ask.equity = 0.5;
  refused(ask, "equity belongs to mclp");
  ask.kind = "mclp";
  ask.equity = 1.5;
  refused(ask, "equity: expected a share");
  ask = {};
  ask.kind = "lscp";
  ask.budget = 3;
  refused(ask, "budget");
  ask = {};
  ask.kind = "market_share";
  ask.district = "120104";
  refused(ask, "--samples");
  for (const char* text : {"small", "small:400", ":400:2", "small:many:2", "small:400:", "s:1:-2"})
    CHECK_THROWS_AS(city_size(text), Error);
}
