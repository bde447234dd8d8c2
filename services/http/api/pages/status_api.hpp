// How the server is, and what its pages ask first.
#pragma once

#include <vector>

#include "services/http/api/tiles/tile_maker.hpp"

namespace jintu::http {

class StatusApi {
 public:
  StatusApi(const Context& context, const TileMaker& maker) : context_(context), maker_(maker) {}
  void routes(std::vector<Route>& table);

 private:
  Response health(const Call& call) const;
  Response ready(const Call& call) const;
  Response metrics(const Call& call) const;
  Response site(const Call& call) const;
  Response venues(const Call& call) const;

  const Context& context_;
  const TileMaker& maker_;
};

}  // namespace jintu::http
