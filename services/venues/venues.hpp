// Places of the imported extract that have opening hours, as one document for the night map.
#pragma once

#include <string>

#include "geo/feature/layer.hpp"
#include "geo/store/feature_store.hpp"
#include "services/venues/pinyin.hpp"

namespace jintu::venues {

/// The bulk layer that `data/osm_rules/rules.json` fills.
inline constexpr const char* layer_name = "osm_venues";

/// The document of GET /api/venues (docs/http.md): columns, one value a place, in the order of the
/// places' ids; texts that repeat stand once. Empty columns when nothing was imported. Districts
/// are those of the snapshot. Throws what the store throws.
std::string document(const FeatureStore& store, const Snapshot& snapshot, const Pinyin& pinyin);

}  // namespace jintu::venues
