// Work on 0 … count−1 in chunks, on a few threads, with one exception and one voice.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "geo/base/progress.hpp"

namespace jintu::network {

/// `make_worker()` is called once on each thread and gives `work(begin, end)`. Which thread does
/// which chunk is left to chance: results must not depend on it. The calling thread works too, and
/// alone reports. The first exception stops the rest and is thrown here.
template <class MakeWorker>
void parallel_chunks(std::size_t count, std::size_t chunk, int threads, std::string_view stage,
                     const Progress& progress, MakeWorker make_worker) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&](bool reports) {
    try {
      auto work = make_worker();
      while (!failed) {
        const std::size_t begin = next.fetch_add(chunk);
        if (begin >= count) return;
        progress.check();
        if (reports) progress.report(stage, begin, count);
        work(begin, std::min(count, begin + chunk));
      }
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t wanted = static_cast<std::size_t>(std::clamp(threads, 1, 64));
    for (std::size_t i = 1; i < std::min(wanted, count / chunk + 1); ++i)
      helpers.emplace_back(run, false);
    run(true);
  }
  if (failure) std::rethrow_exception(failure);
  progress.report(stage, count, count);
}

}  // namespace jintu::network
