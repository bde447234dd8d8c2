// Numbers at the edge of what can be added up, and weight that no plan can reach.
#include "geo/siting/question/limits.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_site;
using siting_test::operator""_home;

namespace {

SitingDraft pair_of(Kind kind) {
  SitingDraft draft;
  draft.kind = kind;
  draft.weights = {1, 1};
  draft.distances = DistanceTable::dense(2, 2, std::vector<double>{5, 4, 4, 5});
  draft.p = 1;
  if (kind == Kind::mclp) draft.standard = 4;
  return draft;
}

void is_refused(const SitingDraft& draft, const std::string& field) {
  INFO(field);
  try {
    SitingProblem::checked(SitingDraft(draft));
    FAIL("accepted");
  } catch (const OutOfRange& error) {
    CHECK_THAT(error.public_detail(), Catch::Contains(field));
  }
}

Solved certified(const SitingProblem& problem) {
  SolveOptions options;
  options.certificate = true;
  return solve_with_certificate(problem, options, {});
}

}  // namespace

TEST_CASE("a number beyond what can be added up is refused, and its field is named", "[siting]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double bad : {1e308, 1e13, 1e-300, 5e-324, -1.0, infinity, std::nan("")}) {
    INFO(bad);
    for (const Kind kind : {Kind::p_median, Kind::mclp}) {
      auto draft = pair_of(kind);
      draft.weights[1_home] = bad;
      is_refused(draft, "weight of demand 1");
    }
    CHECK_THROWS_AS(DistanceTable(1).add_row({{0_site, bad}}), OutOfRange);
    auto draft = pair_of(Kind::mclp);
    draft.standard = bad;
    is_refused(draft, "standard");
    draft = pair_of(Kind::p_median);
    draft.unserved_distance = bad;
    is_refused(draft, "unserved_distance");
    draft = pair_of(Kind::p_median);
    draft.requirements.site_cost = {1, bad};
    is_refused(draft, "cost of candidate 1");
    draft = pair_of(Kind::p_median);
    draft.requirements.sizes = {{"s", 9, bad}};
    is_refused(draft, "size s: cost");
    draft.requirements.sizes = {{"s", 9, 1}};
    draft.requirements.load = {1, bad};
    is_refused(draft, "load of demand 1");
    draft = pair_of(Kind::mclp);
    draft.requirements.floors = {{"all", {0_home, 1_home}, bad}};
    is_refused(draft, "group all");
  }
  for (const double bad : {1e308, 1e16, 1e-300, 0.0, -1.0, infinity}) {
    auto draft = pair_of(Kind::p_median);
    draft.requirements.sizes = {{"s", bad, 1}};
    is_refused(draft, "size s: capacity");
  }
  auto draft = pair_of(Kind::p_median);
  draft.requirements.budget = 1e300;
  is_refused(draft, "budget");
}

TEST_CASE("what is too much together is refused, though each number is allowed", "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::p_median;
  draft.p = 1;
  draft.weights.assign(2000, 1e12);
  draft.distances = DistanceTable(1);
  for (int i = 0; i < 2000; ++i) draft.distances.add_row({{0_site, 1}});
  is_refused(draft, "weights of all demand points");
  draft = pair_of(Kind::p_median);
  draft.weights = {1e12, 1e12};
  draft.distances = DistanceTable::dense(2, 2, std::vector<double>{1e9, 4, 4, 1e9});
  is_refused(draft, "all weight × the farthest distance");
}

TEST_CASE("weight that no plan reaches, however heavy, does not blur what is covered", "[siting]") {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    auto draft = siting_test::random_draft(Kind::mclp, seed);
    const double heavy = seed % 2 == 0 ? 1e12 : 987654321098.7;
    draft.weights.push_back(heavy);
    draft.distances.add_row({});
    std::optional<SitingProblem> problem;
    try {
      problem = SitingProblem::checked(std::move(draft));
    } catch (const Error&) {
      continue;
    }
    const auto best = siting_test::brute_force(*problem);
    if (!best) continue;
    INFO("seed " << seed);
    const Solved solved = certified(*problem);
    const SitingSolution& s = solved.solution;
    ++compared;
    REQUIRE(s.status == Status::optimal);
    CHECK(s.objective == Approx(best->objective).epsilon(1e-12));
    CHECK(s.tolerance <= 1e-8 * best->objective + 1e-12 * problem->weight_in_reach());
    CHECK(s.bound <= problem->weight_in_reach() * (1 + 1e-9));
    CHECK(solved.checked);
    REQUIRE(solved.certificate.has_value());
    SitingSolution lie = s;
    lie.objective = lie.bound = s.objective * 1.001 + 1;
    CHECK_FALSE(check_certificate(*problem, lie, *solved.certificate).valid);
  }
  CHECK(compared > 100);
}

TEST_CASE("a plan that covers all that can be covered is the best", "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::mclp;
  draft.standard = 10;
  draft.p = 2;
  draft.weights = {0.1, 0.2, 0.3, 77.7};
  draft.distances = DistanceTable(3);
  draft.distances.add_row({{0_site, 1}});
  draft.distances.add_row({{0_site, 2}, {1_site, 10}});
  draft.distances.add_row({{2_site, 3}});
  draft.distances.add_row({{1_site, 10.5}});
  const auto s = solve(SitingProblem::checked(std::move(draft)), {}, {});
  CHECK(s.status == Status::optimal);
  CHECK(s.objective == Approx(0.6));
  CHECK(s.gap() == 0);
  CHECK(s.open == std::vector{0_site, 2_site});
}

TEST_CASE("where nobody can be reached every plan is the best, and covers nobody", "[siting]") {
  auto draft = pair_of(Kind::mclp);
  draft.standard = 3;
  const auto problem = SitingProblem::checked(std::move(draft));
  const Solved solved = certified(problem);
  CHECK(solved.solution.status == Status::optimal);
  CHECK(solved.solution.objective == 0);
  CHECK(solved.solution.bound == 0);
  CHECK(solved.checked);
}

TEST_CASE("room that is short by a ten-millionth is too little, and that is proven", "[siting]") {
  for (const bool whole : {false, true}) {
    for (const double capacity : {10 - 1e-7, 10 - 1e-9, 10.0}) {
      INFO(capacity << (whole ? " undivided" : ""));
      auto draft = pair_of(Kind::p_median);
      draft.weights = {4, 6};
      draft.requirements.sizes = {{"s", capacity, 1}};
      draft.requirements.single_source = whole;
      const auto problem = SitingProblem::checked(std::move(draft));
      const Solved solved = certified(problem);
      if (capacity == 10) {
        CHECK(solved.solution.status == Status::optimal);
        CHECK(solved.solution.objective == 44);
      } else {
        CHECK(solved.solution.status == Status::infeasible);
        CHECK_THAT(solved.solution.reason, Catch::Contains("infeasible: "));
        REQUIRE(solved.certificate.has_value());
      }
      CHECK(solved.checked);
      CHECK(check_certificate(problem, solved.solution, *solved.certificate).reason == "");
    }
  }
  // Not all of it: one town is short, the rest has more than enough.
  SitingDraft draft;
  draft.kind = Kind::p_median;
  draft.p = 2;
  draft.weights = {4, 6, 1};
  draft.distances = DistanceTable(3);
  draft.distances.add_row({{0_site, 1}});
  draft.distances.add_row({{0_site, 1}});
  draft.distances.add_row({{1_site, 1}, {2_site, 2}});
  draft.requirements.sizes = {{"s", 10 - 1e-7, 1}};
  const Solved solved = certified(SitingProblem::checked(std::move(draft)));
  CHECK_FALSE(solved.solution.has_plan());
}

TEST_CASE("no answer is called proven that our own checker has not accepted", "[siting]") {
  int proven = 0;
  for (const Kind kind : {Kind::p_median, Kind::p_center, Kind::mclp, Kind::lscp}) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
      std::optional<SitingProblem> problem;
      try {
        problem = SitingProblem::checked(siting_test::random_draft(kind, seed));
      } catch (const Error&) {
        continue;
      }
      const Solved solved = solve_with_certificate(*problem, {}, {});  // no certificate asked for
      INFO(to_string(kind) << " seed " << seed);
      CHECK(solved.solution.proven());
      CHECK(solved.checked);
      CHECK_FALSE(solved.certificate.has_value());
      proven += solved.solution.proven();
    }
  }
  CHECK(proven > 100);
}
