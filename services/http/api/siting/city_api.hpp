// Siting: the city as it stands today.
#pragma once

#include <vector>

#include "services/http/api/siting/desk.hpp"

namespace jintu::http {

class CityApi {
 public:
  CityApi(const Context& context, SitingDesk& desk) : context_(context), desk_(desk) {}
  void routes(std::vector<Route>& table);

 private:
  std::optional<Response> points(const Call& call, const Later& later);
  std::optional<Response> coverage(const Call& call, const Later& later);

  const Context& context_;
  SitingDesk& desk_;
};

}  // namespace jintu::http
