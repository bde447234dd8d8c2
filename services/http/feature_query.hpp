// The query parameters of feature requests, read strictly.
#pragma once

#include <string_view>

#include "services/catalog/items.hpp"

namespace jintu::http {

/// limit, offset, bbox, bbox-crs, datetime, crs. Throws Error{bad_input} naming the parameter and
/// what was expected. `datetime` is checked and then matches everything: no feature has a time of
/// its own (17-069r4, /req/core/fc-time-response).
catalog::ItemsQuery items_query(std::string_view query);

/// crs alone.
catalog::AnswerCrs item_crs(std::string_view query);

}  // namespace jintu::http
