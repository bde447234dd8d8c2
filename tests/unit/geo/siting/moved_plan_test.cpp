// A plan with sites moved is weighed as a problem that has them there from the start.
#include "geo/siting/solvers/moved_plan.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "geo/base/error.hpp"
#include "geo/siting/solvers/solve.hpp"
#include "tests/unit/geo/siting/indices.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_site;

namespace {

constexpr Index demands = 12, candidates = 6;

SitingDraft random_draft(Kind kind, std::mt19937& random, const std::vector<double>& metres) {
  SitingDraft draft;
  draft.kind = kind;
  draft.distances = DistanceTable::dense(demands, candidates, metres, 60);
  for (Index i = 0; i < demands; ++i)
    draft.weights.push_back(static_cast<double>(1 + random() % 5));
  draft.rules.assign(candidates, SiteRule::free);
  draft.rules[0_site] = SiteRule::existing;
  if (kind != Kind::lscp) draft.p = 2;
  if (kind == Kind::lscp || kind == Kind::mclp) draft.standard = 40;
  if (kind == Kind::p_median) draft.unserved_distance = 80;
  return draft;
}

}  // namespace

TEST_CASE(
    "A plan with a site moved is worth what it is worth where the site stands there from the "
    "start") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> metres(demands * candidates);
    for (double& m : metres) m = static_cast<double>(random() % 100);
    for (const Kind kind : {Kind::p_median, Kind::mclp, Kind::p_center, Kind::lscp}) {
      auto seed = random;
      SitingDraft draft = random_draft(kind, seed, metres);
      const auto make = [&](const SitingDraft& d) { return SitingProblem::unchecked(d); };
      const SitingProblem problem = make(draft);
      const std::vector<CandidateIndex> open{0_site, 2_site, 5_site}, all{0_site, 1_site, 2_site};
      const auto same = evaluate_plan(problem_of_plan(problem, open, {}), all),
                 full = evaluate_plan(problem, open);
      CHECK(same.objective == full.objective);
      CHECK(same.sites == full.sites);

      std::vector<double> elsewhere = metres;
      MovedSite moved{2_site, {}, {}};
      for (const DemandIndex i : each<DemandIndex>(demands)) {
        const double m = static_cast<double>(random() % 100);
        elsewhere[static_cast<std::size_t>(i * candidates + 2)] = m;
        if (m <= 60) moved.reach.push_back({i, m});
      }
      const auto after = evaluate_plan(problem_of_plan(problem, open, std::vector{moved}), all);
      draft.distances = DistanceTable::dense(demands, candidates, elsewhere, 60);
      const auto expected = evaluate_plan(make(draft), open);
      CHECK(after.objective == expected.objective);
      for (const DemandIndex i : each<DemandIndex>(demands))
        CHECK((after.assignment[i] < 0 ? CandidateIndex::none() : open[after.assignment[i]]) ==
              expected.assignment[i]);
    }
  }
}

TEST_CASE("Only a site of the plan can be moved, and once") {
  std::mt19937 random(1);
  const SitingProblem problem = SitingProblem::unchecked(
      random_draft(Kind::p_median, random, std::vector<double>(demands * candidates, 1)));
  CHECK_THROWS_AS(
      problem_of_plan(problem, std::vector{0_site, 1_site}, std::vector{MovedSite{2_site, {}, {}}}),
      Error);
  CHECK_THROWS_AS(
      problem_of_plan(problem, std::vector{0_site, 1_site},
                      std::vector{MovedSite{1_site, {}, {}}, MovedSite{1_site, {}, {}}}),
      Error);
  CHECK_THROWS_AS(problem_of_plan(problem, std::vector{0_site, 0_site}, {}), Error);
  CHECK_THROWS_AS(problem_of_plan(problem, std::vector{CandidateIndex{candidates}}, {}), Error);
}
