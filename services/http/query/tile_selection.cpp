#include "services/http/query/tile_selection.hpp"

#include <algorithm>

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

tiles::SourceInfo described(const live::Published& published, const tile::Selection& selection) {
  tiles::SourceInfo info = tile::info_of(selection);
  std::vector<std::string> owed;
  for (const auto& part : selection.parts) {
    std::string one = part->info().attribution;
    if (one.empty() && part->info().kind == tiles::SourceKind::live)
      one = catalog::attribution(published.site, part->info().id);
    if (!one.empty() && std::find(owed.begin(), owed.end(), one) == owed.end())
      owed.push_back(std::move(one));
  }
  info.attribution.clear();
  for (const std::string& one : owed)
    info.attribution += (info.attribution.empty() ? "" : " | ") + one;
  return info;
}

}  // namespace jintu::http
