// The open data as a catalogue for machines: DCAT 3 in JSON-LD.
#pragma once

#include <string_view>

#include "geo/base/json.hpp"
#include "services/live/published.hpp"

namespace jintu::open_data {

/// Every collection that is not a part of another, and the files that there are of it. `root` is
/// what links begin with.
Json catalogue_json(const live::Published& published, std::string_view root);

}  // namespace jintu::open_data
