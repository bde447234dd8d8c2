// Counters of the service in Prometheus' text format 0.0.4. Any thread; no locks.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jintu::http {

/// What other parts measure themselves; read when /metrics is asked.
struct CacheFigures {
  std::uint64_t hits = 0, misses = 0, entries = 0, bytes = 0, limit_bytes = 0;
};

class Metrics {
 public:
  /// `routes`: what they are called; a request is counted by its place among them.
  explicit Metrics(std::vector<std::string_view> routes)
      : names_(std::move(routes)), routes_(names_.size()) {}
  void request_done(int route, int status, std::chrono::nanoseconds took, std::uint64_t bytes,
                    bool aborted);
  void tile_made(std::chrono::nanoseconds took);
  void queue_refused() { refused_.fetch_add(1, std::memory_order_relaxed); }
  void in_flight(int by) { in_flight_.fetch_add(by, std::memory_order_relaxed); }
  void connections(int by) { connections_.fetch_add(by, std::memory_order_relaxed); }

  struct Now {
    CacheFigures tile_cache;
    struct Lane {
      std::string_view name;
      std::size_t queued, running;
    };
    std::vector<Lane> lanes;  ///< of work behind the server
    std::int64_t revision = 0;
    bool ready = false;
  };
  std::string prometheus(const Now& now) const;

 private:
  /// Seconds; the last bucket is +Inf.
  static constexpr std::array<double, 12> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                 0.01,   0.025,   0.05,   0.1,   0.5,    2.5};
  struct Histogram {
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets{};
    std::atomic<std::uint64_t> nanoseconds{0};
    void add(std::chrono::nanoseconds took);
    void write(std::string& out, const std::string& name, const std::string& labels) const;
  };
  struct PerRoute {
    std::array<std::atomic<std::uint64_t>, 600> by_status{};
    std::atomic<std::uint64_t> bytes{0};
    Histogram duration;
  };
  const std::vector<std::string_view> names_;
  std::vector<PerRoute> routes_;
  Histogram tile_encode_;
  std::atomic<std::uint64_t> aborted_{0}, refused_{0};
  std::atomic<std::int64_t> in_flight_{0}, connections_{0};
};

}  // namespace jintu::http
