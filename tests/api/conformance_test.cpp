// What /ogc/conformance claims is held against the tests: each class has one that is named for it.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;
namespace fs = std::filesystem;

namespace {

const fs::path root = JINTU_SOURCE_DIR;
constexpr std::string_view spec = "http://www.opengis.net/spec/";

/// Lines "class<TAB>name of a test".
std::multimap<std::string, std::string> told() {
  std::multimap<std::string, std::string> all;
  std::ifstream in(root / "tests/api/conformance.txt");
  for (std::string line; std::getline(in, line);) {
    const auto tab = line.find('\t');
    if (line.empty() || line[0] == '#') continue;
    REQUIRE(tab != std::string::npos);
    all.emplace(line.substr(0, tab), line.substr(tab + 1));
  }
  return all;
}

/// All tests' sources, with what a formatter broke into several literals in one piece.
std::string sources() {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(root / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream in(entry.path());
    std::stringstream text;
    text << in.rdbuf();
    all += text.str();
  }
  std::string joined;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const auto next = all.find_first_not_of(" \n", at + 1);
    if (all[at] == '"' && next != std::string::npos && next > at + 1 && all[next] == '"' &&
        all.find('\n', at) < next)
      at = next;
    else
      joined += all[at];
  }
  return joined;
}

}  // namespace

TEST_CASE("every class of conformance that is claimed has a test, and every test named is there") {
  const Writable w;
  std::set<std::string> claimed;
  const Json served = Json::parse(w.ask("GET", "/ogc/conformance").body);
  for (const Json& uri : served["conformsTo"]) {
    const auto text = uri.get<std::string>();
    REQUIRE(text.starts_with(spec));
    claimed.insert(text.substr(spec.size()));
  }
  REQUIRE(claimed.size() > 30);
  const auto classes = told();
  const std::string tests = sources();
  for (const std::string& one : claimed) {
    INFO(one);
    CHECK(classes.contains(one));
  }
  for (const auto& [one, test] : classes) {
    INFO(one << ": " << test);
    CHECK(claimed.contains(one));
    CHECK(tests.find("\"" + test + "\"") != std::string::npos);
  }
}
