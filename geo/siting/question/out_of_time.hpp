// How preparation that may take seconds ends in time. Internal to geo/siting.
#pragma once

#include <cstdint>
#include <functional>

namespace jintu::siting {

/// Thrown where no part of the work is of use by itself. The solver answers with what it has.
struct OutOfTime {};

/// Looks at the clock about every millisecond of work.
class Lookout {
 public:
  /// Keeps a reference to `stop`, which may be empty.
  explicit Lookout(const std::function<bool()>& stop) : stop_(stop) {}

  /// `steps` of some nanoseconds each were done. Throws OutOfTime once `stop()` holds.
  void worked(std::int64_t steps) {
    left_ -= steps;
    if (left_ > 0) return;
    left_ = steps_between;
    if (stop_ && stop_()) throw OutOfTime();
  }

 private:
  static constexpr std::int64_t steps_between = 100'000;
  const std::function<bool()>& stop_;
  std::int64_t left_ = 0;
};

}  // namespace jintu::siting
