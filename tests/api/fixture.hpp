// A small published state and a server on a free port of the loopback.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "services/http/server.hpp"
#include "tests/support/http_client.hpp"

namespace jintu::test {

/// Answers from a function; counts how often.
class FakeSource final : public tiles::TileSource {
 public:
  using Make = std::function<std::optional<tiles::Tile>(tiles::TileCoord)>;
  FakeSource(std::string id, Make make);
  const tiles::SourceInfo& info() const override { return info_; }
  std::optional<tiles::Tile> get(tiles::TileCoord coord) const override {
    ++made;
    return make_(coord);
  }
  mutable std::atomic<int> made{0};

 private:
  tiles::SourceInfo info_;
  Make make_;
};

/// Holds callers until opened.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

/// Sources: districts (content differs by tile; empty at z 0), lockers, big (3 MB of noise),
/// gated (waits for `gate`), broken (throws what must not reach a client).
/// Layers: districts (2 polygons, one with a hole), carriers (one unplaced; one with a Chinese id),
/// lockers (1,200 points).
struct World {
  World();
  Gate gate;
  std::shared_ptr<FakeSource> districts, lockers, big, gated, broken;
  live::ServiceState state;
};

struct Running {
  explicit Running(http::ServerOptions options = quiet());
  ~Running() { world.gate.open(); }
  static http::ServerOptions quiet();  ///< port 0, no access log, and a clock that stands still
  World world;
  http::Server server;
  std::uint16_t port;
};

/// The plain content of the districts source's tile.
std::string districts_content(tiles::TileCoord coord);
std::string big_noise();
/// Of this process, as the system counts.
std::size_t resident_bytes();

}  // namespace jintu::test
