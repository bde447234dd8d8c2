#include "geo/postgres/listener.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "geo/base/error.hpp"
#include "geo/postgres/connection.hpp"

namespace jintu::postgres {

Listener::Listener(Address address, std::string channel, std::function<void()> heard)
    : address_(std::move(address)),
      channel_(std::move(channel)),
      heard_(std::move(heard)),
      wake_(eventfd(0, EFD_CLOEXEC)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Listener::~Listener() {
  thread_.request_stop();
  const std::uint64_t one = 1;
  static_cast<void>(!write(wake_, &one, sizeof one));
  thread_.join();
  close(wake_);
}

void Listener::run(const std::stop_token& stop) {
  constexpr int pause_ms = 3000;
  while (!stop.stop_requested()) {
    try {
      listen(stop);
    } catch (const Error&) {  // no server, or one that does not know LISTEN
    }
    pollfd woken{wake_, POLLIN, 0};
    if (!stop.stop_requested()) poll(&woken, 1, pause_ms);
  }
}

void Listener::listen(const std::stop_token& stop) {
  Connection connection(address_);
  connection.exec("LISTEN " + quoted(channel_));
  heard_();  // what was committed while nobody listened
  while (!stop.stop_requested() && connection.alive()) {
    pollfd waited[] = {{PQsocket(connection.handle()), POLLIN, 0}, {wake_, POLLIN, 0}};
    poll(waited, 2, -1);
    if (stop.stop_requested()) return;
    if (PQconsumeInput(connection.handle()) == 0) return;
    bool any = false;
    while (PGnotify* notification = PQnotifies(connection.handle())) {
      PQfreemem(notification);
      any = true;
    }
    if (any) heard_();
  }
}

}  // namespace jintu::postgres
