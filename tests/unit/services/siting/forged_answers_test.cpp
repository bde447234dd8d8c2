// Valid answers of every kind of problem, altered at random: none that says something else is
// believed. JINTU_FORGED sets how many.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "geo/base/error.hpp"
#include "services/siting/answers/answer_check.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

std::size_t wanted() {
  const char* number = std::getenv("JINTU_FORGED");
  return number ? static_cast<std::size_t>(std::atoll(number)) : 1500;
}

std::mt19937_64& random_bits() {
  static std::mt19937_64 random(20261130);
  return random;
}
std::size_t upto(std::size_t n) { return static_cast<std::size_t>(random_bits()() % n); }
double unit() { return static_cast<double>(upto(1'000'000)) / 1e6; }

/// Twelve homes and seven corners on a square of 1,000; no two distances are alike. `whole`: whole
/// weights and distances.
Json town(const std::string& kind, bool whole) {
  constexpr int homes = 12, corners = 7;
  std::vector<std::pair<double, double>> at;
  for (int k = 0; k < homes + corners; ++k) at.emplace_back(1000 * unit(), 1000 * unit());
  const auto length = [&](int a, int b) {
    const double d = std::hypot(at[a].first - at[b].first, at[a].second - at[b].second);
    return whole ? std::ceil(d) : d;
  };
  Json demand = Json::array(), candidates = Json::array(), matrix = Json::array();
  Json between = Json::array();
  for (int i = 0; i < homes; ++i) {
    const double weight = 1 + 99 * unit();
    demand.push_back(
        {{"id", "h" + std::to_string(i)}, {"weight", whole ? std::ceil(weight) : weight}});
    matrix.push_back(Json::array());
    for (int j = 0; j < corners; ++j) matrix.back().push_back(length(i, homes + j));
  }
  for (int j = 0; j < corners; ++j) {
    candidates.push_back({{"id", "c" + std::to_string(j)}});
    between.push_back(Json::array());
    for (int k = 0; k < corners; ++k) between.back().push_back(length(homes + j, homes + k));
  }
  Json problem{{"kind", kind}, {"candidates", candidates}};
  problem["distance"] = {{"matrix_m", kind == "p_dispersion" ? Json::array() : matrix}};
  if (kind != "p_dispersion") problem["demand"] = demand;
  if (kind == "p_dispersion") problem["distance"]["site_matrix_m"] = between;
  const bool counts = kind == "lscp" || kind == "lscp_backup";
  if (!counts) problem["p"] = 3;
  if (counts) problem["standard_m"] = 650;
  if (kind == "mclp") problem["standard_m"] = 280;
  return problem;
}

Json sizes(double least) {
  return Json::array({{{"id", "small"}, {"capacity", least}, {"cost", 2}},
                      {{"id", "large"}, {"capacity", 2.5 * least}, {"cost", 3.5}}});
}

/// One of each way in which a problem is proven.
std::vector<Json> problems(bool whole) {
  std::vector<Json> list;
  for (const char* kind : {"p_median", "p_center", "mclp", "lscp", "lscp_backup", "p_dispersion"})
    list.push_back(town(kind, whole));
  Json spaced = town("p_median", whole);
  spaced["min_spacing_m"] = 400;
  spaced["distance"]["site_matrix_m"] = town("p_dispersion", whole)["distance"]["site_matrix_m"];
  list.push_back(spaced);
  for (const char* kind : {"p_median", "mclp"}) {
    Json sized = town(kind, whole);
    sized["sizes"] = sizes(120);
    sized["budget"] = 9;
    if (std::string(kind) == "p_median") sized["unserved_distance_m"] = 5000;
    list.push_back(sized);
    sized["single_source"] = true;
    list.push_back(sized);
  }
  Json fair = town("mclp", whole);
  fair["equity"] =
      Json::array({{{"id", "east"}, {"demand", {"h0", "h1", "h2", "h3"}}, {"least_share", 0.2}}});
  list.push_back(fair);
  Json market = town("market_share", whole);
  market["market"] = {
      {"model", "huff"}, {"decay", 1.5}, {"competitors", Json::array({{{"id", "r"}}})}};
  Json rivals = Json::array();
  for (int i = 0; i < 12; ++i) rivals.push_back(Json::array({50 + 500 * unit()}));
  market["distance"]["competitor_matrix_m"] = rivals;
  list.push_back(market);
  Json walks = town("p_median", whole);
  walks["front"] = "worst_walk";
  list.push_back(walks);
  Json counts = town("mclp", whole);
  counts.erase("p");
  counts["front"] = "cost";
  list.push_back(counts);
  Json none = town("p_median", whole);  // two islands and one site
  none["p"] = 1;
  for (int i = 0; i < 12; ++i) {
    for (int j = 0; j < 7; ++j) {
      if ((i < 6) != (j < 3)) none["distance"]["matrix_m"][i][j] = nullptr;
    }
  }
  list.push_back(none);
  return list;
}

bool is_shown(const std::string& name) {
  if (name == "certificate") return false;
  return std::find(unchecked_members.begin(), unchecked_members.end(), name) ==
         unchecked_members.end();
}

Json shown(const Json& answer) {
  Json rest = Json::object();
  for (const auto& [name, value] : answer.items()) {
    if (is_shown(name)) rest[name] = value;
  }
  return rest;
}

/// Equal but for a part in 10⁹ of numbers.
bool alike(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) {
    const double x = a.get<double>(), y = b.get<double>();
    return std::abs(x - y) <= 1e-9 * std::max(std::abs(x), std::abs(y));
  }
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (!a.is_structured()) return a == b;
  for (const auto& [name, value] : a.items()) {
    if (a.is_object() ? !b.contains(name) : false) return false;
    if (!alike(value, a.is_object() ? b.at(name) : b.at(std::stoul(name)))) return false;
  }
  return true;
}

Json other_scalar(const Json& value, const Json& donor) {
  const auto number = [&](double v) -> Json {
    switch (upto(9)) {
      case 0:
        return 0;
      case 1:
        return -v;
      case 2:
        return v + 1;
      case 3:
        return v - 1;
      case 4:
        return v * (1 + 1e-5);
      case 5:
        return v * (1 - 1e-5);
      case 6:
        return 1e300;
      case 7:
        return v * 2;
      default:
        return static_cast<std::int64_t>(4294967296) +
               static_cast<std::int64_t>(std::abs(v) < 1e15 ? v : 0);
    }
  };
  if (upto(5) == 0) return nullptr;
  if (upto(5) == 0) return donor;
  if (value.is_number()) return number(value.get<double>());
  if (value.is_boolean()) return !value.get<bool>();
  static const char* const words[] = {"optimal", "feasible", "infeasible", "unknown",  "c0",
                                      "c1",      "h1",       "h3",         "small",    "large",
                                      "",        "matrix",   "walking",    "p_median", "mclp"};
  return words[upto(std::size(words))];
}

Json* anywhere(Json& json, int deepest) {
  Json* at = &json;
  while (at->is_structured() && !at->empty() && deepest-- > 0) {
    auto it = at->begin();
    std::advance(it, static_cast<std::ptrdiff_t>(upto(at->size())));
    at = &*it;
  }
  return at;
}

void alter(Json& answer) {
  Json* at = anywhere(answer, 1 + static_cast<int>(upto(6)));
  const Json donor = *anywhere(answer, 1 + static_cast<int>(upto(4)));
  if (at->is_array() && !at->empty()) {
    switch (upto(5)) {
      case 0:
        at->erase(at->begin() + static_cast<std::ptrdiff_t>(upto(at->size())));
        return;
      case 1:
        at->push_back((*at)[upto(at->size())]);
        return;
      case 2:
        std::swap((*at)[upto(at->size())], (*at)[upto(at->size())]);
        return;
      case 3:
        *at = Json::array();
        return;
      default:
        break;
    }
  }
  if (at->is_object() && !at->empty()) {
    auto it = at->begin();
    std::advance(it, static_cast<std::ptrdiff_t>(upto(at->size())));
    const std::string name = it.key();
    if (upto(2) == 0) {
      at->erase(name);
      return;
    }
    (*at)[name] = donor;
    return;
  }
  *at = at->is_structured() ? donor : other_scalar(*at, donor);
}

struct Valid {
  ProblemFile problem;
  Json answer;
};

std::vector<Valid> valid_answers() {
  std::vector<Valid> list;
  for (const bool whole : {true, false}) {
    for (const Json& problem : problems(whole)) {
      ProblemFile file = read_problem(problem, "problem", "", {}, {});
      SolveOptions options;
      options.certificate = true;
      const Solved solved = solve_with_certificate(file.problem, options, {});
      INFO(problem.dump());
      INFO(solved.solution.reason);
      CHECK(solved.solution.proven());
      CHECK(solved.checked);
      Json answer = parse_json(to_json(file, solved).dump(), "answer");
      const auto checked = check_answer(file, answer, "answer", Ask::proof);
      CHECK(checked.result.reason == "");
      list.push_back({std::move(file), std::move(answer)});
    }
  }
  return list;
}

}  // namespace

TEST_CASE("of thousands of forged answers none is believed", "[siting]") {
  const auto valid = valid_answers();
  REQUIRE(valid.size() == 32);
  std::size_t forged = 0, believed = 0, harmless = 0;
  for (std::size_t round = 0; forged < wanted() && round < 20 * wanted(); ++round) {
    const Valid& one = valid[round % valid.size()];
    Json answer = one.answer;
    // The certificate is by far the largest part: most alterations are to hit what is shown.
    Json certificate;
    const bool of_proof = upto(4) == 0;
    if (!of_proof) {
      certificate = std::move(answer["certificate"]);
      answer.erase("certificate");
    }
    for (std::size_t k = 0; k <= upto(3); ++k) alter(of_proof ? answer["certificate"] : answer);
    if (!of_proof && answer.is_object()) answer["certificate"] = std::move(certificate);
    const bool same = answer.is_object() && alike(shown(answer), shown(one.answer));
    const auto result = check_answer(one.problem, answer, "answer", Ask::proof).result;
    if (same) {  // what is shown is as it was; an altered proof may still be one
      harmless += result.valid;
      continue;
    }
    ++forged;
    if (!result.valid) continue;
    ++believed;
    UNSCOPED_INFO(Json::diff(one.answer, answer).dump());
  }
  INFO(forged << " forged, " << believed << " believed, " << harmless << " say the same and hold");
  CHECK(forged >= wanted());
  CHECK(believed == 0);
  CHECK(harmless > 0);
}

TEST_CASE("a lie that is told consistently is refused: a better plan, bound or proof than there is",
          "[siting]") {
  int lies = 0;
  for (const Valid& one : valid_answers()) {
    const std::string kind = one.answer["kind"];
    const bool more =
        kind == "mclp" || kind == "market_share" || kind == "p_dispersion" || kind == "lscp_backup";
    const auto told = [&](const std::function<void(Json&)>& change) {
      Json answer = one.answer;
      change(answer);
      const auto result = check_answer(one.problem, answer, "answer", Ask::proof).result;
      INFO(kind << " " << one.answer["status"]);
      CHECK_FALSE(result.valid);
      CHECK(result.reason != "");
      ++lies;
    };
    told([](Json& a) {
      a["objective"] = nullptr;
      a["status"] = "optimal";
    });
    told([](Json& a) { a["certified_bound"] = 0; });
    told([](Json& a) { a["proven"] = true; });
    told([](Json& a) { a.erase("gap"); });
    told([](Json& a) { a.erase("certificate"); });
    told([](Json& a) { a["status"] = "unknown"; });
    if (one.answer["status"] == "infeasible") {
      told([](Json& a) { a.erase("conflict"); });
      told([](Json& a) {
        a["conflict"].push_back("h11");
        a["conflict"].push_back("h10");
      });
      told([](Json& a) { a["objective"] = 0; });
      told([](Json& a) { a["bound"] = 0; });
      told([](Json& a) { a["gap"] = 0; });
      continue;
    }
    told([](Json& a) { a["objective"] = a["bound"] = nullptr; });
    const double better = more ? 1.01 : 0.99;
    told([&](Json& a) {  // everything that speaks of it
      const double lie = a["objective"].get<double>() * better;
      a["objective"] = a["bound"] = lie;
      if (a["certificate"].contains("trees")) a["certificate"]["trees"][0]["claim"] = lie;
    });
    told([&](Json& a) {
      a["bound"] = a["bound"].get<double>() * better;
      a["status"] = "feasible";
      a["gap"] = 0.01;
    });
    told([](Json& a) { a["status"] = "feasible"; });
  }
  CHECK(lies > 200);
}

TEST_CASE("the plans of a front are recomputed, each of them", "[siting]") {
  for (const bool whole : {true, false}) {
    for (const char* kind : {"p_median", "mclp"}) {
      Json problem = town(kind, whole);
      problem["front"] = kind == std::string("mclp") ? "cost" : "worst_walk";
      if (kind == std::string("mclp")) problem.erase("p");
      const ProblemFile file = read_problem(problem, "problem", "", {}, {});
      SolveOptions options;
      options.certificate = true;
      const Solved solved = solve_with_certificate(file.problem, options, {});
      CHECK(solved.checked);
      const Json answer = parse_json(to_json(file, solved).dump(), "answer");
      CHECK(check_answer(file, answer, "answer", Ask::plan).result.reason == "");
      CHECK(check_answer(file, answer, "answer", Ask::proof).result.reason == "");
      // A point that is left out, with its proof or without it.
      REQUIRE(answer["certificate"]["front"].size() == answer["front"].size() + 1);
      for (std::size_t k = 0; k < answer["front"].size(); ++k) {
        for (std::size_t gone = 0; gone < answer["certificate"]["front"].size(); ++gone) {
          Json lie = answer;
          lie["front"].erase(k);
          lie["certificate"]["front"].erase(gone);
          CHECK_FALSE(check_answer(file, lie, "answer", Ask::proof).result.valid);
          lie = answer;
          lie["certificate"]["front"][gone] = Json{{"trees", Json::array()}};
          const Json& was = answer["certificate"]["front"][gone];
          // Where nobody is left out there is nothing to prove.
          const bool needed =
              was.contains("branches") || (!was["trees"].empty() && was["trees"][0]["claim"] > 0);
          if (needed) CHECK_FALSE(check_answer(file, lie, "answer", Ask::proof).result.valid);
        }
      }
      REQUIRE_FALSE(answer["front"].empty());
      const char* other = kind == std::string("mclp") ? "cost" : "worst_walk_m";
      int refused = 0;
      for (std::size_t k = 0; k < answer["front"].size(); ++k) {
        const auto told = [&](const std::function<void(Json&)>& change) {
          Json lie = answer;
          change(lie["front"][k]);
          CHECK_FALSE(check_answer(file, lie, "answer", Ask::plan).result.valid);
          ++refused;
        };
        told([](Json& point) { point["objective"] = point["objective"].get<double>() * 1.01 + 1; });
        told([&](Json& point) { point[other] = point[other].get<double>() * 0.99 + 0.001; });
        const std::size_t next = (k + 1) % answer["front"].size();
        if (next != k) told([&](Json& point) { point["open"] = answer["front"][next]["open"]; });
        told([](Json& point) { point.erase("open"); });
        told([](Json& point) { point["open"].push_back("c0"); });
      }
      CHECK(refused >= 4);
    }
  }
}
