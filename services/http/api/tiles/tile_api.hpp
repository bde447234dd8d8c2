// Tiles and what describes them: /tiles/…
#pragma once

#include <functional>
#include <vector>

#include "services/http/api/tiles/tile_maker.hpp"

namespace jintu::http {

/// Who answers for the tiles of plans, whose ids begin with `plan_prefix`.
struct PlanHandlers {
  Handler tilejson;
  std::function<std::optional<Response>(const Call&, const Later&, tiles::TileCoord)> tile;
};

class TileApi {
 public:
  TileApi(const Context& context, TileMaker& maker, PlanHandlers plans)
      : context_(context), maker_(maker), plans_(std::move(plans)) {}
  void routes(std::vector<Route>& table);

 private:
  Response sources(const Call& call) const;
  std::optional<Response> tilejson(const Call& call, const Later& later);
  std::optional<Response> tile(const Call& call, const Later& later);

  const Context& context_;
  TileMaker& maker_;
  const PlanHandlers plans_;
};

}  // namespace jintu::http
