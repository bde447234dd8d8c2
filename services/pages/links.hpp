// Addresses that open a walk to a place in a navigation app, each in the datum that the app reads:
// the same as web/src/domain/deeplinks.ts, held by tests/fixtures/links.json.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "geo/crs/crs.hpp"

namespace jintu::pages {

struct GoLink {
  std::string_view app;  ///< "amap", "baidu", "tencent", "apple"
  std::string url;
};

std::array<GoLink, 4> go_links(LonLat<Wgs84> to, std::string_view name);

/// Amap asked for the name in Tianjin: where a place is too uncertain to be led to.
std::string name_search_link(std::string_view name);

/// As encodeURIComponent of ECMAScript writes it.
std::string percent_encoded(std::string_view text);

}  // namespace jintu::pages
