#include "services/http/tile_selection.hpp"

#include "geo/base/error.hpp"

namespace jintu::http {

tile::Selection selected(const tile::Sources& sources, const std::string& ids) {
  auto result = tile::select(sources, ids);
  if (const auto* unknown = std::get_if<tile::UnknownSource>(&result))
    throw Error(ErrorCode::not_found, "没有此数据源 there is no tile source: " + unknown->id);
  if (const auto* bad = std::get_if<tile::BadSelection>(&result))
    throw Error(ErrorCode::bad_input, bad->detail);
  return std::get<tile::Selection>(std::move(result));
}

}  // namespace jintu::http
