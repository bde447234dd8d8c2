// The rule for identities that files and HTTP share.
#include "geo/feature/key.hpp"

#include <catch2/catch.hpp>

using namespace jintu;

TEST_CASE("Words, numbers and Chinese are keys") {
  for (const char* key :
       {"necc", "120101", "18446744073709551615", "津湾广场", "a b", "a.b", "...", "-", "%2F"}) {
    INFO(key);
    CHECK_FALSE(key_fault(key));
  }
  CHECK_FALSE(key_fault(std::string(kLongestKey, 'k')));
}

TEST_CASE("A key that no address can name is refused, and told why") {
  for (const std::string key :
       {"", ".", "..", "a/b", "/", "a\\b", "a\nb", "\x7f", "a\x01", "\xc2\x85", "\xe2\x80\xa8"}) {
    INFO(key);
    REQUIRE(key_fault(key));
    CHECK(key_fault(key)->find("the id") != std::string::npos);
  }
  CHECK(key_fault(std::string("a\0b", 3)));
  CHECK(key_fault(std::string(kLongestKey + 1, 'k')));
}
