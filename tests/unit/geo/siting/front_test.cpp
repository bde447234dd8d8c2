// Fronts and market shares against every plan tried.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

int cases() {
  const char* wanted = std::getenv("JINTU_SITING_CASES");
  return wanted ? std::atoi(wanted) : 150;
}

void each_plan(const SitingProblem& p,
               const std::function<void(const std::vector<CandidateIndex>&, int)>& visit) {
  for (unsigned plan = 0; plan < (1u << p.candidates()); ++plan) {
    std::vector<CandidateIndex> open;
    int fresh = 0;
    bool allowed = true;
    for (const CandidateIndex j : p.each_candidate()) {
      const bool is_open = plan >> j & 1;
      const SiteRule rule = p.rule(j);
      allowed = allowed && !(rule == SiteRule::forbidden && is_open);
      allowed = allowed && ((rule != SiteRule::existing && rule != SiteRule::required) || is_open);
      fresh += is_open && rule != SiteRule::existing;
      if (is_open) open.push_back(j);
    }
    if (allowed && (!p.wanted_sites() || fresh == *p.wanted_sites())) visit(open, fresh);
  }
}

struct Value {
  double objective, other;  // the smaller the better, both
};

/// All values that no other beats, by falling `other`.
std::vector<Value> undominated(std::vector<Value> all) {
  std::vector<Value> kept;
  std::sort(all.begin(), all.end(), [](const Value& a, const Value& b) {
    return a.other < b.other || (a.other == b.other && a.objective < b.objective);
  });
  for (const Value& v : all) {
    if (kept.empty() || v.objective < kept.back().objective - 1e-9) kept.push_back(v);
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

std::vector<Value> all_values(const SitingProblem& p) {
  std::vector<Value> values;
  const bool cover = p.kind() == Kind::mclp;
  const auto& r = p.requirements();
  each_plan(p, [&](const std::vector<CandidateIndex>& open, int fresh) {
    double sum = 0, worst = 0, cost = r.site_cost.empty() ? fresh : 0;
    for (const CandidateIndex j : open)
      cost += r.site_cost.empty() || p.rule(j) == SiteRule::existing ? 0 : p.site_cost(j);
    if (r.budget && cost > *r.budget) return;
    for (const DemandIndex i : p.each_demand()) {
      if (p.weight(i) == 0) continue;
      double nearest = std::numeric_limits<double>::infinity();
      for (const CandidateIndex j : open)
        nearest = std::min(nearest, siting_test::distance_or_none(p, i, j));
      if (!cover && !std::isfinite(nearest)) return;
      sum += cover ? (nearest <= p.standard() ? -p.weight(i) : 0) : p.weight(i) * nearest;
      worst = std::max(worst, nearest);
    }
    values.push_back({sum, cover ? cost : worst});
  });
  return values;
}

void compare(Kind kind, Front front, bool priced) {
  int answered = 0, several = 0;
  for (int seed = 1; seed <= cases(); ++seed) {
    SitingDraft draft = siting_test::random_draft(kind, static_cast<std::uint64_t>(seed) + 9000);
    draft.unserved_distance.reset();
    draft.requirements.front = front;
    if (front == Front::cost) draft.p.reset();
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    for (Index j = 0; priced && j < draft.distances.candidates(); ++j)
      draft.requirements.site_cost.push_back(static_cast<double>(random() % 5));
    if (priced && random() % 2 == 0) draft.requirements.budget = static_cast<double>(random() % 12);
    std::optional<SitingProblem> problem;
    try {
      problem = SitingProblem::checked(std::move(draft));
    } catch (const Error& error) {
      REQUIRE(error.code() == ErrorCode::bad_input);
      continue;
    }
    INFO(to_string(kind) << " seed " << seed);
    const auto wanted = undominated(all_values(*problem));
    std::vector<FrontPoint> told;
    SolveOptions options;
    options.on_front = [&](const FrontPoint& point) { told.push_back(point); };
    options.certificate = true;
    const Solved solved = solve_with_certificate(*problem, options, {});
    const SitingSolution& s = solved.solution;
    if (wanted.empty()) {
      CHECK(s.status == Status::infeasible);
      continue;
    }
    ++answered;
    several += wanted.size() > 1;
    CHECK(s.status == Status::optimal);
    REQUIRE(s.front.size() == wanted.size());
    const double sign = maximises(kind) ? -1 : 1;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      CHECK(sign * s.front[k].objective == Approx(wanted[k].objective).epsilon(1e-6).margin(1e-6));
      CHECK(s.front[k].other == Approx(wanted[k].other).epsilon(1e-6).margin(1e-6));
      CHECK(s.front[k].proven);
      CHECK(std::any_of(told.begin(), told.end(), [&](const FrontPoint& point) {
        return point.open == s.front[k].open && point.other == s.front[k].other;
      }));
      const auto plan = plan_at(*problem, s, k);
      CHECK(plan.status == Status::optimal);
      CHECK(plan.open == s.front[k].open);
      CHECK(plan.objective == Approx(s.front[k].objective).epsilon(1e-9));
      CHECK(plan.bound == plan.objective);
    }
    CHECK(s.open == s.front.front().open);
    INFO(solved.no_certificate);
    REQUIRE(solved.certificate);
    CHECK(solved.checked);
    const auto again =
        certificate_from_json(parse_json(to_json(*solved.certificate).dump(), "certificate"));
    CHECK(check_certificate(*problem, s, again).reason == "");
    CHECK_THROWS_AS(plan_at(*problem, s, s.front.size()), Error);
  }
  CHECK(answered * 3 > cases());
  CHECK(several * 20 > cases());
}

}  // namespace

TEST_CASE("the front of weighted and worst distance equals enumeration", "[siting][brute]") {
  compare(Kind::p_median, Front::worst_walk, false);
}

TEST_CASE("the front of coverage and number of sites equals enumeration", "[siting][brute]") {
  compare(Kind::mclp, Front::cost, false);
}

TEST_CASE("the front of coverage and money equals enumeration", "[siting][brute]") {
  compare(Kind::mclp, Front::cost, true);
}

TEST_CASE("market share against rivals equals brute force", "[siting][brute]") {
  int solved = 0;
  for (int seed = 1; seed <= cases(); ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    SitingDraft draft = siting_test::random_draft(Kind::p_median, static_cast<std::uint64_t>(seed));
    draft.kind = Kind::market_share;
    draft.unserved_distance.reset();
    Market market;
    market.logit = random() % 2 == 0;
    market.decay = market.logit ? 0.01 : 1.5;
    const auto rivals = static_cast<Index>(random() % 4);
    market.rivals = RivalDistances(rivals);
    for (Index i = 0; i < draft.distances.demands(); ++i) {
      std::vector<RivalDistances::Neighbour> row;
      for (const RivalIndex k : each<RivalIndex>(rivals)) {
        if (random() % 3 != 0) row.push_back({k, static_cast<double>(random() % 100)});
      }
      market.rivals.add_row(row);
    }
    for (Index k = 0; k < rivals; ++k)
      market.rival_attraction.push_back(1.0 + static_cast<double>(random() % 5));
    for (Index j = 0; j < draft.distances.candidates(); ++j)
      market.attraction.push_back(1.0 + static_cast<double>(random() % 5));
    draft.requirements.market = market;
    std::optional<SitingProblem> problem;
    try {
      problem = SitingProblem::checked(std::move(draft));
    } catch (const Error& error) {
      REQUIRE(error.code() == ErrorCode::bad_input);
      continue;
    }
    INFO("seed " << seed);
    double best = -1;
    each_plan(*problem, [&](const std::vector<CandidateIndex>& open, int) {
      double won = 0;
      for (const DemandIndex i : problem->each_demand()) {
        double ours = 0, theirs = 0;
        const auto pull = [&](double a, double d) {
          return market.logit ? a * std::exp(-market.decay * d)
                              : a / std::pow(std::max(d, 1.0), market.decay);
        };
        for (const CandidateIndex j : open) {
          const double d = siting_test::distance_or_none(*problem, i, j);
          if (std::isfinite(d)) ours += pull(market.attraction[j], d);
        }
        for (std::size_t k = 0; k < market.rivals.sites(i).size(); ++k) {
          theirs += pull(market.rival_attraction[market.rivals.sites(i)[k]],
                         market.rivals.distances(i)[k]);
        }
        if (ours > 0) won += problem->weight(i) * ours / (ours + theirs);
      }
      best = std::max(best, won);
    });
    SolveOptions options;
    options.certificate = true;
    const Solved answer = solve_with_certificate(*problem, options, {});
    const SitingSolution& s = answer.solution;
    ++solved;
    INFO(s.objective << " bound " << s.bound << " of " << problem->weight_in_reach() << " "
                     << s.reason);
    CHECK(s.status == Status::optimal);
    CHECK(s.objective == Approx(best).epsilon(2e-6));
    CHECK(s.bound >= best * (1 - 1e-6));
    CHECK(check_plan(*problem, s).reason == "");
    REQUIRE(answer.certificate.has_value());
    CHECK(check_certificate(*problem, s, *answer.certificate).reason == "");
    CHECK(answer.checked);
  }
  CHECK(solved * 2 > cases());
}
