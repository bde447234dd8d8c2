// What the server is told when it starts.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace jintu::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;           ///< 0: any free one
  int io_threads = 2;                  ///< read, answer from memory, write
  int work_threads = 2;                ///< encode tiles, write pages of features; see lanes.hpp
  std::size_t work_queue = 256;        ///< waiting requests; beyond: 503 with Retry-After
  std::size_t max_connections = 4096;  ///< beyond: whoever did nothing for longest is closed
  std::size_t max_per_address = 256;   ///< connections of one address; beyond: the same
  std::vector<std::string> proxies{"127.0.0.1", "::1"};  ///< addresses without that limit
  std::size_t max_requests = 10'000;                     ///< of one connection, which then closes
  std::size_t max_target_bytes = 8 * 1024;               ///< 414
  std::size_t max_head_bytes = 16 * 1024;                ///< 431
  std::uint64_t max_request_bytes = 1 << 20;             ///< of a body: 413
  std::size_t max_body_bytes = std::size_t{64} << 20;    ///< of all bodies held at once: 503
  std::chrono::milliseconds header_timeout{10'000};      ///< 408
  std::chrono::milliseconds idle_timeout{75'000};
  std::chrono::milliseconds write_timeout{30'000};
  std::chrono::milliseconds stop_patience{10'000};  ///< for what is in flight when stopping
  std::size_t page_bytes = 512 * 1024;  ///< a page of features ends before it grows beyond
  std::size_t tile_cache_bytes = std::size_t{128} << 20;
  std::string static_dir;  ///< the built web app; empty: none
  std::string
      public_url;  ///< "https://map.example": what links begin with; empty: http:// and Host
  std::vector<std::string> hosts;  ///< names of this server beside those that `address` and
                                   ///< `public_url` give; what asks by another: 421
  std::vector<std::string> private_folders;  ///< never named to clients
  std::string edit_token;  ///< deprecated: "Authorization: Bearer …" of who may write; empty: none
  std::uint64_t max_sign_in_bytes = 16 << 10;  ///< of a body with a password: 413
  std::uint64_t max_siting_bytes = 16 << 20;   ///< of a siting problem: 413
  bool siting_open = false;        ///< this desk plans without signing in; see front_door.hpp
  std::size_t max_waiters = 1000;  ///< for events; beyond: 503
  std::string access_log = "-";    ///< "-": stderr, "": off, else a file
  std::string content_security_policy =
      "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; style-src 'self'; "
      "connect-src 'self'; frame-ancestors 'self'; base-uri 'none'; object-src 'none'; form-action "
      "'self'";
  /// What time it is, for pages that tell what is open. Tests have a time that stands still.
  std::function<std::chrono::system_clock::time_point()> clock = [] {
    return std::chrono::system_clock::now();
  };
};

}  // namespace jintu::http
