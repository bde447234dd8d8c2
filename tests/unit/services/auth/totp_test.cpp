#include "services/auth/totp.hpp"

#include <catch2/catch.hpp>

#include "services/auth/secrets.hpp"

using namespace jintu;
using namespace jintu::auth;

namespace {

const std::string key = "12345678901234567890";

Moment at(std::int64_t seconds) { return Moment(std::chrono::seconds(seconds)); }

}  // namespace

TEST_CASE("codes are those of RFC 6238, appendix B, and of RFC 4226, appendix D") {
  const std::pair<std::int64_t, const char*> by_time[] = {
      {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
      {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : by_time)
    CHECK(totp::code_at(key, seconds / 30, 8) == code);  // the last is beyond the clock's range
  CHECK(totp::step_of(at(1111111109)) == 0x23523EC);
  CHECK(totp::step_of(at(1111111111)) == 0x23523ED);
  const char* by_count[] = {"755224", "287082", "359152", "969429", "338314",
                            "254676", "287922", "162583", "399871", "520489"};
  for (std::int64_t step = 0; step < 10; ++step) CHECK(totp::code_at(key, step) == by_count[step]);
}

TEST_CASE("a code holds for its step, the one before and the one after, and once") {
  const auto now = at(1234567890);
  const std::int64_t step = totp::step_of(now);
  for (const std::int64_t by : {-1, 0, 1})
    CHECK(totp::verify(key, totp::code_at(key, step + by), now, 0) == step + by);
  CHECK_FALSE(totp::verify(key, totp::code_at(key, step - 2), now, 0));
  CHECK_FALSE(totp::verify(key, totp::code_at(key, step + 2), now, 0));
  CHECK_FALSE(totp::verify(key, totp::code_at(key, step), now, step));
  CHECK_FALSE(totp::verify(key, totp::code_at(key, step - 1), now, step));
  CHECK(totp::verify(key, totp::code_at(key, step + 1), now, step) == step + 1);
  for (const char* wrong : {"", "000000", "1", "0590052", "+59005"})
    CHECK_FALSE(totp::verify(key, wrong, now, 0));
}

TEST_CASE("the address for an authenticator app names account and issuer") {
  CHECK(totp::uri(key, "li@park", "津图 Jintu") ==
        "otpauth://totp/%E6%B4%A5%E5%9B%BE%20Jintu:li%40park?secret=" + base32(key) +
            "&issuer=%E6%B4%A5%E5%9B%BE%20Jintu");
  CHECK(totp::new_key().size() == 20);
  CHECK(totp::new_key() != totp::new_key());
}
