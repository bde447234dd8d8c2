// What the handlers of every subject share: the state that they read, where work is done, and how
// a failure becomes an answer.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "geo/base/error.hpp"
#include "services/http/server/call.hpp"
#include "services/http/server/lanes.hpp"
#include "services/http/server/metrics.hpp"
#include "services/http/server/private_paths.hpp"
#include "services/http/server/routes.hpp"
#include "services/http/server/server_options.hpp"
#include "services/http/server/waiters.hpp"
#include "services/http/wire/wire.hpp"

namespace jintu::http {

/// All of it outlives the handlers. Any thread.
struct Context {
  const ServerOptions& options;
  live::ServiceState& state;
  const PrivatePaths& paths;
  const RouteTable& routes;
  Metrics& metrics;
  Lanes& lanes;
  Waiters& waiters;  ///< woken by each publish
  /// Whether this server does it at all.
  std::function<bool(const Operation&)> is_offered;

  /// `make` with every exception turned into a problem, and with what every answer carries.
  std::optional<Response> guarded(const Exchange& exchange,
                                  const std::function<std::optional<Response>()>& make) const;
  /// Runs `work` in the lane of its kind; it may throw. 503 at once when the queue there is full,
  /// and later when its turn does not come in time.
  /// Nothing for `lane`: that of the operation.
  std::optional<Response> elsewhere(const Call& call, const Later& later,
                                    std::function<Response(const Call&)> work,
                                    std::optional<Lane> lane = {}) const;
};

/// How long a request waits for a revision that another server on the same store wrote; this one
/// looks at the store every second.
inline constexpr std::chrono::seconds lagging_wait{5};

Error queue_full();
Error not_begun(Dropped why);

}  // namespace jintu::http
