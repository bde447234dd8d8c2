// The HTTP server of docs/http.md.
#pragma once

#include <cstdint>
#include <memory>

#include "services/auth/service.hpp"
#include "services/edit/edit.hpp"
#include "services/http/server/routes.hpp"
#include "services/http/server/server_options.hpp"
#include "services/live/published.hpp"
#include "services/review/office.hpp"
#include "services/siting/plans/workbench.hpp"

namespace jintu::http {

class Server {
 public:
  /// `state` must outlive the server. Reads the static files. Throws Error.
  /// `editor` may be null: then nothing can be written. `siting` may be null: then there is no
  /// siting side. `auth` may be null: then nobody can sign in. `office` may be null: then
  /// there are no drafts and releases. All must outlive the server.
  Server(ServerOptions options, live::ServiceState& state, edit::Editor* editor = nullptr,
         siting::Workbench* siting = nullptr, auth::Service* auth = nullptr,
         review::Office* office = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and serves on threads of its own; returns the port. Throws Error{io}.
  std::uint16_t start();
  /// Takes no new connections, finishes what is in flight, closes. False when some of it was cut
  /// off after `stop_patience`. Also done by the destructor.
  bool stop();
  /// All that it answers.
  const RouteTable& routes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::http
