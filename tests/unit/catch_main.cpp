#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>

#include "tests/support/skip.hpp"

namespace jintu_test {
namespace {
int count = 0;
}

int skips() { return count; }

void skip(const std::string& why) {
  ++count;
  std::cout << "SKIPPED: " << why << std::endl;
}

}  // namespace jintu_test

int main(int argc, char** argv) {
  const int failed = Catch::Session().run(argc, argv);
  return failed == 0 && jintu_test::skips() > 0 ? 77 : failed;
}
