// Walks for residents: one to follow on the map, or all between a few places for a tour.
#pragma once

#include <vector>

#include "services/http/api/siting/desk.hpp"
#include "services/walks/walks.hpp"

namespace jintu::http {

class WalkApi {
 public:
  WalkApi(const Context& context, SitingDesk& desk) : context_(context) {
    if (desk.is_there()) walks_.emplace(desk.need().city);
  }
  void routes(std::vector<Route>& table);

  /// From a point to others; empty where there is no network. Throws Error{cancelled}.
  std::vector<std::optional<Metres>> lengths(const Call& call, Position from,
                                             const std::vector<Position>& to);

 private:
  Response walk(const Call& call);
  Response table_of(const Call& call);
  walks::Walks& need();

  const Context& context_;
  std::optional<walks::Walks> walks_;
};

}  // namespace jintu::http
