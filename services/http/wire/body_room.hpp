// The memory that bodies of requests and answers take, over all connections together.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace jintu::http {

/// Whose body it is: strangers get half of the room, so that they cannot keep out who has a token.
enum class Sender { stranger, trusted };

/// Any thread.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t most_bytes) : most_(most_bytes) {}

  bool take(std::size_t bytes, Sender sender) {
    const std::lock_guard lock(mutex_);
    if (bytes > most_ - taken_) return false;
    if (sender == Sender::stranger && bytes > most_of_strangers() - strangers_) return false;
    taken_ += bytes;
    if (sender == Sender::stranger) strangers_ += bytes;
    return true;
  }
  void give_back(std::size_t bytes, Sender sender) {
    const std::lock_guard lock(mutex_);
    taken_ -= bytes;
    if (sender == Sender::stranger) strangers_ -= bytes;
  }
  std::size_t taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
  }
  /// Answers that their clients have not taken yet; what caches and files hold is not counted.
  /// They are not refused for want of room: who does not take them is cut off sooner.
  void hold_answer(std::size_t bytes) { answers_ += bytes; }
  void release_answer(std::size_t bytes) { answers_ -= bytes; }
  std::size_t answers() const { return answers_; }

 private:
  std::size_t most_of_strangers() const { return most_ / 2; }

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::size_t taken_ = 0;
  std::size_t strangers_ = 0;  ///< their part of it
  std::atomic<std::size_t> answers_{0};
};

/// What one body has taken; gives it back at its end.
class BodyRoom {
 public:
  BodyRoom() = default;
  BodyRoom(std::shared_ptr<BodyBudget> budget, Sender sender)
      : budget_(std::move(budget)), sender_(sender) {}
  BodyRoom(BodyRoom&& other) noexcept
      : budget_(std::move(other.budget_)),
        sender_(other.sender_),
        bytes_(std::exchange(other.bytes_, 0)) {}
  BodyRoom& operator=(BodyRoom&& other) noexcept {
    if (this != &other) {
      give_back();
      budget_ = std::move(other.budget_);
      sender_ = other.sender_;
      bytes_ = std::exchange(other.bytes_, 0);
    }
    return *this;
  }
  BodyRoom(const BodyRoom&) = delete;
  BodyRoom& operator=(const BodyRoom&) = delete;
  ~BodyRoom() { give_back(); }

  /// False when there is no room for that many bytes; then it has what it had.
  bool grow_to(std::size_t bytes) {
    if (bytes <= bytes_) return true;
    if (!budget_ || !budget_->take(bytes - bytes_, sender_)) return false;
    bytes_ = bytes;
    return true;
  }
  void give_back() {
    if (bytes_ > 0) budget_->give_back(std::exchange(bytes_, 0), sender_);
  }

 private:
  std::shared_ptr<BodyBudget> budget_;
  Sender sender_ = Sender::stranger;
  std::size_t bytes_ = 0;
};

}  // namespace jintu::http
