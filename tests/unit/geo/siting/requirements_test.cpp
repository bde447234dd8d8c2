// Spacing, sizes, budgets, equity and dispersion against every plan tried; contradictions by name.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;
using siting_test::operator""_site;
using siting_test::operator""_home;

namespace {

int cases() {
  const char* wanted = std::getenv("JINTU_SITING_CASES");
  return wanted ? std::atoi(wanted) : 150;
}

struct Random {
  std::mt19937_64 engine;
  int upto(int n) { return static_cast<int>(engine() % static_cast<std::uint64_t>(n)); }
};

SiteDistances between_of(Index candidates, Random& random) {
  std::vector<std::vector<double>> d(candidates, std::vector<double>(candidates, 0));
  for (const CandidateIndex a : each<CandidateIndex>(candidates)) {
    for (Index b = 0; b < a; ++b) d[a][b] = d[b][a] = random.upto(10);
  }
  SiteDistances table(candidates);
  for (const CandidateIndex a : each<CandidateIndex>(candidates)) {
    std::vector<Neighbour> row;
    for (const CandidateIndex b : each<CandidateIndex>(candidates)) row.push_back({b, d[a][b]});
    table.add_row(row);
  }
  return table;
}

double between(const SitingProblem& p, CandidateIndex a, CandidateIndex b) {
  const auto& table = p.requirements().between;
  for (std::size_t k = 0; k < table.sites(a).size(); ++k) {
    if (table.sites(a)[k] == b) return table.distances(a)[k];
  }
  return std::numeric_limits<double>::infinity();
}

/// Every set of sites that rules and p allow.
void each_plan(const SitingProblem& p,
               const std::function<void(const std::vector<CandidateIndex>&)>& visit) {
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
    if (allowed && (!p.wanted_sites() || fresh == *p.wanted_sites())) visit(open);
  }
}

bool spaced(const SitingProblem& p, const std::vector<CandidateIndex>& open) {
  if (!p.requirements().spacing) return true;
  for (const CandidateIndex a : open) {
    for (const CandidateIndex b : open) {
      if (a == b || (p.rule(a) == SiteRule::existing && p.rule(b) == SiteRule::existing)) continue;
      if (between(p, a, b) < *p.requirements().spacing) return false;
    }
  }
  return true;
}

/// What one set of sites without sizes is worth; nothing when it is not allowed.
std::optional<double> plain_value(const SitingProblem& p, const std::vector<CandidateIndex>& open) {
  const Requirements& r = p.requirements();
  double cost = 0, sum = 0;
  for (const CandidateIndex j : open) cost += p.rule(j) == SiteRule::existing ? 0 : p.site_cost(j);
  if ((r.budget && cost > *r.budget) || !spaced(p, open)) return std::nullopt;
  std::vector<double> covered(p.demands(), 0);
  for (const DemandIndex i : p.each_demand()) {
    if (p.weight(i) == 0) continue;
    double nearest = p.unserved_distance().value_or(std::numeric_limits<double>::infinity());
    for (const CandidateIndex j : open)
      nearest = std::min(nearest, siting_test::distance_or_none(p, i, j));
    covered[i] = nearest <= p.standard() ? p.weight(i) : 0;
    if (p.kind() != Kind::mclp && !std::isfinite(nearest)) return std::nullopt;
    if (p.kind() == Kind::lscp && covered[i] == 0) return std::nullopt;
    sum += p.kind() == Kind::mclp ? covered[i] : p.weight(i) * nearest;
  }
  for (const auto& floor : r.floors) {
    double all = 0, got = 0;
    for (const DemandIndex i : floor.demands) all += p.weight(i), got += covered[i];
    if (got < floor.share * all - 1e-9) return std::nullopt;
  }
  if (p.kind() != Kind::lscp) return sum;
  double fresh = 0;
  for (const CandidateIndex j : open) fresh += p.rule(j) != SiteRule::existing;
  return fresh;
}

/// The same with sizes and whole demand points: every size of every site, every assignment.
std::optional<double> sized_value(const SitingProblem& p, const std::vector<CandidateIndex>& open) {
  const Requirements& r = p.requirements();
  if (!spaced(p, open)) return std::nullopt;
  std::optional<double> best;
  std::vector<double> room(p.candidates(), 0), covered(p.demands(), 0);
  const bool cover = p.kind() == Kind::mclp;
  const std::function<void(DemandIndex, double)> assign = [&](DemandIndex i, double sum) {
    if (i == p.demands()) {
      for (const auto& floor : r.floors) {
        double all = 0, got = 0;
        for (const DemandIndex k : floor.demands) all += p.weight(k), got += covered[k];
        if (got < floor.share * all - 1e-9) return;
      }
      if (!best || (cover ? sum > *best : sum < *best)) best = sum;
      return;
    }
    covered[i] = 0;
    const DemandIndex next{i + 1};
    if (p.weight(i) == 0) return assign(next, sum);
    if (cover || p.unserved_distance())
      assign(next, sum + (cover ? 0 : p.weight(i) * *p.unserved_distance()));
    for (const CandidateIndex j : open) {
      const double d = siting_test::distance_or_none(p, i, j);
      if (!(cover ? d <= p.standard() : std::isfinite(d)) || room[j] < p.weight(i) - 1e-9) continue;
      room[j] -= p.weight(i);
      covered[i] = p.weight(i);
      assign(next, sum + (cover ? p.weight(i) : p.weight(i) * d));
      room[j] += p.weight(i);
      covered[i] = 0;
    }
  };
  const std::function<void(std::size_t, double)> choose = [&](std::size_t k, double cost) {
    if (r.budget && cost > *r.budget) return;
    if (k == open.size()) return assign(0_home, 0);
    const bool existing = p.rule(open[k]) == SiteRule::existing;
    for (std::size_t t = 0; t < r.sizes.size(); ++t) {
      if (existing && static_cast<Index>(t) != *r.existing_size) continue;
      room[open[k]] = r.sizes[t].capacity;
      choose(k + 1, cost + (existing ? 0 : p.site_cost(open[k]) + r.sizes[t].cost));
    }
  };
  choose(0, 0);
  return best;
}

std::optional<double> best_of(const SitingProblem& p) {
  std::optional<double> best;
  each_plan(p, [&](const std::vector<CandidateIndex>& open) {
    std::optional<double> value;
    if (p.kind() == Kind::p_dispersion) {
      value = p.requirements().between.cutoff();
      for (const CandidateIndex a : open) {
        for (const CandidateIndex b : open) {
          if (a == b || (p.rule(a) == SiteRule::existing && p.rule(b) == SiteRule::existing))
            continue;
          value = std::min(*value, between(p, a, b));
        }
      }
    } else {
      value = p.requirements().sizes.empty() ? plain_value(p, open) : sized_value(p, open);
    }
    if (value && (!best || (maximises(p.kind()) ? *value > *best : *value < *best))) best = value;
  });
  return best;
}

void compare(SitingDraft draft, std::uint64_t seed, int& solved, int& infeasible) {
  std::optional<SitingProblem> problem;
  try {
    problem = SitingProblem::checked(std::move(draft));
  } catch (const Error& error) {
    REQUIRE(error.code() == ErrorCode::bad_input);
    return;
  }
  INFO(to_string(problem->kind()) << " seed " << seed);
  const auto best = best_of(*problem);
  SolveOptions options;
  options.certificate = true;
  const Solved answer = solve_with_certificate(*problem, options, {});
  const SitingSolution& s = answer.solution;
  INFO(s.reason);
  REQUIRE(answer.certificate.has_value());
  const CheckResult checked = check_certificate(*problem, s, *answer.certificate);
  CHECK(checked.reason == "");
  if (!best) {
    ++infeasible;
    REQUIRE(s.status == Status::infeasible);
    CHECK(s.open.empty());
    return;
  }
  CHECK(checked.bound.value_or(1e99) == Approx(*best).epsilon(1e-6).margin(1e-6));
  ++solved;
  REQUIRE(s.status == Status::optimal);
  CHECK(s.objective == Approx(*best).epsilon(1e-6).margin(1e-6));
  CHECK(s.bound == Approx(*best).epsilon(1e-6).margin(1e-6));
  CHECK(check_plan(*problem, s).reason == "");
}

void compare_many(Kind kind, const std::function<void(SitingDraft&, Random&)>& require) {
  int solved = 0, infeasible = 0;
  for (int seed = 1; seed <= cases(); ++seed) {
    SitingDraft draft = siting_test::random_draft(kind, static_cast<std::uint64_t>(seed) + 5000);
    Random random{std::mt19937_64(static_cast<std::uint64_t>(seed))};
    require(draft, random);
    compare(std::move(draft), static_cast<std::uint64_t>(seed), solved, infeasible);
  }
  INFO("solved " << solved << ", infeasible " << infeasible);
  CHECK(solved * 4 > cases());
}

void add_spacing(SitingDraft& draft, Random& random) {
  draft.requirements.between = between_of(draft.distances.candidates(), random);
  draft.requirements.spacing = random.upto(7);
}

void add_money(SitingDraft& draft, Random& random) {
  for (Index j = 0; j < draft.distances.candidates(); ++j)
    draft.requirements.site_cost.push_back(random.upto(5));
  draft.requirements.budget = random.upto(16);
  if (random.upto(2) == 0) draft.p.reset();
}

void add_sizes(SitingDraft& draft, Random& random) {
  draft.requirements.sizes = {{"S", 5.0 + random.upto(20), 1}, {"L", 20.0 + random.upto(30), 2}};
  draft.requirements.existing_size = random.upto(2);
  draft.requirements.single_source = true;
}

void add_floors(SitingDraft& draft, Random& random) {
  const Index demands = draft.distances.demands();
  CoverageFloor a{"east", {}, 0.1 * random.upto(8)}, b{"west", {}, 0.1 * random.upto(8)};
  for (const DemandIndex i : each<DemandIndex>(demands))
    (random.upto(2) == 0 ? a : b).demands.push_back(i);
  draft.requirements.floors = {a, b};
}

/// At most eight demand points and six candidates: there are many assignments.
SitingDraft few(const SitingDraft& draft) {
  SitingDraft small;
  small.kind = draft.kind;
  const Index candidates = std::min<Index>(draft.distances.candidates(), 5);
  small.distances = DistanceTable(candidates);
  for (const DemandIndex i : each<DemandIndex>(std::min(draft.distances.demands(), 6))) {
    std::vector<Neighbour> row;
    for (std::size_t k = 0; k < draft.distances.sites(i).size(); ++k) {
      if (draft.distances.sites(i)[k] < candidates)
        row.push_back({draft.distances.sites(i)[k], draft.distances.distances(i)[k]});
    }
    small.distances.add_row(row);
    small.weights.push_back(draft.weights[i]);
  }
  small.rules.assign(draft.rules.begin(), draft.rules.begin() + candidates);
  const auto free = std::count(small.rules.begin(), small.rules.end(), SiteRule::free);
  const auto required = std::count(small.rules.begin(), small.rules.end(), SiteRule::required);
  small.p = static_cast<Index>(required + std::min<std::ptrdiff_t>(free, 2));
  small.standard = draft.standard;
  small.unserved_distance = draft.unserved_distance;
  return small;
}

}  // namespace

TEST_CASE("p-median, MCLP and LSCP with a least spacing equal brute force", "[siting][brute]") {
  for (const Kind kind : {Kind::p_median, Kind::mclp, Kind::lscp}) compare_many(kind, add_spacing);
}

TEST_CASE("p-median and MCLP within a budget equal brute force", "[siting][brute]") {
  for (const Kind kind : {Kind::p_median, Kind::mclp}) compare_many(kind, add_money);
}

TEST_CASE("MCLP with a floor for each group equals brute force, with spacing too",
          "[siting][brute]") {
  compare_many(Kind::mclp, add_floors);
  compare_many(Kind::mclp, [](SitingDraft& draft, Random& random) {
    add_floors(draft, random);
    add_spacing(draft, random);
  });
}

TEST_CASE("sizes, budget and undivided demand equal brute force", "[siting][brute]") {
  for (const Kind kind : {Kind::p_median, Kind::mclp}) {
    compare_many(kind, [](SitingDraft& draft, Random& random) {
      draft = few(draft);
      add_sizes(draft, random);
      if (random.upto(2) == 0) add_money(draft, random);
      if (draft.kind == Kind::mclp && random.upto(2) == 0) add_floors(draft, random);
      if (draft.kind == Kind::p_median && random.upto(2) == 0) draft.unserved_distance = 1000;
    });
  }
}

TEST_CASE("divided demand is never worse than undivided, and fills what there is", "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::mclp;
  draft.weights = {10, 10};
  draft.distances = DistanceTable(2);
  draft.distances.add_row({{0_site, 1}, {1_site, 1}});
  draft.distances.add_row({{0_site, 1}, {1_site, 1}});
  draft.rules.assign(2, SiteRule::free);
  draft.p = 2;
  draft.standard = 5;
  draft.requirements.sizes = {{"only", 8, 1}};
  const auto divided = solve(SitingProblem::checked(draft), {}, {});
  CHECK(divided.objective == Approx(16));
  CHECK(divided.flows.size() >= 2);
  draft.requirements.single_source = true;
  CHECK(solve(SitingProblem::checked(draft), {}, {}).objective == 0);
}

TEST_CASE("p-dispersion equals brute force", "[siting][brute]") {
  int solved = 0, infeasible = 0;
  for (int seed = 1; seed <= cases(); ++seed) {
    Random random{std::mt19937_64(static_cast<std::uint64_t>(seed))};
    SitingDraft draft = siting_test::random_draft(Kind::p_median, static_cast<std::uint64_t>(seed));
    draft.kind = Kind::p_dispersion;
    draft.requirements.between = between_of(draft.distances.candidates(), random);
    draft.distances = DistanceTable(draft.distances.candidates());
    draft.weights.clear();
    draft.unserved_distance.reset();
    compare(std::move(draft), static_cast<std::uint64_t>(seed), solved, infeasible);
  }
  CHECK(infeasible == 0);
  CHECK(solved * 3 > cases());
}

namespace {

/// What `checked` says against a problem of two demand points and three candidates.
std::string refusal(const std::function<void(SitingDraft&)>& change) {
  SitingDraft draft;
  draft.kind = Kind::mclp;
  draft.weights = {3, 5};
  draft.distances = DistanceTable(3);
  draft.distances.add_row({{0_site, 10}, {1_site, 20}});
  draft.distances.add_row({{2_site, 900}});
  draft.rules.assign(3, SiteRule::free);
  draft.p = 1;
  draft.standard = 100;
  draft.demand_ids = {"north", "south"};
  draft.candidate_ids = {"a", "b", "c"};
  draft.requirements.between = SiteDistances(3);
  for (Index j = 0; j < 3; ++j)
    draft.requirements.between.add_row(
        {{0_site, j * 50.0}, {1_site, std::abs(j - 1) * 50.0}, {2_site, (2 - j) * 50.0}});
  change(draft);
  try {
    SitingProblem::checked(draft);
  } catch (const Error& error) {
    return error.public_detail();
  }
  return "";
}

bool names(const std::string& text, const std::vector<std::string>& words) {
  INFO(text);
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& w) { return text.find(w) != std::string::npos; });
}

}  // namespace

TEST_CASE("requirements that contradict each other are refused by name", "[siting]") {
  CHECK(refusal([](SitingDraft&) {}) == "");
  CHECK(names(refusal([](SitingDraft& d) {
                d.rules[0_site] = SiteRule::existing;
                d.rules[1_site] = SiteRule::required;
                d.requirements.spacing = 60;
              }),
              {"sites a (existing) and b (required)", "spacing"}));
  CHECK(names(refusal([](SitingDraft& d) {
                d.requirements.floors = {{"Heping", {0_home, 1_home}, 0.5}};
              }),
              {"equity", "Heping", "37.5%", "50%"}));
  CHECK(names(refusal([](SitingDraft& d) {
                d.requirements.site_cost = {4, 5, 6};
                d.requirements.budget = 3;
              }),
              {"budget 3", "than the 4 ", "cheapest p sites"}));
  CHECK(names(refusal([](SitingDraft& d) {
                d.requirements.sizes = {{"S", 5, 1}};
                d.rules[0_site] = SiteRule::existing;
              }),
              {"existing_size"}));
  CHECK(names(refusal([](SitingDraft& d) {
                d.requirements.sizes = {{"S", 0, 1}};
              }),
              {"size S", "capacity"}));
  CHECK(names(refusal([](SitingDraft& d) {
                d.kind = Kind::p_center;
                d.standard.reset();
                d.requirements.spacing = 1;
              }),
              {"min_spacing", "p_center"}));
}

TEST_CASE("an infeasible plan names the requirement that stands in its way", "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::mclp;
  draft.weights = {1, 1};
  draft.distances = DistanceTable(2);
  draft.distances.add_row({{0_site, 1}});
  draft.distances.add_row({{1_site, 1}});
  draft.p = 1;
  draft.standard = 5;
  draft.requirements.floors = {{"east", {0_home}, 1}, {"west", {1_home}, 1}};
  const auto s = solve(SitingProblem::checked(draft), {}, {});
  REQUIRE(s.status == Status::infeasible);
  CHECK(names(s.reason, {"equity of east", "equity of west"}));
}

TEST_CASE("an altered plan with requirements is refused", "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::mclp;
  draft.weights = {10, 10};
  draft.distances = DistanceTable(2);
  draft.distances.add_row({{0_site, 1}, {1_site, 1}});
  draft.distances.add_row({{0_site, 1}, {1_site, 1}});
  draft.p = 2;
  draft.standard = 5;
  draft.requirements.sizes = {{"small", 8, 1}, {"large", 12, 2}};
  draft.requirements.budget = 3;
  const auto problem = SitingProblem::checked(draft);
  const auto right = solve(problem, {}, {});
  REQUIRE(check_plan(problem, right).reason == "");
  auto wrong = right;
  wrong.sizes = {1, 1};
  CHECK_FALSE(check_plan(problem, wrong).valid);
  wrong = right;
  wrong.flows.front().share += 0.3;
  CHECK_FALSE(check_plan(problem, wrong).valid);
  wrong = right;
  wrong.objective += 1;
  CHECK_FALSE(check_plan(problem, wrong).valid);
}

TEST_CASE("capacity counts loads where they are given, the objective counts weights", "[siting]") {
  SitingDraft draft;
  draft.kind = Kind::p_median;
  draft.p = 2;
  draft.weights = {1, 1};
  draft.distances = DistanceTable(2);
  draft.distances.add_row({{0_site, 1}, {1_site, 9}});
  draft.distances.add_row({{0_site, 2}, {1_site, 7}});
  draft.requirements.sizes = {{"s", 5, 0}};
  draft.requirements.single_source = true;
  CHECK(solve(SitingProblem::checked(SitingDraft(draft)), {}, {}).objective == Approx(3));
  draft.requirements.load = {3, 3};
  const auto problem = SitingProblem::checked(SitingDraft(draft));
  const auto s = solve(problem, {}, {});
  CHECK(s.status == Status::optimal);
  CHECK(s.objective == Approx(8));
  CHECK(check_plan(problem, s).reason == "");
  draft.requirements.load = {3};
  CHECK_THROWS(SitingProblem::checked(SitingDraft(draft)));
  draft.requirements.load = {3, 3};
  draft.requirements.sizes.clear();
  draft.requirements.single_source = false;
  CHECK_THROWS(SitingProblem::checked(SitingDraft(draft)));
}
