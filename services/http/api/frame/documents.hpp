// Documents of the OGC API: as JSON, or to browsers as pages (OGC API – Features, class HTML).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "services/browse/browse.hpp"
#include "services/http/api/frame/context.hpp"
#include "services/http/message/answers.hpp"

namespace jintu::http {

/// A document that takes no parameters but `f`. `make` may throw; what it refuses is a page, too,
/// where a page is wanted.
Response document_or_page(const Context& context, const Call& call, browse::Subject subject,
                          const std::function<Json()>& make,
                          std::string_view type = "application/json");

/// A query without the parameters that a form sent empty.
std::string without_empty(std::string_view query);

/// The page of what `make` gives. Precondition: `prefers_page`. `degrees`: its coordinates are
/// longitude and latitude.
Response page_answer(const Context& context, const Call& call, browse::Subject subject,
                     const std::function<Json()>& make, bool degrees = true);
/// Says of the JSON form that there is a page beside it.
Response beside_page(Response json);

}  // namespace jintu::http
