// What searches owe when time is short, and what a plan without requirements tells of one with
// them.
#include <catch2/catch.hpp>

#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_site;
using siting_test::operator""_home;

namespace {

/// Points on a square of 100 × 100, whole distances, each a candidate too.
SitingDraft square(Kind kind, Index n, Index p, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::pair<double, double>> at;
  for (Index i = 0; i < n; ++i)
    at.emplace_back(static_cast<double>(random() % 100), static_cast<double>(random() % 100));
  SitingDraft draft;
  draft.kind = kind;
  draft.p = p;
  draft.distances = DistanceTable(n);
  for (Index i = 0; i < n; ++i) {
    std::vector<Neighbour> row;
    for (const CandidateIndex j : each<CandidateIndex>(n))
      row.push_back(
          {j, std::floor(std::hypot(at[i].first - at[j].first, at[i].second - at[j].second))});
    draft.distances.add_row(std::move(row));
    draft.weights.push_back(1 + static_cast<double>(random() % 9));
  }
  return draft;
}

std::string refusal(const SitingProblem& problem, const Solved& solved) {
  REQUIRE(solved.certificate);
  return check_certificate(problem, solved.solution, *solved.certificate).reason;
}

}  // namespace

TEST_CASE("a p-center search whose time is over at once has a plan, and a proven bound above 0",
          "[siting]") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto problem = SitingProblem::checked(square(Kind::p_center, 120, 12, seed));
    SolveOptions options;
    options.certificate = true;
    options.time_limit = 1e-9;
    const Solved early = solve_with_certificate(problem, options, {});
    const SitingSolution& s = early.solution;
    REQUIRE(s.open.size() == 12);
    CHECK(s.bound > 0);
    CHECK(s.bound <= s.objective);
    CHECK(4 * s.bound >= s.objective);  // the spread is at most twice as bad as the best
    CHECK(refusal(problem, early) == "");
  }
}

TEST_CASE("spacing that the best plan keeps anyway costs nothing and is proven", "[siting]") {
  SitingDraft draft = square(Kind::p_median, 90, 5, 3);
  const auto plain = solve(SitingProblem::checked(draft), {}, {});
  REQUIRE(plain.status == Status::optimal);
  SiteDistances& between = draft.requirements.between = SiteDistances(90);
  for (const DemandIndex i : each<DemandIndex>(90)) {  // the points are the candidates
    std::vector<Neighbour> row;
    for (std::size_t k = 0; k < draft.distances.sites(i).size(); ++k)
      row.push_back({draft.distances.sites(i)[k], draft.distances.distances(i)[k]});
    between.add_row(std::move(row));
  }
  double least = 1e9;
  for (const CandidateIndex a : plain.open) {
    for (const CandidateIndex b : plain.open) {
      const auto sites = between.sites(a);
      for (std::size_t k = 0; k < sites.size(); ++k) {
        if (sites[k] == b && a != b) least = std::min(least, between.distances(a)[k]);
      }
    }
  }
  REQUIRE(least > 1);
  draft.requirements.spacing = least;
  const auto problem = SitingProblem::checked(std::move(draft));
  SolveOptions options;
  options.certificate = true;
  const Solved spaced = solve_with_certificate(problem, options, {});
  CHECK(spaced.solution.status == Status::optimal);
  CHECK(spaced.solution.objective == plain.objective);
  CHECK(refusal(problem, spaced) == "");
}

TEST_CASE("whole demand points within one size of sites are proven by a tree of knapsacks",
          "[siting]") {
  SitingDraft draft = square(Kind::p_median, 50, 5, 7);
  double all = 0;
  for (double& weight : draft.weights) {
    draft.requirements.load.push_back(weight);
    all += weight;
    weight = 1;
  }
  draft.requirements.sizes.push_back({"any", std::ceil(all / 5 * 1.1), 0});
  draft.requirements.single_source = true;
  const auto problem = SitingProblem::checked(std::move(draft));
  SolveOptions options;
  options.certificate = true;
  const Solved solved = solve_with_certificate(problem, options, {});
  CHECK(solved.solution.status == Status::optimal);
  CHECK(check_plan(problem, solved.solution).reason == "");
  CHECK(refusal(problem, solved) == "");
}

TEST_CASE("a proof that closes dominated sites of coverage until too few are left is refused",
          "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::mclp;
  draft.p = 2;
  draft.standard = 1;
  draft.weights = {3, 4};
  draft.distances = DistanceTable(3);
  draft.distances.add_row({{0_site, 0}, {1_site, 0}});
  draft.distances.add_row({{2_site, 0}});
  const auto problem = SitingProblem::checked(std::move(draft));
  Solved solved;
  solved.solution = evaluate_plan(problem, {0_site, 2_site});
  solved.solution.status = Status::optimal;
  solved.solution.bound = 7;
  solved.certificate.emplace();
  solved.certificate->problem_digest = digest(problem);
  ProofTree tree;
  ProofNode node;
  node.steps.push_back({{}, {}, {}, {{1_site, 0_site}}});
  node.last = {0, 0};
  tree.nodes.push_back(node);
  solved.certificate->trees.push_back(tree);
  CHECK(refusal(problem, solved) == "");  // two are left for two
  solved.certificate->trees[0].nodes[NodeIndex{}].steps.push_back({{}, {}, {}, {{0_site, 0_site}}});
  CHECK_FALSE(refusal(problem, solved) == "");
  solved.certificate->trees[0].nodes[NodeIndex{}].steps.back().dominated = {{2_site, 0_site}};
  CHECK(refusal(problem, solved) == "dominated sites leave too few to open");
}

TEST_CASE("a covering proof about some demand points alone holds, and names none that is not there",
          "[siting]") {
  const auto problem = SitingProblem::checked(square(Kind::p_center, 60, 6, 5));
  SolveOptions options;
  options.certificate = true;
  Solved solved = solve_with_certificate(problem, options, {});
  REQUIRE(solved.solution.status == Status::optimal);
  CHECK(refusal(problem, solved) == "");
  const auto again = certificate_from_json(parse_json(to_json(*solved.certificate).dump(), "c"));
  CHECK(again.trees.at(0).only == solved.certificate->trees.at(0).only);
  solved.certificate->trees[0].only = {60_home};
  CHECK_FALSE(refusal(problem, solved) == "");
  solved.certificate->trees[0].only = {0_home};  // one site covers one demand point
  CHECK_FALSE(refusal(problem, solved) == "");
}
