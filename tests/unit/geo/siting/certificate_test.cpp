// A certificate that was altered, or a claim that is not so, is refused.
#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_home;

namespace {

struct Proven {
  SitingProblem problem;
  Solved solved;
};

/// A p-median problem with whole numbers that has a plan and whose proof needs prices.
Proven proven(Kind kind, std::uint64_t first_seed) {
  for (std::uint64_t seed = first_seed;; ++seed) {
    try {
      auto problem = SitingProblem::checked(siting_test::random_draft(kind, seed));
      SolveOptions options;
      options.certificate = true;
      Solved solved = solve_with_certificate(problem, options, {});
      if (solved.solution.status != Status::optimal || !problem.integral() || !solved.certificate)
        continue;
      if (solved.solution.objective < 10) continue;
      if (check_certificate(problem, solved.solution, *solved.certificate).reason.empty()) {
        return {std::move(problem), std::move(solved)};
      }
    } catch (const Error&) {
    }
  }
}

std::string refusal(const Proven& p, const SitingSolution& solution,
                    const Certificate& certificate) {
  const auto result = check_certificate(p.problem, solution, certificate);
  CHECK(result.valid == result.reason.empty());
  return result.reason;
}

}  // namespace

TEST_CASE("an altered plan, objective, bound or problem is refused by name", "[siting]") {
  const Proven p = proven(Kind::p_median, 1);
  const SitingSolution& right = p.solved.solution;
  const Certificate& proof = *p.solved.certificate;
  REQUIRE(refusal(p, right, proof) == "");

  SitingSolution s = right;
  s.objective -= 1;
  CHECK(refusal(p, s, proof) == "the objective is wrong");
  s = right;
  s.bound += 1;
  CHECK(refusal(p, s, proof) == "the bound is on the wrong side of the objective");
  s = right;
  s.bound -= 1;
  CHECK(refusal(p, s, proof) == "called optimal, but the gap is open");
  s = right;
  s.open.pop_back();
  CHECK(refusal(p, s, proof) != "");
  s = right;
  s.assignment[0_home] = CandidateIndex::none();
  CHECK(refusal(p, s, proof) != "");
  s = right;
  s.status = Status::infeasible;
  CHECK(refusal(p, s, proof) != "");

  Certificate other = proof;
  other.problem_digest ^= 1;
  CHECK(refusal(p, right, other) == "the certificate is of another problem");
  other = proof;
  other.trees.clear();
  CHECK(refusal(p, right, other) == "expected one proof");
  other = proof;
  other.trees[0].claim -= 1;
  CHECK(refusal(p, right, other) == "the proof's claim is not the bound");
  other = proof;
  other.trees[0].nodes.clear();
  CHECK(refusal(p, right, other) == "a tree has no nodes");
}

TEST_CASE("no alteration makes the checker accept a bound that is false", "[siting]") {
  std::mt19937_64 random(7);
  const auto upto = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  int refused = 0;
  for (std::uint64_t round = 0; round < 300; ++round) {
    const Kind kind = round % 2 == 0 ? Kind::p_median : Kind::mclp;
    Proven p = proven(kind, 1 + round * 3);
    // One better than the best: claimed of a plan that cannot exist.
    Certificate forged = *p.solved.certificate;
    ProofTree& tree = forged.trees[0];
    tree.claim += 1;
    ProofNode& node = tree.nodes[NodeIndex{upto(tree.nodes.size())}];
    for (auto* prices :
         {&node.last,
          node.steps.empty() ? &node.last : &node.steps[upto(node.steps.size())].prices}) {
      for (double& price : *prices) price *= static_cast<double>(upto(300)) / 100;
    }
    if (upto(3) == 0 && node.end == ProofEnd::split) node.when_closed = node.when_open;
    if (upto(3) == 0) node.end = ProofEnd::determined;
    SitingSolution s = p.solved.solution;
    s.bound += maximises(kind) ? -1 : 1;
    s.objective = s.bound;
    refused += refusal(p, s, forged) != "";
    // And with the true plan, where the bound alone is a lie.
    s.objective = p.solved.solution.objective;
    refused += refusal(p, s, forged) != "";
  }
  CHECK(refused == 600);
}

TEST_CASE("a certificate's text that is malformed names the field", "[siting]") {
  const Proven p = proven(Kind::p_median, 40);
  const Json good = to_json(*p.solved.certificate);
  const auto error_of = [](const Json& json) -> std::string {
    try {
      certificate_from_json(json);
      return "";
    } catch (const Error& error) {
      return error.public_detail();
    }
  };
  CHECK(error_of(good) == "");
  Json json = good;
  json["problem_digest"] = "xyz";
  CHECK(error_of(json) == "certificate: problem_digest: expected 16 hexadecimal digits");
  json = good;
  json.erase("trees");
  CHECK(error_of(json) == "certificate: trees: missing");
  json = good;
  json["trees"][0]["nodes"][0]["end"] = "perhaps";
  CHECK(
      error_of(json) ==
      "certificate: end: expected split, bound, determined, impossible or parts, got \"perhaps\"");
  json = good;
  json["trees"][0]["claim"] = "much";
  CHECK(error_of(json) == "certificate: claim: malformed");
  CHECK(error_of(Json::array()) != "");
}
