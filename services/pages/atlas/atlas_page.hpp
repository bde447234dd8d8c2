// The carriers as a page: /atlas.
#pragma once

#include <string>

#include "services/pages/atlas/atlas.hpp"
#include "services/pages/parts.hpp"

namespace jintu::pages {

/// What of the list is wanted; empty: all.
struct AtlasQuery {
  std::string theme, district, status;
};

std::string atlas_page(const Atlas& atlas, const AtlasQuery& query, const Evening& evening,
                       const Look& look, const Surroundings& around);

}  // namespace jintu::pages
