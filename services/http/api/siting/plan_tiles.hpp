// Siting: the tiles of plans, by themselves or together with other sources.
#pragma once

#include <memory>
#include <string>

#include "services/http/api/siting/desk.hpp"
#include "services/http/api/tiles/tile_api.hpp"

namespace jintu::http {

class PlanTiles {
 public:
  PlanTiles(const Context& context, SitingDesk& desk, TileMaker& maker)
      : context_(context), desk_(desk), maker_(maker) {}
  PlanHandlers handlers();

 private:
  std::optional<Response> tilejson(const Call& call, const Later& later);
  std::optional<Response> tile(const Call& call, const Later& later, tiles::TileCoord coord);
  std::shared_ptr<const tiles::TileSource> plan_source(const std::string& id,
                                                       tiles::TileCrs crs) const;
  tile::Selection selected_with_plans(const Call& call, tiles::TileCrs crs);

  const Context& context_;
  SitingDesk& desk_;
  TileMaker& maker_;
};

}  // namespace jintu::http
