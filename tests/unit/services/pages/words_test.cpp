#include "services/pages/words.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"

using namespace jintu;
using namespace jintu::pages;

TEST_CASE("every wording that ships has both languages") {
  CHECK(Words::shipped().size() > 200);  // that none lacks one is checked where they are read
  CHECK(Words::shipped().find("pages", "state_unknown")->en == "Hours unknown");
  CHECK(Words::shipped().find("districts", "和平区")->en == "Heping");
}

TEST_CASE("a wording that lacks a language, or says nothing in one, is refused") {
  for (const char* bad :
       {R"({"pages":{"a":{"zh":"甲"}}})", R"({"pages":{"a":{"zh":"甲","en":""}}})",
        R"({"pages":{"a":"甲"}})", R"({"pages":{"a":{"zh":"甲","en":1}}})",
        R"({"pages":{"a":{"zh":"甲","en":"a","fr":"a"}}})", "[]"}) {
    INFO(bad);
    CHECK_THROWS_AS(Words::from_json(parse_json(bad, "test"), "test"), Error);
  }
}

TEST_CASE("what stands in braces is replaced, and what has no wording is said readably") {
  const Wording zh(Language::zh), en(Language::en);
  CHECK(zh("until", {{"at", "02:00"}}) == "至 02:00");
  CHECK(en("opens_in_days", {{"days", "3"}, {"at", "18:00"}}) == "opens in 3 days at 18:00");
  CHECK(zh.list_of("codes", "night_market; mall") == "夜市、商场");
  CHECK(en.list_of("codes", "night_market;never_heard_of") == "Night market, never heard of");
  CHECK(en.list_of("districts", "河东区/河西区", '/') == "Hedong, Hexi");
}
