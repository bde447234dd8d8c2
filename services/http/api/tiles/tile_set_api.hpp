// OGC API – Tiles: the tile matrix sets, and tiles addressed by them.
#pragma once

#include <vector>

#include "services/http/api/tiles/tile_maker.hpp"

namespace jintu::http {

class TileSetApi {
 public:
  TileSetApi(const Context& context, TileMaker& maker) : context_(context), maker_(maker) {}
  void routes(std::vector<Route>& table);

 private:
  Response matrix_sets(const Call& call) const;
  Response matrix_set(const Call& call) const;
  Response sets(const Call& call) const;
  std::optional<Response> set(const Call& call, const Later& later);
  std::optional<Response> tile(const Call& call, const Later& later);

  const Context& context_;
  TileMaker& maker_;
};

}  // namespace jintu::http
