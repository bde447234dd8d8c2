#include "geo/osm/append_queue.hpp"

#include <utility>

namespace jintu::osm {

AppendQueue::AppendQueue(Transaction& transaction)
    : transaction_(transaction), thread_([this] { run(); }) {}

AppendQueue::~AppendQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

void AppendQueue::replace_bulk_layer(const LayerSchema& schema) {
  finish();
  transaction_.replace_bulk_layer(schema);  // the thread sleeps: the queue is empty
}

void AppendQueue::append(std::string_view layer, Feature&& feature) {
  next_.push_back({layer, std::move(feature)});
  if (next_.size() == batch_size) push();
}

void AppendQueue::push() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < most_batches || error_; });
  if (error_) std::rethrow_exception(error_);
  waiting_.push_back(std::exchange(next_, {}));
  next_.reserve(batch_size);
  changed_.notify_all();
}

void AppendQueue::finish() {
  if (!next_.empty()) push();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return (waiting_.empty() && !writing_) || error_; });
  if (error_) std::rethrow_exception(error_);
}

void AppendQueue::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return !waiting_.empty() || stopping_; });
    if (stopping_) return;
    const Batch batch = std::move(waiting_.front());
    waiting_.pop_front();
    writing_ = true;
    lock.unlock();
    std::exception_ptr error;
    try {
      for (const auto& [layer, feature] : batch) transaction_.append(layer, feature);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    writing_ = false;
    if (error) {
      error_ = error;
      waiting_.clear();
    }
    changed_.notify_all();
    if (error) return;
  }
}

}  // namespace jintu::osm
