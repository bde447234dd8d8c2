// Pictures that were drawn lately, in bounded memory: the one that was not asked for longest goes
// first. Any thread.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace jintu::http {

class PictureMemory {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  explicit PictureMemory(std::size_t limit_bytes) : limit_(limit_bytes) {}

  /// nullptr when it has to be drawn.
  Bytes find(const std::string& tag) {
    const std::lock_guard lock(mutex_);
    const auto it = by_tag_.find(tag);
    if (it == by_tag_.end()) return nullptr;
    pictures_.splice(pictures_.begin(), pictures_, it->second);
    return it->second->second;
  }
  void put(const std::string& tag, Bytes bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes->size() > limit_ || by_tag_.contains(tag)) return;
    bytes_ += bytes->size();
    pictures_.emplace_front(tag, std::move(bytes));
    by_tag_[tag] = pictures_.begin();
    while (bytes_ > limit_) {
      bytes_ -= pictures_.back().second->size();
      by_tag_.erase(pictures_.back().first);
      pictures_.pop_back();
    }
  }
  std::size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::list<std::pair<std::string, Bytes>> pictures_;  ///< latest first
  std::map<std::string, std::list<std::pair<std::string, Bytes>>::iterator> by_tag_;
  std::size_t bytes_ = 0;
};

}  // namespace jintu::http
