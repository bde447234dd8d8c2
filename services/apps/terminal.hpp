// Progress on a terminal, plain lines elsewhere; Ctrl-C as a stop token.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "geo/base/progress.hpp"

namespace jintu::apps {

/// Draws one bar with rate and time left on a terminal; elsewhere a plain line when a stage begins
/// and every ten seconds. Writes to standard error. `quiet` draws nothing.
class ProgressDisplay {
 public:
  enum class Style { automatic, quiet };
  explicit ProgressDisplay(Style style);
  ~ProgressDisplay();

  /// For the work: its reports arrive here, its stop is `interrupt_token()`.
  Progress progress();
  /// Ends the line of the bar.
  void finish();

 private:
  void show(std::string_view stage, std::uint64_t done, std::uint64_t total);
  using Clock = std::chrono::steady_clock;
  std::mutex mutex_;
  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  bool complete_shown_ = false;  ///< of this stage
  std::string stage_;
  Clock::time_point stage_began_;
  Clock::time_point last_shown_;
};

/// SIGINT and SIGTERM ask for a stop; a second one ends the process at once. Call once, in main,
/// before any thread starts.
void catch_interrupts();
std::stop_token interrupt_token();

/// While one is alive already the first signal ends the process at once: for work of which nothing
/// would be kept, parts of which look at no clock.
class NothingToKeep {
 public:
  NothingToKeep();
  ~NothingToKeep();
  NothingToKeep(const NothingToKeep&) = delete;
  NothingToKeep& operator=(const NothingToKeep&) = delete;
};
/// Blocks until the first of the two signals.
void wait_for_interrupt();

}  // namespace jintu::apps
