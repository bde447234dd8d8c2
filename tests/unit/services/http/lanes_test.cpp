#include "services/http/server/lanes.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "geo/base/error.hpp"

using namespace jintu;
using namespace jintu::http;
using namespace std::chrono_literals;

namespace {

/// Holds who waits until it is opened; opens at its end.
class Gate {
 public:
  ~Gate() { open(); }
  void open() {
    if (!opened_.exchange(true)) promise_.set_value();
  }
  void wait() const { future_.wait(); }

 private:
  std::atomic<bool> opened_{false};
  std::promise<void> promise_;
  std::shared_future<void> future_{promise_.get_future()};
};

template <class Condition>
bool comes_true(Condition condition) {
  const auto deadline = WorkPool::Clock::now() + 20s;
  while (!condition()) {
    if (WorkPool::Clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

Work held_by(const Gate& gate) {
  return {[&gate](const Progress&) { gate.wait(); }, [](Dropped) {}};
}

WorkPoolOptions small(std::chrono::milliseconds most_wait, std::chrono::milliseconds most_run) {
  return {"test", 1, 4, most_wait, most_run, false};
}

}  // namespace

TEST_CASE("work of one kind that is stuck keeps no other kind waiting") {
  Gate gate;
  Lanes lanes(lane_options(2, 16));
  for (const Lane stuck : {Lane::areas, Lane::survey, Lane::previews, Lane::posters, Lane::siting,
                           Lane::edit, Lane::drafts, Lane::documents}) {
    int taken = 0;
    while (lanes.submit(stuck, held_by(gate))) ++taken;
    CHECK(taken >= 16);
  }
  std::atomic<int> done{0};
  for (int i = 0; i < 10; ++i)
    CHECK(lanes.submit(Lane::read, {[&](const Progress&) { ++done; }, [](Dropped) {}}));
  CHECK(comes_true([&] { return done == 10; }));
  gate.open();
}

TEST_CASE("tiles that are stuck keep neither edits nor planners waiting") {
  Gate gate;
  Lanes lanes(lane_options(2, 16));
  while (lanes.submit(Lane::read, held_by(gate))) {
  }
  std::atomic<int> done{0};
  for (const Lane lane : {Lane::documents, Lane::edit, Lane::drafts, Lane::siting, Lane::areas,
                          Lane::survey, Lane::previews, Lane::posters})
    CHECK(lanes.submit(lane, {[&](const Progress&) { ++done; }, [](Dropped) {}}));
  CHECK(comes_true([&] { return done == 8; }));
  gate.open();
}

TEST_CASE("work that waited too long is dropped and not begun") {
  Gate gate;
  WorkPool pool(small(1s, 60s));
  REQUIRE(pool.submit(held_by(gate)));
  REQUIRE(comes_true([&] { return pool.running() == 1; }));
  std::atomic<int> begun{0};
  std::vector<Dropped> dropped;
  REQUIRE(pool.submit(
      {[&](const Progress&) { ++begun; }, [&](Dropped why) { dropped.push_back(why); }}));
  pool.keep_time(WorkPool::Clock::now());
  CHECK(dropped.empty());
  pool.keep_time(WorkPool::Clock::now() + 2s);
  CHECK(dropped == std::vector<Dropped>{Dropped::waited_too_long});
  CHECK(pool.queued() == 0);
  gate.open();
  CHECK(comes_true([&] { return pool.running() == 0; }));
  CHECK(begun == 0);
}

TEST_CASE("work that runs too long is asked to stop") {
  WorkPool pool(small(60s, 1s));
  std::atomic<bool> stopped{false};
  REQUIRE(pool.submit({[&](const Progress& progress) {
                         try {
                           for (int k = 0; k < 60'000; ++k) {
                             progress.check();
                             std::this_thread::sleep_for(1ms);
                           }
                         } catch (const Error& error) {
                           stopped = error.code() == ErrorCode::cancelled;
                         }
                       },
                       [](Dropped) {}}));
  REQUIRE(comes_true([&] { return pool.running() == 1; }));
  pool.keep_time(WorkPool::Clock::now());
  CHECK(pool.running() == 1);
  pool.keep_time(WorkPool::Clock::now() + 2s);
  CHECK(comes_true([&] { return stopped.load(); }));
}

TEST_CASE("what throws ends neither its thread nor the process") {
  WorkPool pool(small(60s, 60s));
  std::atomic<int> done{0};
  REQUIRE(pool.submit({[](const Progress&) { throw std::bad_alloc(); }, [](Dropped) {}}));
  REQUIRE(pool.submit({[](const Progress&) { throw 7; }, [](Dropped) {}}));
  REQUIRE(pool.submit({[&](const Progress&) { ++done; }, [](Dropped) {}}));
  CHECK(comes_true([&] { return done == 1; }));
}

TEST_CASE("the end of a pool drops what waits and stops what runs") {
  std::vector<Dropped> dropped;
  {
    WorkPool pool(small(60s, 60s));
    REQUIRE(pool.submit({[](const Progress& progress) {
                           while (!progress.stop.stop_requested()) std::this_thread::sleep_for(1ms);
                         },
                         [](Dropped) {}}));
    REQUIRE(comes_true([&] { return pool.running() == 1; }));
    REQUIRE(pool.submit({[](const Progress&) {}, [&](Dropped why) { dropped.push_back(why); }}));
  }
  CHECK(dropped == std::vector<Dropped>{Dropped::stopping});
}
