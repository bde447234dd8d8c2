// Bytes in, answers out: HTTP/1.x over Pistache's reactor and transport. The only folder that
// knows Pistache, and `pistache_transport.cpp` is its only file that does.
//
// Of Pistache 0.0.5 we use the event loop, its threads, and the passing of peers to them.
// Accepting, reading heads, persistence and writing are ours, because there its faults cannot be
// mended from outside: its writer spins while a slow reader's socket is full (issue 949), its
// parser answers one of two pipelined requests, its listener loses what it accepted last when it
// stops.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "services/http/head_reader.hpp"
#include "services/http/message.hpp"

namespace jintu::http {

struct WireOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  int threads = 1;
  std::size_t max_connections = 4096;  ///< above: closed at once
  HeadLimits limits;
  std::chrono::milliseconds header_timeout{10'000};  ///< first byte to the end of the head: 408
  std::chrono::milliseconds idle_timeout{75'000};    ///< between requests
  std::chrono::milliseconds write_timeout{30'000};   ///< without the client taking a byte
};

using Clock = std::chrono::steady_clock;

/// One request and what was answered; handed back when the last byte left, or the client did.
struct Exchange {
  Request request;
  std::string body;  ///< of the request; empty unless the application wanted it
  std::string id;    ///< the request id
  Clock::time_point start;
  int route = 0;  ///< for the application's own counting
  int status = 0;
  std::size_t sent = 0;  ///< bytes of the body that were written
  bool aborted = false;  ///< the client went away before the end
};

/// Answers one request from any thread, later. The last call wins nothing: the first one counts.
class Later {
 public:
  struct Mailbox;
  Later(std::shared_ptr<Mailbox> mailbox, int fd, std::uint64_t connection)
      : mailbox_(std::move(mailbox)), fd_(fd), connection_(connection) {}
  void answer(Response response) const;

 private:
  std::shared_ptr<Mailbox> mailbox_;
  int fd_;
  std::uint64_t connection_;
};

/// What the wire serves. All calls come from I/O threads, several at a time; none may block.
class WireApp {
 public:
  virtual ~WireApp() = default;
  /// Whether the body of this request is worth receiving; otherwise it is skipped unread.
  virtual bool wants_body(const Request& request) = 0;
  /// The answer, or nothing when `later` will give it. The exchange stays alive and unmoved
  /// for as long as its pointer is held. Must not throw.
  virtual std::optional<Response> handle(const std::shared_ptr<Exchange>& exchange,
                                         Later later) = 0;
  /// The answer to a request that could not be read.
  virtual Response refuse(const std::shared_ptr<Exchange>& exchange, const HeadFault& fault) = 0;
  virtual void done(const Exchange& exchange) = 0;
  virtual void connections_changed(int by) = 0;
};

class Wire {
 public:
  Wire(WireOptions options, WireApp& app);
  ~Wire();
  /// Listens; returns the port. Throws Error{io} when the address cannot be had.
  std::uint16_t start();
  /// Takes no new connections, finishes what was asked, closes. True when all was finished
  /// within `patience`; what is left then is cut off.
  bool stop(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::http
