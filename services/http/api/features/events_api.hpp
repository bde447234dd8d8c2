// What changed since a revision, by long poll.
#pragma once

#include <vector>

#include "services/http/api/frame/context.hpp"

namespace jintu::http {

class EventsApi {
 public:
  explicit EventsApi(const Context& context) : context_(context) {}
  void routes(std::vector<Route>& table);

 private:
  std::optional<Response> events(const Call& call, const Later& later);
  /// The answer to `since` as soon as this server has got there; after `until` it is "reset".
  void wait_for(Revision since, Clock::time_point until, const std::shared_ptr<Exchange>& exchange,
                live::View view, const Later& later);
  /// The same as soon as something comes after `since`.
  void wait_after(Revision since, Clock::time_point until,
                  const std::shared_ptr<Exchange>& exchange, live::View view, const Later& later);
  Response events_since(Revision since, live::View view) const;

  const Context& context_;
};

}  // namespace jintu::http
