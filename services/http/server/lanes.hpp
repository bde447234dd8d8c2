// The kinds of work behind the server, each with a queue, threads and time limits of its own: no
// kind can keep another waiting.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "services/http/server/work_pool.hpp"

namespace jintu::http {

enum class Lane {
  read,       ///< tiles, features: what maps wait for
  documents,  ///< what describes them: collections, tile sets, styles
  edit,       ///< writing features
  drafts,     ///< what editors prepare: written, read, checked; edits tried without being written
  siting,     ///< what planners wait for: jobs taken in, plans weighed, scenarios, tiles of plans
  areas,      ///< catchments, reports, files of plans, the city's own figures: seconds each
  survey,     ///< the quality of sources, the catalog: looks at many tiles; residents' reports
  previews,   ///< what links look like where they are passed on: some 50 ms each
  posters,    ///< sheets to be printed: a second or two each
  accounts    ///< sign-in and what else looks at passwords, 64 MB each
};
inline constexpr std::size_t lane_count = 10;

/// `read_threads` and `most_queued` are of Lane::read. The others have one thread each
/// (`drafts` and `accounts` two), and no longer queue. Processors go to `read`, `documents` and
/// `edit` first, to the others when these do not want them.
std::array<WorkPoolOptions, lane_count> lane_options(int read_threads, std::size_t most_queued);

/// Any thread.
class Lanes {
 public:
  explicit Lanes(const std::array<WorkPoolOptions, lane_count>& options);
  /// As those of the pools.
  ~Lanes();
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  /// False when that lane's queue is full.
  bool submit(Lane lane, Work work) { return pool(lane).submit(std::move(work)); }
  WorkPool& pool(Lane lane) { return pools_[static_cast<std::size_t>(lane)]; }
  const std::deque<WorkPool>& pools() const { return pools_; }
  /// The server is about to stop: what takes seconds is not begun any more, and what of it runs is
  /// asked to end.
  void stop_long_work();
  /// Nothing is begun any more, and all that runs is asked to end.
  void stop_all();

 private:
  void keep_time();

  std::deque<WorkPool> pools_;  // by lane
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread clock_;
};

}  // namespace jintu::http
