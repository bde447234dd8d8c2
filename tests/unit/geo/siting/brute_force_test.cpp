// Random small problems against every plan tried. JINTU_SITING_CASES sets how many of each kind.
#include "tests/unit/geo/siting/brute_force.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "geo/base/error.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

int cases() {
  const char* wanted = std::getenv("JINTU_SITING_CASES");
  return wanted ? std::atoi(wanted) : 600;
}

struct Count {
  int solved = 0, infeasible = 0, refused = 0;
};

void compare(Kind kind, std::uint64_t seed, Count& count) {
  std::optional<SitingProblem> problem;
  try {
    problem = SitingProblem::checked(siting_test::random_draft(kind, seed));
  } catch (const Error& error) {
    ++count.refused;  // unreachable demand and the like: the tests of problems look at these
    REQUIRE(error.code() == ErrorCode::bad_input);
    return;
  }
  INFO(to_string(kind) << " seed " << seed);
  const auto best = siting_test::brute_force(*problem);
  SolveOptions options;
  options.certificate = true;
  const Solved solved = solve_with_certificate(*problem, options, {});
  const SitingSolution& s = solved.solution;
  if (!best) {
    ++count.infeasible;
    REQUIRE(s.status == Status::infeasible);
    CHECK_FALSE(s.conflict.empty());
    CHECK_FALSE(s.reason.empty());
  } else {
    ++count.solved;
    REQUIRE(s.status == Status::optimal);
    CHECK(s.objective == Approx(best->objective).epsilon(1e-9).margin(1e-9));
    CHECK(std::abs(s.bound - best->objective) <=
          s.tolerance + 1e-9 * std::max(1.0, std::abs(best->objective)));
    CHECK(s.gap() == 0);
    if (kind == Kind::lscp || kind == Kind::lscp_backup) CHECK(s.sites == best->sites);
    CHECK(check_plan(*problem, s).reason == "");
  }
  if (solved.certificate) {
    // Through JSON, as the program does.
    const auto again =
        certificate_from_json(parse_json(to_json(*solved.certificate).dump(), "certificate"));
    CHECK(check_certificate(*problem, s, again).reason == "");
  }
}

void compare_many(Kind kind) {
  Count count;
  for (int seed = 1; seed <= cases(); ++seed)
    compare(kind, static_cast<std::uint64_t>(seed), count);
  INFO("solved " << count.solved << ", infeasible " << count.infeasible << ", refused "
                 << count.refused);
  CHECK(count.solved * 3 > cases());
}

}  // namespace

TEST_CASE("p-median equals brute force on random small problems", "[siting][brute]") {
  compare_many(Kind::p_median);
}
TEST_CASE("p-center equals brute force on random small problems", "[siting][brute]") {
  compare_many(Kind::p_center);
}
TEST_CASE("MCLP equals brute force on random small problems", "[siting][brute]") {
  compare_many(Kind::mclp);
}
TEST_CASE("LSCP equals brute force on random small problems", "[siting][brute]") {
  compare_many(Kind::lscp);
}
TEST_CASE("LSCP with backup equals brute force on random small problems", "[siting][brute]") {
  compare_many(Kind::lscp_backup);
}
