// Who guesses passwords waits longer and longer: counted for each name and for each address.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace jintu::auth {

/// Any thread. In memory only: a restart forgets.
///
/// An attempt counts when it is let in, and is forgiven when it was right: so many at the same time
/// are no way around it.
class Throttle {
 public:
  using Clock = std::chrono::steady_clock;

  struct Limit {
    int free;                           ///< attempts before the first wait, of one second
    std::chrono::seconds longest_wait;  ///< the wait doubles with each attempt up to this
  };
  static constexpr Limit by_name{5, std::chrono::seconds(300)};
  static constexpr Limit by_address{20, std::chrono::seconds(900)};
  /// Without an attempt for so long, all is forgotten.
  static constexpr std::chrono::minutes memory{30};
  /// Names, and addresses, that are remembered; beyond, those that did nothing for longest go.
  static constexpr std::size_t most_entries = 10'000;

  /// How long to wait before the next attempt, or nothing: then this one may be made, and counts.
  /// Names that nobody has are counted like others. An empty address is not counted.
  std::optional<std::chrono::seconds> enter(const std::string& name, const std::string& address,
                                            Clock::time_point now);
  /// The attempt that was let in was right.
  void forgive(const std::string& name, const std::string& address);

 private:
  struct Entry {
    int attempts = 0;
    Clock::time_point last, free_from;
  };
  using Entries = std::unordered_map<std::string, Entry>;
  static std::chrono::seconds wait_of(const Entries& entries, const std::string& key,
                                      Clock::time_point now);
  static void count(Entries& entries, const std::string& key, const Limit& limit,
                    Clock::time_point now);

  std::mutex mutex_;
  Entries names_, addresses_;
};

}  // namespace jintu::auth
