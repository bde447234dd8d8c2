#include "geo/base/index.hpp"

#include <catch2/catch.hpp>
#include <unordered_set>

#include "geo/base/json.hpp"

using namespace jintu;

namespace {

using Locker = TypedIndex<struct LockerTag>;
using Home = TypedIndex<struct HomeTag>;

static_assert(sizeof(Locker) == sizeof(std::int32_t) && std::is_trivially_copyable_v<Locker>);
static_assert(!std::is_convertible_v<int, Locker> && std::is_convertible_v<Locker, int>);
static_assert(!std::is_convertible_v<Locker, Home> && !std::is_constructible_v<Home, Locker>);
static_assert(std::totally_ordered<Locker>);
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept Sorted = requires(A a, B b) {
  a < b;
};
static_assert(Comparable<Locker, Locker> && !Comparable<Locker, Home>);
static_assert(Sorted<Locker, Locker> && !Sorted<Locker, Home>);
template <class List, class At>
concept Opens = requires(List list, At at) {
  list[at];
};
static_assert(Opens<IndexedVector<Home, double>, Home>);
static_assert(!Opens<IndexedVector<Home, double>, Locker>);
static_assert(!Opens<IndexedVector<Home, double>, int>);

}  // namespace

TEST_CASE("a typed index goes through its list, and none through an empty one") {
  IndexedVector<Home, int> people{3, 5, 7};
  int sum = 0;
  for (const Home home : people.indices()) sum += people[home] * (home + 1);
  CHECK(sum == 3 + 10 + 21);
  people[Home{1}] = 0;
  CHECK(people == std::vector{3, 0, 7});
  int steps = 0;
  for (const Home home : each<Home>(0)) steps += home + 1;
  for (const Home home : each<Home>(-1)) steps += home + 1;
  CHECK(steps == 0);
  CHECK(Home::none() < Home{});
}

TEST_CASE("a typed index is a number in JSON, and has a place in a hashed set") {
  const std::vector<Locker> open{Locker{4}, Locker{0}};
  const Json json = open;
  CHECK(json.dump() == "[4,0]");
  CHECK(json.get<std::vector<Locker>>() == open);
  const std::unordered_set<Locker> set(open.begin(), open.end());
  CHECK(set.contains(Locker{4}));
  CHECK_FALSE(set.contains(Locker{1}));
}
