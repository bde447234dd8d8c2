#include "services/http/server.hpp"

#include "services/http/app.hpp"
#include "services/http/wire.hpp"

namespace jintu::http {

namespace {

WireOptions wire_options(const ServerOptions& options) {
  WireOptions wire;
  wire.address = options.address;
  wire.port = options.port;
  wire.threads = options.io_threads;
  wire.max_connections = options.max_connections;
  wire.limits.target_bytes = options.max_target_bytes;
  wire.limits.head_bytes = options.max_head_bytes;
  wire.limits.body_bytes = options.max_request_bytes;
  wire.limits.siting_body_bytes = options.max_siting_bytes;
  wire.header_timeout = options.header_timeout;
  wire.idle_timeout = options.idle_timeout;
  wire.write_timeout = options.write_timeout;
  return wire;
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions o, ServiceState& state, edit::Editor* editor, siting::Workbench* siting)
      : options(std::move(o)),
        app(options, state, editor, siting),
        wire(wire_options(options), app) {}
  const ServerOptions options;
  App app;
  Wire wire;  // after the app: it stops calling it before it is gone
};

Server::Server(ServerOptions options, ServiceState& state, edit::Editor* editor,
               siting::Workbench* siting)
    : impl_(std::make_unique<Impl>(std::move(options), state, editor, siting)) {}

Server::~Server() { stop(); }

std::uint16_t Server::start() { return impl_->wire.start(); }

bool Server::stop() {
  impl_->app.release_waiters();
  return impl_->wire.stop(impl_->options.stop_patience);
}

}  // namespace jintu::http
