#include "services/siting/city/coverage.hpp"

#include <catch2/catch.hpp>

using namespace jintu::siting;

TEST_CASE("the Gini coefficient is 0 where all have the same, and grows to 1 where one has all") {
  CHECK(gini({{10, 2}, {30, 2}}).value() == Approx(0).margin(1e-12));
  CHECK(gini({{1, 0}, {1, 1}}).value() == Approx(0.5));
  CHECK(gini({{999, 0}, {1, 5}}).value() == Approx(0.999));
  CHECK(gini({{3, 1}, {1, 3}}).value() ==
        Approx(gini({{1, 3}, {1, 1}, {2, 1}}).value()));  // how people are grouped does not matter
  CHECK(!gini({{5, 0}}));
  CHECK(!gini({}));
}

TEST_CASE("the best-served fifth has at least a fifth, and a group is split where the fifth ends") {
  CHECK(best_fifth_share({{10, 2}, {30, 2}}).value() == Approx(0.2));
  CHECK(best_fifth_share({{80, 0}, {20, 3}}).value() == Approx(1));
  CHECK(best_fifth_share({{90, 1}, {10, 11}}).value() == Approx((110 + 10) / 200.0));
  CHECK(!best_fifth_share({{5, 0}}));
}
