#include "services/http/server/lanes.hpp"

#include <algorithm>

#include "services/http/wire/last_catch.hpp"

namespace jintu::http {

using namespace std::chrono_literals;

std::array<WorkPoolOptions, lane_count> lane_options(int read_threads, std::size_t most_queued) {
  const auto at_most = [&](std::size_t n) { return std::min(n, most_queued); };
  return {{{"read", read_threads, most_queued, 5s, 20s, false},
           {"documents", 1, at_most(128), 5s, 20s, false},
           {"edit", 1, at_most(64), 10s, 20s, false},
           {"drafts", 2, at_most(64), 10s, 20s, true},
           {"siting", 1, at_most(64), 10s, 30s, true},
           {"areas", 1, at_most(32), 15s, 30s, true},
           {"survey", 1, at_most(32), 15s, 60s, true},
           {"previews", 1, at_most(64), 10s, 20s, true},
           {"posters", 1, at_most(16), 20s, 30s, true},
           {"accounts", 2, at_most(64), 10s, 30s, true}}};
}

Lanes::Lanes(const std::array<WorkPoolOptions, lane_count>& options) {
  for (const WorkPoolOptions& one : options) pools_.emplace_back(one);
  clock_ = std::thread([this] { keep_time(); });
}

Lanes::~Lanes() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  clock_.join();
  stop_all();
}

void Lanes::stop_long_work() {
  for (const Lane lane : {Lane::areas, Lane::survey, Lane::previews, Lane::posters}) {
    pool(lane).drop_queued();
    pool(lane).stop_running();
  }
}

void Lanes::stop_all() {
  for (WorkPool& pool : pools_) {
    pool.drop_queued();
    pool.stop_running();
  }
}

void Lanes::keep_time() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, 200ms, [this] { return ending_; })) {
    last_catch("lanes", [this] {
      for (WorkPool& pool : pools_) pool.keep_time(WorkPool::Clock::now());
    });
  }
}

}  // namespace jintu::http
