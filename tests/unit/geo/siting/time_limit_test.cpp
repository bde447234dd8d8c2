// The time limit and a user's stop, held against problems of every kind that take far longer.
// JINTU_SITING_LIMIT_CASES=200 tries so many and prints how late their answers were.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "geo/base/error.hpp"
#include "tests/unit/geo/siting/brute_force.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

using Clock = std::chrono::steady_clock;

/// Late by this much fails: a busy machine is to pass, a search that forgets the clock is not.
constexpr double generous_s = 5;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

int cases() {
  const char* wanted = std::getenv("JINTU_SITING_LIMIT_CASES");
  return wanted ? std::atoi(wanted) : 32;
}

struct Points {
  std::vector<std::pair<double, double>> at;
  double distance(std::size_t a, std::size_t b) const {
    return std::hypot(at[a].first - at[b].first, at[a].second - at[b].second);
  }
};

/// From every point to every point.
template <class From, class To>
Distances<From, To> table_of(const Points& points, double cutoff) {
  const auto n = static_cast<Index>(points.at.size());
  Distances<From, To> table(n, cutoff);
  for (Index i = 0; i < n; ++i) {
    std::vector<NeighbourOf<To>> row;
    for (const To j : each<To>(n)) {
      if (const double d = points.distance(i, j); d <= cutoff) row.push_back({j, d});
    }
    table.add_row(std::move(row));
  }
  return table;
}

void add_sizes(SitingDraft& draft, double weight, bool whole) {
  const double each = weight / *draft.p;
  draft.requirements.sizes = {{"s", 0.8 * each, 40}, {"m", 1.1 * each, 60}, {"l", 1.7 * each, 95}};
  draft.requirements.single_source = whole;
}

constexpr int recipes = 15;

/// Points in a square of 1 km, of 1–9 people each. `recipe`: what is asked.
SitingDraft draft_of(int recipe, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> place(0, 1000);
  const Index n = 120 + static_cast<Index>(random() % 500);
  Points points;
  for (Index i = 0; i < n; ++i) points.at.emplace_back(place(random), place(random));
  SitingDraft draft;
  double weight = 0;
  for (Index i = 0; i < n; ++i) {
    draft.weights.push_back(1 + static_cast<double>(random() % 9));
    weight += draft.weights.back();
  }
  draft.p = 8 + static_cast<Index>(random() % 30);
  const double standard = 600 / std::sqrt(static_cast<double>(*draft.p));
  const bool cover = recipe == 2 || recipe == 3 || recipe == 4 || recipe == 8 || recipe == 11 ||
                     recipe == 12 || recipe == 13;
  draft.distances = table_of<DemandIndex, CandidateIndex>(points, cover ? standard : 2000);
  if (cover) draft.standard = standard;
  const auto between = [&](double spacing) {
    draft.requirements.between = table_of<CandidateIndex, CandidateIndex>(points, spacing);
    draft.requirements.spacing = spacing;
  };
  switch (recipe) {
    case 1:
      draft.kind = Kind::p_center;
      break;
    case 2:
      draft.kind = Kind::mclp;
      break;
    case 3:
      draft.kind = Kind::lscp;
      break;
    case 4:
      draft.kind = Kind::lscp_backup;
      break;
    case 5:
      draft.kind = Kind::p_dispersion;
      draft.weights.clear();
      draft.requirements.between = table_of<CandidateIndex, CandidateIndex>(points, 2000);
      draft.distances = DistanceTable(n);
      break;
    case 6:
      draft.kind = Kind::market_share;
      draft.requirements.market.emplace();
      draft.requirements.market->rivals = RivalDistances(3);
      for (Index i = 0; i < n; ++i)
        draft.requirements.market->rivals.add_row({{RivalIndex{0}, place(random)},
                                                   {RivalIndex{1}, place(random)},
                                                   {RivalIndex{2}, place(random)}});
      break;
    case 7:
      between(0.7 * standard);
      break;
    case 8:
      draft.kind = Kind::mclp;
      between(0.9 * standard);
      break;
    case 9:
      add_sizes(draft, weight, false);
      break;
    case 10:
      add_sizes(draft, weight, true);
      break;
    case 11:
      draft.kind = Kind::mclp;
      add_sizes(draft, 0.8 * weight, true);
      draft.requirements.budget = 55.0 * *draft.p;
      draft.p.reset();
      break;
    case 12:
      draft.kind = Kind::mclp;
      for (int g = 0; g < 4; ++g) {
        CoverageFloor floor{"g" + std::to_string(g), {}, 0.4};
        for (Index i = g; i < n; i += 4) floor.demands.emplace_back(i);
        draft.requirements.floors.push_back(std::move(floor));
      }
      break;
    case 13:
      draft.kind = Kind::mclp;
      draft.p.reset();
      draft.requirements.front = Front::cost;
      break;
    case 14:
      draft.requirements.front = Front::worst_walk;
      break;
    default:
      break;
  }
  if (draft.kind == Kind::lscp || draft.kind == Kind::lscp_backup) draft.p.reset();
  return draft;
}

struct Late {
  double seconds;
  int recipe;
  std::uint64_t seed;
};

void check_answer(const SitingProblem& problem, const Solved& solved) {
  const SitingSolution& s = solved.solution;
  if (s.status == Status::feasible || s.status == Status::optimal) {
    CHECK(check_plan(problem, s).reason == "");
    const double gap = maximises(problem.kind()) ? s.bound - s.objective : s.objective - s.bound;
    CHECK(gap >= -1e-6 * std::max(1.0, std::abs(s.objective)));
  } else {
    CHECK(s.open.empty());
  }
  if (!solved.certificate || s.status == Status::unknown) return;
  CHECK(check_certificate(problem, s, *solved.certificate).reason == "");
}

}  // namespace

TEST_CASE("the time limit holds for every kind of problem", "[siting][time]") {
  std::vector<Late> late;
  const int count = cases();
  for (int k = 0; k < count; ++k) {
    const int recipe = k % recipes;
    const auto seed = static_cast<std::uint64_t>(1000 + k);
    INFO("recipe " << recipe << ", seed " << seed);
    const SitingProblem problem = SitingProblem::checked(draft_of(recipe, seed));
    SolveOptions options;
    options.time_limit = 0.2 + 0.1 * (k % 4);
    options.certificate = k / recipes % 2 == 0;
    const auto began = Clock::now();
    const Solved solved = solve_with_certificate(problem, options, {});
    const double over = since(began) - options.time_limit;
    CHECK(over < generous_s);
    late.push_back({over, recipe, seed});
    check_answer(problem, solved);
  }
  REQUIRE(late.size() == static_cast<std::size_t>(count));
  if (!std::getenv("JINTU_SITING_LIMIT_CASES")) return;
  std::sort(late.begin(), late.end(),
            [](const Late& a, const Late& b) { return a.seconds < b.seconds; });
  std::printf("%zu problems: late by p50 %.3f s, p99 %.3f s, most %.3f s\n", late.size(),
              late[late.size() / 2].seconds, late[late.size() * 99 / 100].seconds,
              late.back().seconds);
  for (std::size_t k = late.size() > 8 ? late.size() - 8 : 0; k < late.size(); ++k)
    std::printf("  %.3f s: recipe %d, seed %llu\n", late[k].seconds, late[k].recipe,
                static_cast<unsigned long long>(late[k].seed));
}

TEST_CASE("a user's stop ends every kind of search at once, with the plan if there is one",
          "[siting][time]") {
  for (int recipe = 0; recipe < recipes; ++recipe) {
    INFO("recipe " << recipe);
    const SitingProblem problem = SitingProblem::checked(draft_of(recipe, 77));
    std::stop_source source;
    Progress progress;
    progress.stop = source.get_token();
    double asked = 0;
    const auto began = Clock::now();
    std::thread user([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(250));
      asked = since(began);
      source.request_stop();
    });
    std::optional<SitingSolution> solution;
    try {
      solution = solve(problem, {}, progress);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::cancelled);
    }
    const double ended = since(began);
    user.join();
    CHECK(ended - asked < generous_s);
    if (solution && !solution->open.empty()) CHECK(check_plan(problem, *solution).reason == "");
  }
}
