// How long work tells its caller where it is, and learns that it should stop.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

#include "geo/base/error.hpp"

namespace jintu {

/// Passed by value into long work. Default-constructed: silent and never stopped.
/// `report` may be called from any one thread at a time; `total` 0 means unknown.
struct Progress {
  std::function<void(std::string_view stage, std::uint64_t done, std::uint64_t total)> sink;
  std::stop_token stop;

  void report(std::string_view stage, std::uint64_t done, std::uint64_t total) const {
    if (sink) sink(stage, done, total);
  }
  /// Throws Error{cancelled} once a stop was asked for. Call it at least a few times a second.
  void check() const {
    if (stop.stop_requested()) throw Error(ErrorCode::cancelled, "已中断 interrupted");
  }
};

}  // namespace jintu
