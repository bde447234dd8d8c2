// The query parameters of feature requests, read strictly.
#pragma once

#include <string_view>

#include "services/catalog/items.hpp"

namespace jintu::http {

/// limit, offset, after, revision, bbox, bbox-crs, datetime, crs, properties, sortby; filter,
/// filter-lang, filter-crs and the layer's properties by name. Throws Error{bad_input} naming the
/// parameter and what was expected. `datetime` is checked and then matches everything: no feature
/// has a time of its own (17-069r4, /req/core/fc-time-response).
catalog::ItemsQuery items_query(std::string_view query, const LayerSchema& schema);

/// crs alone.
catalog::AnswerCrs item_crs(std::string_view query);

}  // namespace jintu::http
