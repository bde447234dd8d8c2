// Problems with the largest, smallest and oddest numbers that JSON can say: refused by field, or
// answered; nothing overflows.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <random>

#include "geo/base/error.hpp"
#include "geo/siting/question/limits.hpp"
#include "services/siting/answers/answer_check.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

std::mt19937_64& random_bits() {
  static std::mt19937_64 random(7);
  return random;
}
std::size_t upto(std::size_t n) { return static_cast<std::size_t>(random_bits()() % n); }

Json base(const std::string& kind) {
  Json problem{{"kind", kind}, {"p", 2}};
  Json demand = Json::array(), candidates = Json::array(), matrix = Json::array();
  for (int i = 0; i < 6; ++i) {
    demand.push_back({{"id", i}, {"weight", 1 + upto(9)}});
    matrix.push_back(Json::array());
    for (int j = 0; j < 5; ++j) matrix.back().push_back(upto(1000));
  }
  Json between = Json::array();
  for (int j = 0; j < 5; ++j) {
    candidates.push_back({{"id", j}});
    between.push_back(Json::array());
    for (int k = 0; k < 5; ++k) between.back().push_back(j == k ? 0 : 1 + upto(1000));
  }
  problem["demand"] = demand;
  problem["candidates"] = candidates;
  problem["distance"] = {{"matrix_m", matrix}, {"site_matrix_m", between}};
  if (kind.starts_with("lscp")) problem.erase("p");
  if (kind.starts_with("lscp") || kind == "mclp") problem["standard_m"] = 600;
  if (kind == "p_median") problem["unserved_distance_m"] = 5000;
  if (kind == "p_dispersion") {
    problem.erase("demand");
    problem["distance"]["matrix_m"] = Json::array();
  } else if (kind == "market_share") {
    problem["distance"].erase("site_matrix_m");
    Json rivals = Json::array();
    for (int i = 0; i < 6; ++i) rivals.push_back(Json::array({1 + upto(1000)}));
    problem["distance"]["competitor_matrix_m"] = rivals;
    problem["market"] = {{"model", upto(2) == 0 ? "huff" : "logit"},
                         {"decay", 0.5},
                         {"attraction", {{"1", 3}}},
                         {"competitors", Json::array({{{"id", "r"}}})},
                         {"competitor_attraction", {{"r", 2}}}};
  } else if (kind == "p_median" || kind == "mclp" || kind == "lscp") {
    if (upto(2) == 0)
      problem["min_spacing_m"] = 100;
    else
      problem["distance"].erase("site_matrix_m");
  } else {
    problem["distance"].erase("site_matrix_m");
  }
  if ((kind == "p_median" || kind == "mclp") && upto(2) == 0) {
    problem["sizes"] = Json::array({{{"id", "s"}, {"capacity", 20}, {"cost", 2}},
                                    {{"id", "l"}, {"capacity", 40}, {"cost", 3}}});
    problem["budget"] = 9;
    problem["single_source"] = upto(2) == 0;
    problem["loads"] = {{"0", 3}, {"1", 4}, {"2", 5}, {"3", 2}, {"4", 1}, {"5", 2}};
    problem["site_costs"] = {{"0", 1}, {"3", 0.5}};
  }
  if (kind == "mclp" && upto(3) == 0)
    problem["equity"] = Json::array({{{"id", "g"}, {"demand", {0, 1}}, {"least_share", 0.1}}});
  return problem;
}

void numbers_of(Json& json, std::vector<Json*>& found) {
  if (json.is_number()) found.push_back(&json);
  if (!json.is_structured()) return;
  for (auto& item : json.items()) {
    if (item.key() != "id" && item.key() != "demand") numbers_of(item.value(), found);
    if (item.key() == "demand" && item.value().is_array() && !item.value().empty() &&
        item.value()[0].is_object())
      numbers_of(item.value(), found);
  }
}

Json extreme() {
  static const double values[] = {1e308,
                                  1.7976931348623157e308,
                                  -1e308,
                                  1e-300,
                                  5e-324,
                                  -5e-324,
                                  -0.0,
                                  0.0,
                                  -1.0,
                                  1e18,
                                  9007199254740993.0,
                                  1e15,
                                  1e12,
                                  1e9,
                                  1e-9,
                                  1e-12,
                                  1e300,
                                  1e100,
                                  1e13,
                                  999999999999.9,
                                  0.1,
                                  1e9,
                                  1e12,
                                  1e-9,
                                  0.3333,
                                  1e10,
                                  1e5,
                                  1e-9,
                                  1e-8,
                                  1e11,
                                  1e8,
                                  1e7,
                                  12345.678};
  if (upto(12) == 0) return std::int64_t{9007199254740993};
  if (upto(12) == 0) return std::uint64_t{18446744073709551615u};
  return values[upto(std::size(values))];
}

std::size_t wanted() {
  const char* number = std::getenv("JINTU_EXTREMES");
  return number ? static_cast<std::size_t>(std::atoll(number)) : 350;
}

}  // namespace

TEST_CASE("extreme numbers are refused by their field or answered, whatever the kind", "[siting]") {
  const char* const kinds[] = {"p_median", "p_center",     "lscp",        "lscp_backup",
                               "mclp",     "p_dispersion", "market_share"};
  std::size_t refused = 0, answered = 0, proven = 0;
  for (std::size_t round = 0; round < wanted(); ++round) {
    Json problem = base(kinds[round % std::size(kinds)]);
    std::vector<Json*> numbers;
    numbers_of(problem, numbers);
    REQUIRE_FALSE(numbers.empty());
    const std::size_t changes = 1 + upto(3);
    for (std::size_t k = 0; k < changes; ++k) *numbers[upto(numbers.size())] = extreme();
    if (upto(8) == 0) {  // all of them alike
      const Json same = extreme();
      for (auto& d : problem["distance"]["matrix_m"])
        for (auto& cell : d) cell = same;
    }
    INFO(round << " " << problem.dump());
    try {
      const ProblemFile file = read_problem(problem, "problem", "", {}, {});
      SolveOptions options;
      options.time_limit = 0.3;
      options.certificate = upto(2) == 0;
      const Solved solved = solve_with_certificate(file.problem, options, {});
      ++answered;
      proven += solved.checked;
      const SitingSolution& s = solved.solution;
      if (!s.has_plan()) continue;
      CHECK(std::isfinite(s.objective));
      CHECK_FALSE(std::isnan(s.bound));
      CHECK(check_plan(file.problem, s).reason == "");
      if (options.certificate && solved.checked) {
        const Json answer = parse_json(to_json(file, solved).dump(), "answer");
        CHECK(check_answer(file, answer, "answer", Ask::proof).result.reason == "");
      }
    } catch (const OutOfRange& error) {
      ++refused;
      CHECK_THAT(error.public_detail(), Catch::StartsWith("problem: "));
    } catch (const Error& error) {  // no plan can be, and the like
      ++refused;
      CHECK(error.code() == ErrorCode::bad_input);
    }
  }
  INFO(refused << " refused, " << answered << " answered, " << proven << " proven and checked");
  CHECK(refused > wanted() / 10);
  CHECK(answered > wanted() / 10);
  CHECK(proven > wanted() / 20);
}
