// All places, layer by layer, as plain lists: what /places and /places/{layer} show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "services/pages/parts.hpp"

namespace jintu::pages {

/// `layer`: one of `place_layers` that has places here; empty: the first that has. `page` from 1.
std::string list_page(const Evening& evening, std::string_view layer, std::size_t page,
                      const Look& look, const Surroundings& around);

}  // namespace jintu::pages
