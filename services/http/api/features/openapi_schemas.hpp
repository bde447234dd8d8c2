// The schemas of OpenAPI that stand for themselves.
#pragma once

#include <string>

#include "geo/base/json.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu::http {

/// landingPage, link, conformance, collection, collections, geometry, feature, featureCollection,
/// problem.
Json common_schemas();
Json feature_collection_schema(const std::string& feature_reference);
/// GeoJSON of one kind, single or multi, or null.
Json geometry_schema(GeometryKind kind);

}  // namespace jintu::http
