#include "services/auth/throttle.hpp"

#include <catch2/catch.hpp>

using namespace jintu::auth;
using namespace std::chrono_literals;

namespace {

/// Attempts as soon as they are let in, and how long each had to wait for that.
std::vector<std::int64_t> waits(Throttle& throttle, const std::string& name,
                                const std::string& address, int attempts) {
  std::vector<std::int64_t> all;
  auto now = Throttle::Clock::now();
  for (int i = 0; i < attempts; ++i) {
    const auto wait = throttle.enter(name, address, now);
    if (wait) {
      now += *wait;
      REQUIRE_FALSE(throttle.enter(name, address, now));
    }
    all.push_back(wait ? wait->count() : 0);
  }
  return all;
}

}  // namespace

TEST_CASE("who guesses a name's password waits twice as long each time, up to five minutes") {
  Throttle throttle;
  CHECK(waits(throttle, "li", "", 17) ==
        std::vector<std::int64_t>{0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300});
}

TEST_CASE("who tries many names from one address waits as well") {
  Throttle throttle;
  const auto now = Throttle::Clock::now();
  for (int i = 0; i < 20; ++i)
    CHECK_FALSE(throttle.enter("name" + std::to_string(i), "203.0.113.9", now));
  CHECK(throttle.enter("another", "203.0.113.9", now));
  CHECK_FALSE(throttle.enter("another", "203.0.113.10", now));
  CHECK_FALSE(throttle.enter("another", "", now));
}

TEST_CASE("attempts at the same moment are no way around it") {
  Throttle throttle;
  const auto now = Throttle::Clock::now();
  int let_in = 0;
  for (int i = 0; i < 100; ++i)
    if (!throttle.enter("li", "203.0.113." + std::to_string(i), now)) ++let_in;
  CHECK(let_in == 5);
}

TEST_CASE("a right password forgives the name, but not what else came from the address") {
  Throttle throttle;
  const auto now = Throttle::Clock::now();
  for (int i = 0; i < 5; ++i) CHECK_FALSE(throttle.enter("li", "203.0.113.9", now));
  CHECK(throttle.enter("li", "203.0.113.9", now));
  CHECK_FALSE(throttle.enter("li", "203.0.113.9", now + 1s));
  throttle.forgive("li", "203.0.113.9");
  CHECK_FALSE(throttle.enter("li", "203.0.113.9", now + 1s));
  // Five guesses and the last one count; with fourteen more the address waits.
  for (int i = 0; i < 14; ++i)
    CHECK_FALSE(throttle.enter("n" + std::to_string(i), "203.0.113.9", now + 1s));
  CHECK(throttle.enter("wang", "203.0.113.9", now + 1s));
}

TEST_CASE("after half an hour without an attempt all is forgotten") {
  Throttle throttle;
  const auto now = Throttle::Clock::now();
  for (int i = 0; i < 5; ++i) CHECK_FALSE(throttle.enter("li", "", now));
  CHECK(throttle.enter("li", "", now));
  const auto later = now + 31min;
  for (int i = 0; i < 5; ++i) CHECK_FALSE(throttle.enter("li", "", later));
  CHECK(throttle.enter("li", "", later));
}

TEST_CASE("a flood of names takes no more than its memory") {
  Throttle throttle;
  const auto now = Throttle::Clock::now();
  for (std::size_t i = 0; i < Throttle::most_entries + 500; ++i)
    CHECK_FALSE(throttle.enter("n" + std::to_string(i), "", now + std::chrono::milliseconds(i)));
}
