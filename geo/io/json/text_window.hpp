// Internal to geo/io: text that comes in pieces, of which only what is looked at is held.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace jintu::io {

/// Views are good until the window moves on. Offsets are of the whole text.
class TextWindow {
 public:
  /// Appends the next piece; false at the end of the text.
  using More = std::function<bool(std::string& buffer)>;
  explicit TextWindow(More more) : more_(std::move(more)) {}

  bool at_end() { return at_ == buffer_.size() && !fill(); }
  /// '\0' at the end.
  char peek() { return at_ < buffer_.size() || fill() ? buffer_[at_] : '\0'; }
  /// What comes, `length` bytes of it where there are so many.
  std::string_view ahead(std::size_t length) {
    while (buffer_.size() - at_ < length && fill()) {
    }
    return std::string_view(buffer_).substr(at_, length);
  }
  /// What comes and is there already; empty only at the end.
  std::string_view rest() {
    at_end();
    return std::string_view(buffer_).substr(at_);
  }
  /// Within what `peek`, `ahead` or `rest` gave.
  void skip(std::size_t length) { at_ += length; }

  std::uint64_t offset() const { return base_ + at_; }
  /// From a held offset up to here.
  std::string_view since(std::uint64_t from) const {
    const auto begin = static_cast<std::size_t>(from - base_);
    return std::string_view(buffer_).substr(begin, at_ - begin);
  }

  /// Keeps the text from here on as long as it lives. Those within another cost nothing.
  class Hold {
   public:
    explicit Hold(TextWindow& window) : window_(window), from_(window.offset()) {
      outer_ = window.held_;
      if (outer_ == none) window.held_ = from_;
    }
    ~Hold() { window_.held_ = outer_; }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    std::uint64_t from() const { return from_; }
    std::string_view text() const { return window_.since(from_); }

   private:
    TextWindow& window_;
    std::uint64_t from_, outer_;
  };

 private:
  bool fill() {
    if (ended_) return false;
    const auto keep = held_ == none ? at_ : static_cast<std::size_t>(held_ - base_);
    buffer_.erase(0, keep);
    base_ += keep;
    at_ -= keep;
    for (const std::size_t size = buffer_.size(); buffer_.size() == size;)
      if (!more_(buffer_)) {
        ended_ = true;
        return false;
      }
    return true;
  }

  static constexpr std::uint64_t none = UINT64_MAX;
  More more_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t base_ = 0, held_ = none;
  bool ended_ = false;
};

}  // namespace jintu::io
