#include "services/pages/search.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/services/pages/places_fixture.hpp"

using namespace jintu;
using namespace jintu::pages;
using namespace jintu::test;

namespace {

struct Searched {
  SmallCity city;
  Places places = city.places();
  Evening evening{places, at("2026-11-27T20:30"), {}};
  std::string first(std::string_view query) const {
    const auto found = search(evening, query);
    return found.empty() ? "" : found.front()->id;
  }
};

}  // namespace

TEST_CASE("a place is found by its name in Chinese, by pinyin, initials, English and mixtures") {
  const Searched s;
  for (const char* query :
       {"津湾广场", "津湾", "湾广", "jinwanguangchang", "jinwan", "jwgc", "JWGC", "jinwgc", "津wgc",
        "jinwa", "Jinwan Plaza", "plaza", "wanguang"}) {
    INFO(query);
    CHECK(s.first(query) == "ns01");
  }
  CHECK(s.first("tjzy") == "ck01");
  // a character with two readings is found by either
  CHECK(s.first("chongqing") == "n1");
  CHECK(s.first("zqhg") == "n1");
}

TEST_CASE("several words narrow each other, also by district, kind, kitchen and state") {
  const Searched s;
  CHECK(s.first("和平 火锅") == "n1");
  CHECK(s.first("Heping restaurant") == "n1");
  CHECK(s.first("火锅 营业中") == "n1");
  CHECK(search(s.evening, "火锅 河北").empty());
}

TEST_CASE(
    "nothing is found by what no place has, by spaces, and by a flood of letters in good time") {
  const Searched s;
  CHECK(search(s.evening, "xyzzy").empty());
  CHECK(search(s.evening, "  \t ").empty());
  CHECK(search(s.evening, std::string(100'000, 'a')).empty());
  CHECK(search(s.evening, "\"><script>").empty());
}
