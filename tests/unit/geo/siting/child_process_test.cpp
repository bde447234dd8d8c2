// Work in a process of its own: what it says arrives, and it ends when it is to end.
#include "geo/siting/mip/child_process.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

using namespace jintu::siting;

namespace {

double seconds_of(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

TEST_CASE("what a child process sends arrives in order and whole", "[siting][process]") {
  const std::string large(3'000'000, 'x');  // more than a pipe holds
  std::vector<std::string> got;
  const ChildEnd end = run_in_child(
      [&](const SendToParent& send) {
        send("first");
        send("");
        send(large);
        send("last");
      },
      [&](std::string_view message) { got.emplace_back(message); }, nullptr);
  CHECK(end == ChildEnd::done);
  REQUIRE(got.size() == 4);
  CHECK(got[0] == "first");
  CHECK(got[1].empty());
  CHECK(got[2] == large);
  CHECK(got[3] == "last");
}

TEST_CASE("a child process that never ends is killed once it is to stop", "[siting][process]") {
  int asked = 0;
  std::string got;
  ChildEnd end = ChildEnd::done;
  const double seconds = seconds_of([&] {
    end = run_in_child(
        [](const SendToParent& send) {
          send("a plan");
          for (volatile bool on = true; on;) {
          }
        },
        [&](std::string_view message) { got = message; }, [&] { return ++asked > 10; });
  });
  CHECK(end == ChildEnd::stopped);
  CHECK(got == "a plan");
  CHECK(seconds < 5);
}

TEST_CASE("a child process that crashes or throws has failed, and its parent goes on",
          "[siting][process]") {
  const auto nothing = [](std::string_view) {};
  CHECK(run_in_child([](const SendToParent&) { std::_Exit(7); }, nothing, nullptr) ==
        ChildEnd::failed);
  CHECK(run_in_child([](const SendToParent&) { throw std::runtime_error("no"); }, nothing,
                     nullptr) == ChildEnd::failed);
}

TEST_CASE("what a child process changes is its own", "[siting][process]") {
  int value = 1;
  const ChildEnd end =
      run_in_child([&](const SendToParent&) { value = 2; }, [](std::string_view) {}, nullptr);
  CHECK(end == ChildEnd::done);
  CHECK(value == 1);
}
