// One request on its way through a handler.
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "geo/base/progress.hpp"
#include "services/auth/principal.hpp"
#include "services/http/server/routes.hpp"
#include "services/http/wire/wire.hpp"
#include "services/live/published.hpp"

namespace jintu::http {

struct Call {
  std::shared_ptr<Exchange> exchange;
  const Route* route = nullptr;
  const Operation* operation = nullptr;
  Arguments arguments;
  std::shared_ptr<const live::Published> published;  ///< never nullptr in handlers that need data
  live::View view = live::View::released;            ///< whose state `published` is
  std::string root;                                  ///< what links begin with
  Progress progress;                                 ///< of work elsewhere: when it should stop
  /// Who asks, and what they may do; never nullptr.
  std::shared_ptr<const auth::Principal> principal = auth::visitor();

  const Request& request() const { return exchange->request; }
  /// Of the address, by its name in the route's path; empty when the route has
  /// none of this name.
  const std::string& arg(std::string_view name) const {
    static const std::string none;
    const auto it = std::find_if(arguments.begin(), arguments.end(),
                                 [name](const auto& a) { return a.first == name; });
    return it == arguments.end() ? none : it->second;
  }
};

}  // namespace jintu::http
