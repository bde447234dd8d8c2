#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "temp_store.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

/// In ./test; JINTU_COMMITS asks for more.
int commits_of_each() {
  const char* asked = std::getenv("JINTU_COMMITS");
  return asked ? std::atoi(asked) : 300;
}

}  // namespace

TEST_CASE("two stores that commit as fast as they can lose no commit and no number") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const int each = commits_of_each();
  std::atomic<int> unavailable{0};
  std::atomic<bool> wrong{false};
  const auto work = [&](const std::string& name) {
    const auto store = temp.open(OpenMode::read_write);
    for (int i = 0; i < each;) {
      try {
        put_point(*store, name + std::to_string(i), i);
        ++i;
      } catch (const Error& error) {
        if (error.code() != ErrorCode::unavailable) wrong = true;
        if (wrong || ++unavailable > 10'000) return;
      }
    }
  };
  { temp.open(); }
  std::thread a(work, "a"), b(work, "b");
  a.join();
  b.join();
  CHECK_FALSE(wrong);
  const auto store = temp.open(OpenMode::read_only);
  const auto total = static_cast<std::size_t>(2 * each);
  CHECK(store->revision() == Revision{2 * each});
  CHECK(store->snapshot()->layer("points")->features().size() == total);
  std::vector<bool> seen(total + 1);
  for (const Feature& f : store->snapshot()->layer("points")->features())
    seen[static_cast<std::size_t>(f.revision.value)] = true;
  CHECK(std::count(seen.begin(), seen.end(), true) == 2 * each);
}

TEST_CASE("a writer that another one overtook goes on, commit after commit") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto first = temp.open();
  const auto second = temp.open(OpenMode::read_write);
  for (int i = 0; i < 20; ++i) {
    CHECK(put_point(*first, "first", i).revision == Revision{2 * i + 1});
    CHECK(put_point(*second, "second", i).revision == Revision{2 * i + 2});
  }
}

TEST_CASE("who waits in vain is told unavailable, has written nothing, and can write afterwards") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto first = temp.open();
  const auto second = temp.open(OpenMode::read_write, {std::chrono::milliseconds(100)});
  put_point(*first, "a", 1);
  {
    const auto long_one = first->begin("x", "long");
    const std::string why = trouble_of_put(*second);
    CHECK_THAT(why, Catch::Contains("within 0.1 s; nothing was written"));
    CHECK_THAT(why, !Catch::Contains(temp.folder.string()));
  }
  CHECK(put_point(*second, "b", 2).revision == Revision{2});
}

TEST_CASE("layers that another process did not touch stay the same objects") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto ours = temp.open();
  {
    auto t = ours->begin("x", "two layers");
    for (const char* name : {"left", "right"}) {
      t->ensure_layer(points_schema(name));
      for (int i = 0; i < 100; ++i) t->put(name, point("k" + std::to_string(i), i));
    }
    t->commit();
  }
  const auto theirs = temp.open(OpenMode::read_write);
  const auto before = ours->snapshot();
  {
    auto t = theirs->begin("x", "elsewhere");
    t->put("left", point("k5", -5));
    t->erase("left", "k6");
    t->put("left", point("new", 7));
    t->commit();
  }
  CHECK(ours->refresh().changed);
  const auto now = ours->snapshot();
  CHECK(now->layer("right") == before->layer("right"));
  const auto left = now->layer("left");
  REQUIRE(left->features().size() == 100);
  CHECK(left->find("k5")->properties.number("n", 0) == -5);
  CHECK(left->find("k6") == nullptr);
  CHECK(left->find("new")->id == FeatureId{101});
  CHECK(left->find("k7") == before->layer("left")->find("k7"));  // shared, not read again
}

TEST_CASE("what begin found of another's is in the snapshot, though nothing is committed") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto ours = temp.open();
  const auto theirs = temp.open(OpenMode::read_write);
  put_point(*theirs, "a", 1);
  { const auto left = ours->begin("x", "left"); }
  CHECK(ours->snapshot()->revision() == Revision{1});
  CHECK(put_point(*ours, "b", 2).revision == Revision{2});
}

TEST_CASE("a new field and a new layer of another process are taken up") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto ours = temp.open();
  put_point(*ours, "a", 1);
  const auto theirs = temp.open(OpenMode::read_write);
  {
    auto t = theirs->begin("x", "wider");
    LayerSchema wider = points_schema();
    wider.fields.push_back({"name", FieldType::text});
    t->ensure_layer(wider);
    t->ensure_layer(points_schema("more"));
    t->commit();
  }
  CHECK(ours->refresh().changed);
  CHECK(ours->snapshot()->layer("points")->schema().fields.size() == 2);
  CHECK(ours->snapshot()->layer("points")->find("a"));
  CHECK(ours->snapshot()->layer("more"));
}

TEST_CASE("a live layer does not grow beyond its limit, and what is in it can be changed still") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  StoreOptions options;
  options.live_records = 3;
  const auto store = temp.open(OpenMode::create, options);
  for (int i = 0; i < 3; ++i) put_point(*store, "k" + std::to_string(i), i);
  try {
    put_point(*store, "k3", 3);
    FAIL("the fourth record was taken");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::too_large);
    CHECK_THAT(error.public_detail(), Catch::Contains("has 3 records already"));
  }
  put_point(*store, "k1", 100);
  auto t = store->begin("x", "one for another");
  t->erase("points", "k0");
  t->put("points", point("k3", 3));
  t->commit();
  CHECK(store->snapshot()->layer("points")->features().size() == 3);
}
