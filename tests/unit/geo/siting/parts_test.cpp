// Problems that fall into parts which hardly touch, against every plan tried; and their proofs.
#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu::siting;
using siting_test::operator""_home;

namespace {

/// Three villages, far apart but not out of reach, of few distinct distances: relaxations gape
/// there.
SitingProblem villages(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto upto = [&](int n) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(n));
  };
  const bool broken = upto(3) == 0;
  SitingDraft draft;
  draft.kind = upto(4) == 0 ? Kind::mclp : Kind::p_median;
  const int each = 5, count = 3 * each;
  draft.distances = DistanceTable(count);
  for (int i = 0; i < count; ++i) {
    std::vector<Neighbour> row;
    for (int j = 0; j < count; ++j) {
      const bool near = i / each == j / each;
      const double d = i == j ? 0 : near ? 2 + upto(3) : 20 + upto(20);
      row.push_back({CandidateIndex{j}, broken ? d * 1.01 : d});
    }
    draft.distances.add_row(row);
    draft.weights.push_back(1 + upto(2));
  }
  draft.p = 4 + upto(4);
  if (draft.kind == Kind::mclp) draft.standard = 2.5;
  draft.rules.assign(count, SiteRule::free);
  if (upto(3) == 0)
    draft.rules[CandidateIndex{upto(count)}] =
        upto(2) == 0 ? SiteRule::existing : SiteRule::forbidden;
  return SitingProblem::checked(std::move(draft));
}

}  // namespace

TEST_CASE(
    "problems that fall into parts equal brute force, and their proofs hold and cannot be altered",
    "[siting][brute]") {
  int by_parts = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 800; ++seed) {
    INFO("seed " << seed);
    const SitingProblem problem = villages(seed);
    SolveOptions options;
    options.certificate = true;
    const Solved solved = solve_with_certificate(problem, options, {});
    REQUIRE(solved.solution.status == Status::optimal);
    REQUIRE(solved.certificate);
    if (seed % 20 == 0 || solved.certificate->trees[0].nodes[NodeIndex{}].end == ProofEnd::parts) {
      const auto best = siting_test::brute_force(problem);
      REQUIRE(best);
      CHECK(solved.solution.objective == Approx(best->objective).epsilon(1e-9));
    }
    auto again = certificate_from_json(
        jintu::parse_json(to_json(*solved.certificate).dump(), "certificate"));
    CHECK(check_certificate(problem, solved.solution, again).reason == "");
    ProofNode& root = again.trees[0].nodes[NodeIndex{}];
    if (root.end != ProofEnd::parts) continue;
    ++by_parts;
    const Certificate intact = again;
    const auto refuses = [&] {
      refused += !check_certificate(problem, solved.solution, again).valid;
      again = intact;
    };
    root.parts.front().tree.claim += 3;
    refuses();
    root.parts.back().sites.pop_back();
    refuses();
    root.parts.back().demands.push_back(
        root.parts.front().demands.empty() ? 0_home : root.parts.front().demands.front());
    refuses();
    root.site_price += 50;
    refuses();
  }
  INFO(by_parts << " by parts");
  CHECK(by_parts >= 8);
  CHECK(refused == 4 * by_parts);
}
