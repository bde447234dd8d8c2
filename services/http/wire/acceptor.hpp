// The listening socket and the thread that accepts. Ours, because Pistache's listener cannot stop
// accepting before its event loop stops: connections accepted last would hang unanswered for ever.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "services/http/wire/peer_address.hpp"

namespace jintu::http {

class Acceptor {
 public:
  using Take = std::function<void(int fd, const PeerAddress& from)>;

  /// `take` gets each accepted socket (non-blocking, TCP_NODELAY) on the accepting thread and
  /// owns it from then on, unless it throws. Throws Error{io} when the address cannot be had.
  Acceptor(const std::string& address, std::uint16_t port, Take take);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  std::uint16_t port() const { return port_; }
  void start();
  /// From here on connecting is refused; returns when the thread has ended.
  void stop();

 private:
  void run();
  void accept_all();

  Take take_;
  int listen_fd_ = -1;
  int stop_fd_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace jintu::http
