#include "services/http/tile_query.hpp"

#include "geo/base/error.hpp"
#include "services/catalog/url.hpp"
#include "services/http/uri.hpp"

namespace jintu::http {

TileQuery tile_query(std::string_view text) {
  TileQuery result;
  if (text.empty()) return result;
  const Query query(text, {"at", "crs"});
  if (const auto* crs = query.find("crs"); crs && *crs != tiles::word_of(tiles::TileCrs::wgs84)) {
    const auto shifted = tiles::shifted_crs_of(*crs);
    if (!shifted) throw Error(ErrorCode::bad_input, "crs 有误，应为 must be gcj02 or bd09 (or wgs84, as without it)");
    result.variant.crs = *shifted;
  }
  if (const auto* at = query.find("at")) {
    result.variant.at = hours::parse_clock_minute(*at);
    if (!result.variant.at)
      throw Error(ErrorCode::bad_input, "at 有误，应为天津的日期和钟点 must be a minute on Tianjin's clocks, like 2026-11-23T22:30");
  }
  for (const std::string_view name : {"crs", "at"})
    if (const auto* value = query.find(name))
      result.repeated += (result.repeated.empty() ? "?" : "&") + std::string(name) + "=" + catalog::url_encoded(*value);
  return result;
}

}  // namespace jintu::http
