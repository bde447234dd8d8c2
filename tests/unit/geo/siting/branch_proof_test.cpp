// Proofs of problems with requirements: what is altered, or is not so, is refused.
#include <catch2/catch.hpp>
#include <functional>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_home;
using siting_test::operator""_site;

namespace {

struct Proven {
  SitingProblem problem;
  Solved solved;
  std::uint64_t seed;
};

constexpr int variants = 7;

/// Spacing, budget, floors, sizes divided and not, dispersion, spacing of a cover.
std::optional<SitingProblem> random_problem(int variant, std::uint64_t seed) {
  static constexpr Kind kinds[] = {Kind::p_median, Kind::mclp,         Kind::mclp, Kind::p_median,
                                   Kind::p_median, Kind::p_dispersion, Kind::lscp};
  std::mt19937_64 random(seed);
  const auto upto = [&](int n) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(n));
  };
  SitingDraft draft =
      siting_test::random_draft(variant == 5 ? Kind::p_median : kinds[variant], seed);
  draft.kind = kinds[variant];
  const Index candidates = draft.distances.candidates();
  Requirements& r = draft.requirements;
  if (variant == 0 || variant >= 5) {
    std::vector<std::vector<Neighbour>> rows(candidates);
    for (const CandidateIndex a : each<CandidateIndex>(candidates)) {
      for (const CandidateIndex b : each<CandidateIndex>(a.number())) {
        const double d = upto(12);
        rows[a].push_back({b, d});
        rows[b].push_back({a, d});
      }
    }
    r.between = SiteDistances(candidates);
    for (auto& row : rows) r.between.add_row(row);
  }
  switch (variant) {
    case 0:
    case 6:
      r.spacing = 1 + upto(5);
      break;
    case 1:
      for (Index j = 0; j < candidates; ++j) r.site_cost.push_back(upto(5));
      r.budget = 3 + upto(10);
      draft.p.reset();
      break;
    case 2: {
      CoverageFloor east{"east", {}, 0.1 * upto(8)};
      for (Index i = 0; i < draft.distances.demands(); i += 2) east.demands.emplace_back(i);
      r.floors = {east};
      break;
    }
    case 3:
    case 4:
      r.sizes = {{"S", 10.0 + upto(20), 1}, {"L", 30.0 + upto(30), 2}};
      r.existing_size = 0;
      r.budget = 4 + upto(4);
      r.single_source = variant == 4;
      break;
    case 5:
      draft.distances = DistanceTable(candidates);
      draft.weights.clear();
      draft.unserved_distance.reset();
      break;
    default:
      break;
  }
  try {
    return SitingProblem::checked(std::move(draft));
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The next one from `seed` on that has a plan, and a proof that needs multipliers.
Proven proven(int variant, std::uint64_t seed, std::int64_t node_limit = 1'000'000,
              std::size_t nodes = 1) {
  for (;; ++seed) {
    auto problem = random_problem(variant, seed);
    if (!problem) continue;
    SolveOptions options;
    options.certificate = true;
    options.node_limit = node_limit;
    Solved solved = solve_with_certificate(*problem, options, {});
    const bool wanted =
        node_limit == 1 ? solved.solution.has_plan() : solved.solution.status == Status::optimal;
    if (!wanted || !solved.certificate) continue;
    const double cost = maximises(problem->kind()) && variant != 5
                            ? problem->weight_in_reach() - solved.solution.objective
                            : solved.solution.objective;
    if (cost < 0.5 || solved.certificate->branches->nodes.size() < nodes) continue;
    const auto& multipliers = solved.certificate->branches->multipliers;
    if (multipliers.empty() || (multipliers[0].prices.empty() && multipliers[0].site == 0))
      continue;
    return {std::move(*problem), std::move(solved), seed};
  }
}

std::string refusal(const SitingProblem& problem, const SitingSolution& solution,
                    const Certificate& certificate) {
  const auto result = check_certificate(problem, solution, certificate);
  CHECK(result.valid == result.reason.empty());
  return result.reason;
}

void each_change(const Proven& p, const std::function<void(SitingSolution&, Certificate&)>& change,
                 const std::string& reason) {
  SitingSolution s = p.solved.solution;
  Certificate c = *p.solved.certificate;
  REQUIRE(refusal(p.problem, s, c) == "");
  change(s, c);
  const std::string got = refusal(p.problem, s, c);
  INFO(to_string(p.problem.kind()) << ": " << got);
  CHECK(got != "");
  if (!reason.empty()) CHECK(got == reason);
}

}  // namespace

TEST_CASE("an altered proof of a problem with requirements is refused, whichever part was altered",
          "[siting]") {
  for (int variant = 0; variant < variants; ++variant) {
    const Proven p = proven(variant, 1, 1'000'000, variant < 5 ? 3 : 1);
    const auto alter = [&](const std::function<void(SitingSolution&, Certificate&)>& change,
                           const std::string& reason = "") { each_change(p, change, reason); };
    const double better = maximises(p.problem.kind()) ? -1 : 1;
    alter([](auto& s, auto&) { s.objective += 1; });
    alter([&](auto& s, auto&) { s.bound += better; });
    alter([](auto& s, auto&) { s.open.pop_back(); });
    alter([](auto& s, auto&) { s.status = Status::feasible; });
    alter([](auto& s, auto&) { s.tolerance += 1e-3; });
    alter([](auto& s, auto&) { s.cost += 1; });
    alter([](auto& s, auto&) { s.conflict = {0_home}; }, "a conflict beside a plan");
    alter([](auto& s, auto&) { s.sites_bound += 1; });
    alter([](auto& s, auto&) {
      s.status = Status::infeasible;
      s.open.clear();
    });
    alter([](auto&, auto& c) { c.problem_digest ^= 1; }, "the certificate is of another problem");
    alter([](auto&, auto& c) { c.branches.reset(); }, "expected one proof by branches");
    alter([](auto&, auto& c) { c.trees.emplace_back(); }, "expected one proof by branches");
    alter([](auto&, auto& c) { c.branches->impossible = !c.branches->impossible; });
    alter([](auto&, auto& c) { c.branches->nodes.clear(); }, "a tree has no nodes");
    if (p.solved.certificate->branches->nodes.size() > 1)
      alter([](auto&, auto& c) { c.branches->nodes.resize(1); });
    alter([](auto&, auto& c) { c.branches->multipliers.clear(); });
    alter([](auto&, auto& c) {
      for (Multipliers& m : c.branches->multipliers) m = {};
    });
    alter([](auto&, auto& c) { c.branches->multipliers[0].prices.push_back(1); },
          "prices: wrong number of them");
    alter([](auto&, auto& c) { c.branches->multipliers[0].gains.push_back(1); },
          "gains: wrong number of them");
    alter([](auto&, auto& c) { c.branches->multipliers[0].floors.push_back(-1); });
    alter([](auto&, auto& c) { c.branches->multipliers[0].money = -1; });
    alter(
        [](auto&, auto& c) {
          c.branches->multipliers[0].site = std::numeric_limits<double>::quiet_NaN();
        },
        "the price of a site is not a number");
    alter([](auto&, auto& c) { c.branches->multipliers[0].cliques.emplace_back(999, 1); },
          "a clique does not exist");
    alter(
        [](auto&, auto& c) {
          c.branches->cliques.push_back({0_site, 0_site});
        },
        "two sites of a clique may both be open");
    alter([](auto&, auto& c) { c.branches->cliques.push_back({CandidateIndex{-1}}); },
          "a site does not exist");
    if (!p.solved.certificate->branches->impossible) {
      alter([](auto&, auto& c) { c.branches->claim += 1; });
      alter([](auto&, auto& c) { c.branches->claim -= 1; }, "the proof's claim is not the bound");
      alter([](auto&, auto& c) { c.branches->claim = std::numeric_limits<double>::infinity(); });
    }
  }
}

TEST_CASE("an altered split, leaf or fixing of a branch proof is refused", "[siting]") {
  int splits = 0, fixings = 0, assignments = 0;
  for (int variant = 0; variant < 5; ++variant) {
    std::uint64_t seed = 1;
    for (int found = 0; found < 3; ++found) {
      const Proven p = proven(variant, seed, 1'000'000, 3);
      seed = p.seed + 1;
      const auto alter = [&](const std::function<void(SitingSolution&, Certificate&)>& change) {
        each_change(p, change, "");
      };
      const auto& nodes = p.solved.certificate->branches->nodes;
      for (const NodeIndex k : nodes.indices()) {
        const auto node = [k](Certificate& c) -> BranchNode& { return c.branches->nodes[k]; };
        if (!nodes[k].excluded.empty()) {
          ++fixings;
          alter([&](auto&, auto& c) { node(c).fixing = -1; });
          alter([&](auto&, auto& c) { node(c).excluded.push_back(node(c).excluded.front()); });
          alter([&](auto&, auto& c) { node(c).excluded.front().second = 40; });
        }
        if (nodes[k].end == BranchEnd::bound || nodes[k].end == BranchEnd::impossible) {
          alter([&](auto&, auto& c) { node(c).multipliers = -1; });
          alter([&](auto&, auto& c) { node(c).multipliers = 100'000; });
          continue;
        }
        ++splits;
        assignments += nodes[k].end == BranchEnd::assignment;
        alter([&](auto&, auto& c) { node(c).second = node(c).first; });
        alter([&](auto&, auto& c) { node(c).first = NodeIndex::none(); });
        alter([&](auto&, auto& c) { node(c).site = 10'000_site; });
        alter([&](auto&, auto& c) {
          node(c).end = BranchEnd::bound;
          node(c).multipliers = static_cast<Index>(c.branches->multipliers.size());
        });
        if (nodes[k].end == BranchEnd::site)
          alter([&](auto&, auto& c) { node(c).options.clear(); });
        if (nodes[k].end == BranchEnd::assignment)
          alter([&](auto&, auto& c) { node(c).demand = DemandIndex::none(); });
      }
    }
  }
  CHECK(splits >= 15);
  CHECK(fixings > 0);
  CHECK(assignments > 0);
}

TEST_CASE(
    "no alteration of multipliers or tree makes the checker accept a better bound than the best "
    "plan",
    "[siting]") {
  std::mt19937_64 random(11);
  const auto upto = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  int refused = 0;
  constexpr int rounds = 280;
  for (int round = 0; round < rounds; ++round) {
    const int variant = round % variants;
    if (variant == 5) {  // a proof of separation has no claim: its statement is the bound itself
      ++refused;
      continue;
    }
    const Proven p = proven(variant, 1 + static_cast<std::uint64_t>(round));
    Certificate forged = *p.solved.certificate;
    BranchProof& proof = *forged.branches;
    const double step = std::max(1e-3, 1e-3 * std::abs(p.solved.solution.objective));
    proof.claim += step;
    for (Multipliers& m : proof.multipliers) {
      const double by = static_cast<double>(upto(300)) / 100;
      for (double& price : m.prices) price *= upto(2) == 0 ? by : 1;
      m.site *= by;
      m.money *= by;
      for (double& price : m.floors) price *= by;
      for (auto& clique : m.cliques) clique.second *= static_cast<double>(upto(300)) / 100;
    }
    BranchNode& node = proof.nodes[NodeIndex{upto(proof.nodes.size())}];
    if (upto(3) == 0) node.excluded.clear();
    if (upto(3) == 0)
      node.excluded.emplace_back(CandidateIndex{upto(3)}, static_cast<Index>(upto(2)));
    if (upto(3) == 0) node.end = BranchEnd::impossible;
    if (upto(3) == 0) node.multipliers = static_cast<Index>(upto(proof.multipliers.size()));
    SitingSolution s = p.solved.solution;
    s.bound += maximises(s.kind) ? -step : step;
    s.status = Status::feasible;
    refused += refusal(p.problem, s, forged) != "";
  }
  CHECK(refused == rounds);
}

TEST_CASE("the bound is what the certificate proves, and what CBC says beyond it is told apart",
          "[siting]") {
  int weaker = 0;
  for (int variant = 0; variant < 5; ++variant) {
    for (std::uint64_t seed = 1; seed < 30; ++seed) {
      const Proven p = proven(variant, seed * 7, 1);
      const SitingSolution& s = p.solved.solution;
      CHECK(refusal(p.problem, s, *p.solved.certificate) == "");
      CHECK(check_certificate(p.problem, s, *p.solved.certificate).bound == s.bound);
      if (s.status == Status::optimal) continue;
      ++weaker;
      CHECK(s.gap() > 0);
      CHECK_FALSE(p.solved.checked);
      CHECK(s.reason.find("COIN CBC") != std::string::npos);
      SitingSolution more = s;
      more.bound = s.objective;
      more.status = Status::optimal;
      CHECK(refusal(p.problem, more, *p.solved.certificate) ==
            "the proof's claim is not the bound");
      more = s;
      more.bound = (s.objective + s.bound) / 2;
      CHECK(refusal(p.problem, more, *p.solved.certificate) ==
            "the proof's claim is not the bound");
    }
  }
  CHECK(weaker > 5);
}

TEST_CASE("that no plan keeps the requirements is proven, and not of a problem that has one",
          "[siting]") {
  int none = 0;
  for (int variant : {0, 1, 2, 3, 4, 6}) {
    for (std::uint64_t seed = 1; seed < 60; ++seed) {
      const auto problem = random_problem(variant, seed);
      if (!problem) continue;
      SolveOptions options;
      options.certificate = true;
      Solved solved = solve_with_certificate(*problem, options, {});
      if (solved.solution.status != Status::infeasible) continue;
      ++none;
      REQUIRE(solved.certificate.has_value());
      CHECK(refusal(*problem, solved.solution, *solved.certificate) == "");
      const Proven other = proven(variant, seed);
      solved.certificate->problem_digest = other.solved.certificate->problem_digest;
      CHECK(refusal(other.problem, solved.solution, *solved.certificate) != "");
    }
  }
  CHECK(none > 10);
}

TEST_CASE("each part of the requirements belongs to the problem that a certificate is of",
          "[siting]") {
  const Proven p = proven(3, 5);
  const auto other = [&](const std::function<void(Requirements&)>& change) {
    SitingDraft draft = p.problem.draft();
    change(draft.requirements);
    return digest(SitingProblem::unchecked(std::move(draft))) != digest(p.problem);
  };
  CHECK_FALSE(other([](Requirements&) {}));
  CHECK(other([](Requirements& r) { r.sizes[1].capacity += 1; }));
  CHECK(other([](Requirements& r) { r.sizes[1].cost += 1; }));
  CHECK(other([](Requirements& r) { r.budget = *r.budget + 1; }));
  CHECK(other([](Requirements& r) { r.single_source = true; }));
  CHECK(other([](Requirements& r) { r.existing_size = 1; }));
  CHECK(other([](Requirements& r) { r.load = {1}; }));
  CHECK(other([](Requirements& r) { r.site_cost = {1}; }));
  CHECK(other([](Requirements& r) { r.spacing = 1; }));
  CHECK(other([](Requirements& r) { r.floors = {{"all", {0_home}, 0.5}}; }));
  CHECK(other([](Requirements& r) { r.between.add_row({}); }));
}

TEST_CASE("a branch proof is the same after JSON, and malformed text names the field", "[siting]") {
  for (int variant = 0; variant < variants; ++variant) {
    const Proven p = proven(variant, 3);
    const Json json = to_json(*p.solved.certificate);
    CHECK(refusal(p.problem, p.solved.solution, certificate_from_json(Json::parse(json.dump()))) ==
          "");
    CHECK(to_json(certificate_from_json(json)) == json);
    const auto error_of = [&](const std::function<void(Json&)>& change) -> std::string {
      Json other = json;
      change(other["branches"]);
      try {
        certificate_from_json(other);
        return "";
      } catch (const Error& error) {
        return error.public_detail();
      }
    };
    CHECK(error_of([](Json& b) { b.erase("nodes"); }) == "certificate: nodes: missing");
    CHECK(error_of([](Json& b) { b.erase("multipliers"); }) == "certificate: multipliers: missing");
    CHECK(error_of([](Json& b) { b["cliques"] = "many"; }) == "certificate: cliques: malformed");
    CHECK(error_of([](Json& b) { b["nodes"][0]["end"] = "perhaps"; }) ==
          "certificate: end: expected site, assignment, bound or impossible, got \"perhaps\"");
    CHECK(error_of([](Json& b) { b["multipliers"][0]["money"] = "much"; }) ==
          "certificate: money: malformed");
    CHECK(error_of([](Json& b) { b = Json::array(); }) != "");
  }
}
