#include "services/http/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>

#include "services/http/api/app.hpp"
#include "services/http/server/memory_return.hpp"
#include "services/http/wire/wire.hpp"

namespace jintu::http {

namespace {

/// As many as the system lets this process have, but for those that files and threads need.
std::size_t descriptors_for_connections() {
  constexpr rlim_t others = 512;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  return static_cast<std::size_t>(limit.rlim_cur > 2 * others ? limit.rlim_cur - others
                                                              : limit.rlim_cur / 2);
}

WireOptions wire_options(const ServerOptions& options) {
  WireOptions wire;
  wire.address = options.address;
  wire.port = options.port;
  wire.threads = options.io_threads;
  wire.max_connections = std::min(options.max_connections, descriptors_for_connections());
  wire.limits.target_bytes = options.max_target_bytes;
  wire.limits.head_bytes = options.max_head_bytes;
  wire.most_per_address = options.max_per_address;
  wire.proxies = options.proxies;
  wire.most_requests = options.max_requests;
  wire.most_body_bytes = options.max_body_bytes;
  wire.header_timeout = options.header_timeout;
  wire.idle_timeout = options.idle_timeout;
  wire.write_timeout = options.write_timeout;
  return wire;
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions o, live::ServiceState& state, edit::Editor* editor, siting::Workbench* siting,
       auth::Service* auth, review::Office* office)
      : options(std::move(o)),
        app(options, state, editor, siting, auth, office),
        wire(wire_options(options), app) {}
  const ServerOptions options;
  App app;
  Wire wire;  // after the app: it stops calling it before it is gone
  MemoryReturn memory;
};

Server::Server(ServerOptions options, live::ServiceState& state, edit::Editor* editor,
               siting::Workbench* siting, auth::Service* auth, review::Office* office)
    : impl_(std::make_unique<Impl>(std::move(options), state, editor, siting, auth, office)) {}

Server::~Server() { stop(); }

std::uint16_t Server::start() { return impl_->wire.start(); }

const RouteTable& Server::routes() const { return impl_->app.routes(); }

bool Server::stop() {
  App& app = impl_->app;
  app.release_waiters();
  app.stop_long_work();
  const bool clean = impl_->wire.drain(impl_->options.stop_patience);
  if (!clean) {
    app.stop_all_work();
    impl_->wire.drain(std::chrono::milliseconds(200));  // so that its answers leave
  }
  impl_->wire.stop();
  return clean;
}

}  // namespace jintu::http
