// Searches that end early: the plan, the bound and the proof hold all the same.
#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

/// Points drawn on a square, whole distances; wide enough that the root does not close it.
SitingProblem square(Kind kind, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto draw = [&] { return static_cast<double>(random() % 100); };
  SitingDraft draft;
  draft.kind = kind;
  draft.p = 7;
  constexpr Index n = 90;
  std::vector<std::pair<double, double>> at;
  for (Index i = 0; i < n; ++i) at.emplace_back(draw(), draw());
  draft.distances = DistanceTable(n);
  for (Index i = 0; i < n; ++i) {
    std::vector<Neighbour> row;
    for (const CandidateIndex j : each<CandidateIndex>(n))
      row.push_back(
          {j, std::floor(std::hypot(at[i].first - at[j].first, at[i].second - at[j].second))});
    draft.distances.add_row(row);
    draft.weights.push_back(1 + static_cast<double>(random() % 9));
  }
  if (kind == Kind::mclp) draft.standard = 16;
  return SitingProblem::checked(std::move(draft));
}

void check_holds(const SitingProblem& problem, const Solved& early, const SitingSolution& best) {
  const SitingSolution& s = early.solution;
  REQUIRE(s.open.size() == best.open.size());
  const double sign = maximises(problem.kind()) ? -1 : 1;
  CHECK(sign * s.bound <= sign * best.objective);
  CHECK(sign * s.objective >= sign * best.objective);
  CHECK(std::isfinite(s.gap()));
  REQUIRE(early.certificate);
  CHECK(check_certificate(problem, s, *early.certificate).reason == "");
}

}  // namespace

TEST_CASE("a search whose time is over at once still gives a plan, a bound and its proof",
          "[siting]") {
  const Kind kind = GENERATE(Kind::p_median, Kind::mclp);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const SitingProblem problem = square(kind, seed);
    SolveOptions options;
    options.certificate = true;
    options.time_limit = 1e-9;
    check_holds(problem, solve_with_certificate(problem, options, {}), solve(problem, {}, {}));
  }
}

TEST_CASE("the proof of a search that was stopped holds for the nodes that it left", "[siting]") {
  const Kind kind = GENERATE(Kind::p_median, Kind::mclp);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const SitingProblem problem = square(kind, seed);
    const SitingSolution best = solve(problem, {}, {});
    for (const std::int64_t nodes : {1, 2, 4, 7}) {
      SolveOptions options;
      options.certificate = true;
      options.node_limit = nodes;
      check_holds(problem, solve_with_certificate(problem, options, {}), best);
    }
  }
}

TEST_CASE("a search without time gives back the plan and the bound that it went on from",
          "[siting]") {
  const Kind kind = GENERATE(Kind::p_median, Kind::mclp, Kind::p_center);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const SitingProblem problem = square(kind, seed);
    const SitingSolution best = solve(problem, {}, {});
    REQUIRE(best.status == Status::optimal);
    SolveOptions options;
    options.time_limit = 1e-9;
    options.start = best.open;
    std::vector<SolveNews> told;
    options.on_news = [&](const SolveNews& news) { told.push_back(news); };
    const SitingSolution again = solve(problem, options, {});
    CHECK(again.objective == best.objective);
    CHECK(again.sites == best.sites);
    for (const SolveNews& news : told) CHECK(news.objective == best.objective);
    options.known_bound = best.bound;
    CHECK(solve(problem, options, {}).status == Status::optimal);
  }
}

TEST_CASE("what is no plan of the problem is no start", "[siting]") {
  const SitingProblem problem = square(Kind::p_median, 1);
  const SitingSolution best = solve(problem, {}, {});
  SolveOptions options;
  const std::vector<std::vector<Index>> bad{
      {0, 1}, {0, 0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5, 900}, {-1, 1, 2, 3, 4, 5, 6}};
  for (const auto& start : bad) {
    options.start.clear();
    for (const Index j : start) options.start.emplace_back(j);
    CHECK(solve(problem, options, {}).objective == best.objective);
  }
}
