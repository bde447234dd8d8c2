#include "services/auth/secrets.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace jintu::auth;

TEST_CASE("base32 is that of RFC 4648, both ways") {
  // RFC 4648 §10.
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base32(bytes) == text);
    CHECK(base32_bytes(text) == bytes);
  }
  CHECK(base32_bytes("mzxw-6ytb oi") == "foobar");
  CHECK_FALSE(base32_bytes("MZXW0"));
  CHECK_FALSE(base32_bytes("蜜"));
}

TEST_CASE("random texts are long, URL-safe and never the same") {
  std::set<std::string> all;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = random_text(32);
    CHECK(text.size() == 43);
    CHECK(text.find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    all.insert(text);
  }
  CHECK(all.size() == 1000);
}

TEST_CASE("a digest tells nothing of its text and is always the same") {
  CHECK(digest("abc") == digest("abc"));
  CHECK(digest("abc") != digest("abd"));
  CHECK(digest("abc").size() == 43);
  CHECK(digest("abc", "a key of 16 byte") != digest("abc"));
  CHECK(digest("") != digest(std::string_view("\0", 1)));
}

TEST_CASE("secrets are equal when each byte is") {
  CHECK(equal_secrets("abc", "abc"));
  CHECK_FALSE(equal_secrets("abc", "abd"));
  CHECK_FALSE(equal_secrets("abc", "ab"));
  CHECK(equal_secrets("", ""));
}

TEST_CASE("a token is known by its look") {
  CHECK(looks_like_token(new_token_text()));
  CHECK(new_token_text().starts_with("jt_"));
  CHECK_FALSE(looks_like_token("jt_"));
  CHECK_FALSE(looks_like_token("a-token-of-16-bytes-or-more"));
  CHECK_FALSE(looks_like_token(new_token_text() + "x"));
}
