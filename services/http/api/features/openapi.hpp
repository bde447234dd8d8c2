// OpenAPI 3.0 of what stands below /ogc, out of the table of routes, the collections and the
// schemas of their records.
#pragma once

#include <functional>
#include <string_view>

#include "geo/base/json.hpp"
#include "services/http/server/routes.hpp"
#include "services/live/published.hpp"

namespace jintu::http {

/// Only operations that `offered` holds for are told of. Paths are relative to the server's
/// address, `root`/ogc; each collection has paths of its own beside those with {collectionId}.
Json openapi_json(const RouteTable& table, const std::function<bool(const Operation&)>& offered,
                  const live::Published& published, std::string_view root);

/// The classes of the OGC's standards that the offered operations make true.
Json conformance_json(const RouteTable& table,
                      const std::function<bool(const Operation&)>& offered);

/// A JSON Schema (2020-12) as OpenAPI 3.0 has it: references resolved in `definitions`, null as
/// `nullable`; what has no counterpart there (conditions, tuples) is left out.
Json schema_for_openapi(const Json& schema, const Json& definitions);

}  // namespace jintu::http
