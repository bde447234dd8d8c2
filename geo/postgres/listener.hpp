// A thread that hears NOTIFY.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "geo/postgres/address.hpp"

namespace jintu::postgres {

/// Calls `heard` for each batch of notifications on `channel`, on a thread of its own, until it is
/// destroyed. A connection that is lost is made anew after some seconds; whoever must know asks the
/// database itself. A standby does not know LISTEN: then it is never called.
class Listener {
 public:
  Listener(Address address, std::string channel, std::function<void()> heard);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  void run(const std::stop_token& stop);
  void listen(const std::stop_token& stop);

  const Address address_;
  const std::string channel_;
  const std::function<void()> heard_;
  int wake_ = -1;  ///< an eventfd
  std::jthread thread_;
};

}  // namespace jintu::postgres
