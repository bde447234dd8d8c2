// The rows of the shared OPTIMA.csv that our problems cover, proven through the one door.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "geo/siting/question/orlib.hpp"
#include "geo/siting/solvers/solve.hpp"
#include "tests/support/skip.hpp"

using namespace jintu::siting;

namespace {

const std::string folder = std::string(JINTU_SHARED_DATA) + "/siting/";

std::optional<std::string> text_of(const std::string& name) {
  std::ifstream file(folder + name, std::ios::binary);
  if (!file) {
    jintu_test::skip(folder + name + " is not there");
    return std::nullopt;
  }
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Row {
  std::string instance, objective, file;
  Index p = 0;
  double value = 0;
};

/// Rows marked optimal; quotes may hold commas.
std::vector<Row> known_optima() {
  std::vector<Row> rows;
  const auto text = text_of("OPTIMA.csv");
  if (!text) return rows;
  std::istringstream lines(*text);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        cells.emplace_back();
      else
        cells.back() += c;
    }
    if (cells.size() < 8 || cells[6].rfind("optimal", 0) != 0) continue;
    rows.push_back({cells[0], cells[3], cells[7], static_cast<Index>(std::stoi(cells[2])),
                    std::stod(cells[4])});
  }
  return rows;
}

void prove(const Row& row, Kind kind) {
  INFO(row.instance << " p " << row.p << " " << row.objective);
  const auto text = text_of(row.file);
  REQUIRE(text);
  SitingDraft draft = row.file.ends_with(".tsp")
                          ? read_tsplib(*text, row.file, kind, row.p, Rounding::down)
                      : row.instance.starts_with("pmedcap") ? read_pmedcap(*text, row.file)
                                                            : read_pmed(*text, row.file, kind);
  REQUIRE(draft.p == row.p);
  const auto s = solve(SitingProblem::checked(std::move(draft)), {}, {});
  CHECK(s.status == Status::optimal);
  CHECK(s.objective == row.value);
  CHECK(s.bound == row.value);
  CHECK(s.gap() == 0);
}

}  // namespace

TEST_CASE("the known optima of the OR-Library are reproduced and proven", "[siting]") {
  const auto rows = known_optima();
  if (rows.empty()) return;
  int proven = 0;
  for (const Row& row : rows) {
    if (row.instance.rfind("pmed", 0) != 0 || row.instance.rfind("pmedcap", 0) == 0) continue;
    prove(row, row.objective == "p-median" ? Kind::p_median : Kind::p_center);
    ++proven;
  }
  CHECK(proven == 20);
}

TEST_CASE("the capacitated p-medians of the OR-Library are reproduced and proven", "[siting]") {
  const auto rows = known_optima();
  if (rows.empty()) return;
  int proven = 0;
  for (const Row& row : rows) {
    if (!row.instance.starts_with("pmedcap")) continue;
    prove(row, Kind::p_median);
    ++proven;
  }
  CHECK(proven > 0);
}

TEST_CASE("fl1400 with 50 sites is proven at once, with 300 part by part", "[siting]") {
  const auto rows = known_optima();
  if (rows.empty()) return;
  int proven = 0;
  for (const Row& row : rows) {
    if (row.instance != "fl1400" || (row.p != 50 && row.p != 300)) continue;
    prove(row, Kind::p_median);
    ++proven;
  }
  CHECK(proven == 2);
}
