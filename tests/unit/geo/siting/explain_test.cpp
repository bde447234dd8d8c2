#include "geo/siting/solvers/explain.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_site;

TEST_CASE("what a site is worth is what closing it loses", "[siting]") {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Kind kind = seed % 2 == 0 ? Kind::p_median : Kind::mclp;
    std::optional<SitingProblem> problem;
    try {
      problem = SitingProblem::checked(siting_test::random_draft(kind, seed));
    } catch (const Error&) {
      continue;
    }
    INFO(to_string(kind) << " seed " << seed);
    const auto s = solve(*problem, {}, {});
    if (s.status != Status::optimal) continue;
    const auto worths = site_worths(*problem, s);
    REQUIRE(worths.size() == s.open.size());
    for (std::size_t k = 0; k < worths.size(); ++k) {
      auto rest = s.open;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
      const auto without = evaluate_plan(*problem, rest);
      CHECK(worths[k].site == s.open[k]);
      CHECK(worths[k].loss.has_value() == (without.status != Status::unknown));
      if (!worths[k].loss) continue;
      CHECK(*worths[k].loss == Approx(std::abs(without.objective - s.objective)).margin(1e-9));
      ++compared;
    }
  }
  CHECK(compared > 200);
}

TEST_CASE("the next-best place of a site is the best of all exchanges", "[siting]") {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Kind kind = seed % 2 == 0 ? Kind::p_median : Kind::mclp;
    std::optional<SitingProblem> problem;
    try {
      problem = SitingProblem::checked(siting_test::random_draft(kind, seed));
    } catch (const Error&) {
      continue;
    }
    INFO(to_string(kind) << " seed " << seed);
    const auto s = solve(*problem, {}, {});
    if (s.status != Status::optimal) continue;
    const auto others = next_best_sites(*problem, s);
    REQUIRE(others.size() == s.open.size());
    for (std::size_t k = 0; k < others.size(); ++k) {
      std::optional<double> best;
      for (const CandidateIndex c : problem->each_candidate()) {
        if (problem->rule(s.open[k]) != SiteRule::free) break;
        if (problem->rule(c) != SiteRule::free || std::count(s.open.begin(), s.open.end(), c) > 0)
          continue;
        auto plan = s.open;
        plan[k] = c;
        const auto exchanged = evaluate_plan(*problem, plan);
        if (exchanged.status == Status::unknown) continue;
        const double loss = kind == Kind::mclp ? s.objective - exchanged.objective
                                               : exchanged.objective - s.objective;
        if (!best || loss < *best) best = loss;
      }
      CHECK(others[k].has_value() == best.has_value());
      if (!best || !others[k]) continue;
      CHECK(others[k]->loss == Approx(*best).margin(1e-9));
      ++compared;
    }
  }
  CHECK(compared > 200);
}

TEST_CASE("demand that is not covered says whether it could be", "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::mclp;
  draft.weights = {5, 1, 1, 0};
  draft.distances =
      DistanceTable::dense(4, 2, std::vector<double>{10, 900, 900, 20, 900, 800, 900, 900});
  draft.p = 1;
  draft.standard = 100;
  const auto problem = SitingProblem::checked(std::move(draft));
  const auto s = solve(problem, {}, {});
  REQUIRE(s.open == std::vector{0_site});
  const auto list = uncovered(problem, s);
  REQUIRE(list.size() == 2);
  CHECK(list[0].demand == 1);
  CHECK(list[0].nearest == 1);
  CHECK(list[0].distance == 20);
  CHECK(list[1].demand == 2);
  CHECK(list[1].nearest == -1);
}
