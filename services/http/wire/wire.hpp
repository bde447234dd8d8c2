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
#include <vector>

#include "services/http/message/head_reader.hpp"
#include "services/http/message/message.hpp"
#include "services/http/wire/body_room.hpp"
#include "services/http/wire/peer_address.hpp"

namespace jintu::http {

struct WireOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  int threads = 1;
  std::size_t max_connections = 4096;  ///< above: whoever did nothing for longest gives way
  std::size_t most_per_address = 256;  ///< connections of one client address; above: the same
  std::vector<std::string> proxies;    ///< addresses that speak for many, and have no such limit
  std::size_t most_requests = 10'000;  ///< of one connection, which then closes
  HeadLimits limits;
  std::chrono::milliseconds header_timeout{10'000};  ///< first byte to the end of the head: 408
  std::chrono::milliseconds idle_timeout{75'000};    ///< between requests
  std::chrono::milliseconds write_timeout{30'000};   ///< without the client taking a byte
  std::uint64_t least_body_rate = 32 * 1024;         ///< bytes a second, beyond header_timeout: 408
  std::uint64_t least_send_rate = 4 * 1024;          ///< the same of answers, beyond write_timeout
  std::size_t most_body_bytes = std::size_t{64} << 20;  ///< of all bodies held at once: 503
  /// Of all answers that wait for slow readers; above: who took nothing for two seconds is cut off.
  std::size_t most_answer_bytes = std::size_t{256} << 20;
  std::uint64_t most_skipped = 1 << 20;  ///< of an unwanted body; above: the connection closes
};

using Clock = std::chrono::steady_clock;

/// One request and what was answered; handed back when the last byte left, or the client did.
struct Exchange {
  Request request;
  std::string body;  ///< of the request; empty unless the application wanted it
  BodyRoom room;     ///< that `body` takes
  std::string id;    ///< the request id
  PeerAddress peer;  ///< the other end of the connection: the client's, or a proxy's
  Clock::time_point start;
  int route = 0;  ///< for the application's own counting
  int status = 0;
  bool by_view = false;   ///< for the application: some are answered from what is not released yet
  bool confined = false;  ///< for the application: the answer is not for everybody
  std::size_t sent = 0;   ///< bytes of the body that were written
  bool aborted = false;   ///< the client went away before the end
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

/// What is to become of the body of a request.
struct BodyRule {
  std::uint64_t most_bytes = 0;  ///< above: 413
  bool wanted = false;           ///< otherwise it is skipped unread
  Sender sender = Sender::stranger;
};

/// What the wire serves. All calls come from I/O threads, several at a time; none may block.
class WireApp {
 public:
  virtual ~WireApp() = default;
  /// Asked once the head of a request with a body was read.
  virtual BodyRule body_rule(const Request& request) = 0;
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
  /// Takes no new connections and closes those that have nothing to do. True when all that was
  /// asked was answered within `patience`. May be called again.
  bool drain(std::chrono::milliseconds patience);
  /// Cuts off what is left.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::http
