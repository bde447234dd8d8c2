// Features on their way to the store, written by a thread of its own: the next ways are read
// meanwhile, which takes about as long as SQLite.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "geo/store/feature_store.hpp"

namespace jintu::osm {

/// While it lives nobody else uses the transaction. Order is kept. What the store throws comes out
/// of a later call here; without `finish` what is still queued is dropped.
class AppendQueue {
 public:
  explicit AppendQueue(Transaction& transaction);
  ~AppendQueue();
  AppendQueue(const AppendQueue&) = delete;
  AppendQueue& operator=(const AppendQueue&) = delete;

  void replace_bulk_layer(const LayerSchema& schema);
  /// `layer` must outlive the queue.
  void append(std::string_view layer, Feature&& feature);
  /// Returns when all is with the store.
  void finish();

 private:
  struct Item {
    std::string_view layer;
    Feature feature;
  };
  using Batch = std::vector<Item>;
  static constexpr std::size_t batch_size = 256;
  static constexpr std::size_t most_batches = 8;

  void push();
  void run();

  Transaction& transaction_;
  Batch next_;

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::deque<Batch> waiting_;
  std::exception_ptr error_;
  bool writing_ = false, stopping_ = false;

  std::thread thread_;  // last: it uses the others
};

}  // namespace jintu::osm
