// Questions that cannot be answered are refused, and the refusal says what is wrong.
#include "geo/siting/question/problem.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "geo/siting/solvers/solve.hpp"
#include "tests/unit/geo/siting/indices.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_site;
using siting_test::operator""_home;

namespace {

/// Three demand points in a row with a candidate at each; 100 between neighbours.
SitingDraft line(Kind kind) {
  SitingDraft draft;
  draft.kind = kind;
  draft.weights = {1, 2, 3};
  draft.distances =
      DistanceTable::dense(3, 3, std::vector<double>{0, 100, 200, 100, 0, 100, 200, 100, 0});
  draft.demand_ids = {"north", "middle", "south"};
  if (kind != Kind::lscp && kind != Kind::lscp_backup) draft.p = 1;
  if (kind != Kind::p_median && kind != Kind::p_center) draft.standard = 100;
  return draft;
}

std::string refusal(SitingDraft draft) {
  try {
    SitingProblem::checked(std::move(draft));
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_input);
    return error.public_detail();
  }
}

}  // namespace

TEST_CASE("a problem that cannot be answered says why", "[siting]") {
  using Catch::Contains;
  REQUIRE(refusal(line(Kind::p_median)) == "");
  auto draft = line(Kind::p_median);
  draft.weights = {};
  CHECK_THAT(refusal(draft), Contains("no demand points"));
  draft = line(Kind::p_median);
  draft.weights = {0, 0, 0};
  CHECK_THAT(refusal(draft), Contains("every weight is 0"));
  draft = line(Kind::p_median);
  draft.weights[1_home] = -2;
  CHECK_THAT(
      refusal(draft),
      Contains("weight of demand middle: 超出范围 expected 0, or 1e-09 to") && Contains("got -2"));
  draft = line(Kind::p_median);
  draft.p = 4;
  CHECK_THAT(refusal(draft), Contains("p = 4 is more than the 3 candidates"));
  draft = line(Kind::p_median);
  draft.p.reset();
  CHECK_THAT(refusal(draft), Contains("p_median needs p"));
  draft = line(Kind::lscp);
  draft.p = 1;
  CHECK_THAT(refusal(draft), Contains("takes no p"));
  draft = line(Kind::mclp);
  draft.standard.reset();
  CHECK_THAT(refusal(draft), Contains("needs a standard"));
  draft = line(Kind::mclp);
  draft.standard = -1;
  CHECK_THAT(refusal(draft), Contains("standard: 超出范围 expected 0, or"));
  draft = line(Kind::p_median);
  draft.rules = {SiteRule::required, SiteRule::required, SiteRule::free};
  CHECK_THAT(refusal(draft), Contains("fewer than the 2 required sites"));
  draft = line(Kind::p_median);
  draft.rules = {SiteRule::forbidden, SiteRule::forbidden, SiteRule::forbidden};
  CHECK_THAT(refusal(draft), Contains("more than the 0 candidates"));
  draft = line(Kind::lscp);
  draft.rules = {SiteRule::free, SiteRule::forbidden, SiteRule::forbidden};
  CHECK_THAT(refusal(draft), Contains("1 demand point(s)") && Contains("south"));
  draft = line(Kind::p_median);
  draft.unserved_distance = 150;
  CHECK_THAT(refusal(draft), Contains("at least the farthest listed distance"));
  CHECK_THROWS_WITH(site_rules(3, {1_site}, {}, {1_site}),
                    Contains("candidate 1 is both required and forbidden"));
  CHECK_THROWS_WITH(site_rules(3, {3_site}, {}, {}), Contains("candidate 3 does not exist"));
}

TEST_CASE("an infeasible problem names demand points that conflict", "[siting]") {
  // Two towns that share no candidate, and one site for both.
  SitingDraft draft;
  draft.kind = Kind::p_median;
  draft.weights = {1, 1};
  draft.distances = DistanceTable(2);
  draft.distances.add_row({{0_site, 10}});
  draft.distances.add_row({{1_site, 20}});
  draft.demand_ids = {"east", "west"};
  draft.p = 1;
  const auto s = solve(SitingProblem::checked(draft), {}, {});
  CHECK(s.status == Status::infeasible);
  CHECK(s.conflict == std::vector{0_home, 1_home});
  CHECK_THAT(s.reason, Catch::Contains("east, west"));
}

TEST_CASE("existing sites stand and do not count, required ones do", "[siting]") {
  auto draft = line(Kind::p_median);
  draft.rules = {SiteRule::existing, SiteRule::free, SiteRule::free};
  auto s = solve(SitingProblem::checked(draft), {}, {});
  CHECK(s.open == std::vector{0_site, 2_site});
  CHECK(s.sites == 1);
  CHECK(s.objective == 200);
  draft.rules = {SiteRule::required, SiteRule::free, SiteRule::free};
  s = solve(SitingProblem::checked(draft), {}, {});
  CHECK(s.open == std::vector{0_site});
  CHECK(s.objective == 800);
}
