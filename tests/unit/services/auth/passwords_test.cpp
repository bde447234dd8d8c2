#include "services/auth/passwords.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <ctime>
#include <thread>
#include <vector>

#include "geo/base/error.hpp"

using namespace jintu;
using namespace jintu::auth;

TEST_CASE("a password is known again by its hash, which is argon2id and salted") {
  Passwords passwords;
  const std::string hash = passwords.hash("夜里的海河很安静，灯很亮");
  CHECK(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
  CHECK(passwords.hash("夜里的海河很安静，灯很亮") != hash);
  CHECK(passwords.verify(hash, "夜里的海河很安静，灯很亮"));
  CHECK_FALSE(passwords.verify(hash, "夜里的海河很安静，灯很暗"));
  CHECK_FALSE(passwords.verify(hash, ""));
  CHECK_FALSE(passwords.verify("", "anything at all"));
  CHECK_FALSE(passwords.verify("$argon2id$broken", "anything at all"));
  CHECK_FALSE(passwords.verify_nothing("anything at all"));
}

TEST_CASE("a name that nobody has costs as much as a wrong password") {
  Passwords passwords;
  const std::string hash = passwords.hash("correct horse battery");
  // Of the processor for this thread: what else the machine does is no part of it.
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const auto took = [&](auto work) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
      const double begin = now();
      work();
      best = std::min(best, now() - begin);
    }
    return best;
  };
  const auto wrong = took([&] { (void)passwords.verify(hash, "wrong horse battery"); });
  const auto nobody = took([&] { (void)passwords.verify_nothing("wrong horse battery"); });
  CHECK(nobody > wrong / 3);
  CHECK(wrong > nobody / 3);
}

TEST_CASE("too many hashes at once wait, and who waits too long is told") {
  Passwords patient(std::chrono::minutes(10)), hasty(std::chrono::milliseconds(1));
  std::atomic<int> done{0}, refused{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        (void)patient.hash("correct horse battery");
        ++done;
      });
      threads.emplace_back([&] {
        try {
          (void)hasty.hash("correct horse battery");
        } catch (const Error& error) {
          CHECK(error.code() == ErrorCode::unavailable);
          ++refused;
        }
      });
    }
  }
  CHECK(done == 8);
  CHECK(refused > 0);
}

TEST_CASE("passwords that are too short, too long or easy to guess are refused") {
  CHECK_NOTHROW(check_password("correct horse battery", "li"));
  CHECK_NOTHROW(check_password("天津之眼真好看呀啊哈", "li"));  // ten characters
  CHECK_THROWS_AS(check_password("", "li"), Error);
  CHECK_THROWS_AS(check_password("天津之眼", "li"), Error);  // twelve bytes, four characters
  CHECK_THROWS_AS(check_password("aaaaaaaaaaaaaaaa", "li"), Error);
  CHECK_THROWS_AS(check_password("li.ming@park", "li.ming@park"), Error);
  CHECK_THROWS_AS(check_password(std::string(1001, 'a') + "b", "li"), Error);
  CHECK_THROWS_AS(check_password("two lines\nof text", "li"), Error);
}
