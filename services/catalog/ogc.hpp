// OGC API – Features parts 1 and 2: what stands around the features.
#pragma once

#include <string_view>

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"
#include "services/catalog/collections.hpp"
#include "services/catalog/site.hpp"

namespace jintu::catalog {

// `root` is what links begin with ("https://map.example").

Json landing_json(std::string_view root);
/// As `all_collections`.
Json collections_json(const Site& site, const Snapshot& snapshot, const StoredLayers& stored,
                      std::string_view root);
Json collection_json(const Site& site, const Collection& collection, std::string_view root);
/// What can be filtered by, as JSON Schema (OGC API – Features part 3).
Json queryables_json(const Collection& collection, std::string_view root);
/// What can be sorted by (OGC API – Common part 3): nothing in stored layers.
Json sortables_json(const Collection& collection, std::string_view root);
/// What a feature is made of, read or written (the same). `records`: what an edit is checked by, a
/// Feature in JSON Schema; may be null.
Json schema_json(const Collection& collection, const Json* records, std::string_view root);

}  // namespace jintu::catalog
