// Siting: points that planners bring along, and what stands beside a place.
#pragma once

#include <vector>

#include "services/http/api/siting/desk.hpp"

namespace jintu::http {

class PointsApi {
 public:
  PointsApi(const Context& context, SitingDesk& desk) : context_(context), desk_(desk) {}
  void routes(std::vector<Route>& table);

 private:
  std::optional<Response> uploaded(const Call& call, const Later& later);
  std::optional<Response> addresses(const Call& call, const Later& later);

  const Context& context_;
  SitingDesk& desk_;
};

}  // namespace jintu::http
