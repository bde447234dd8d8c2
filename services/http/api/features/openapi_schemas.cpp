#include "services/http/api/features/openapi_schemas.hpp"

#include "services/http/api/features/openapi.hpp"

namespace jintu::http {

namespace {

Json text() { return {{"type", "string"}}; }
Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
Json reference(const char* name) { return {{"$ref", std::string("#/components/schemas/") + name}}; }

Json object(Json required, Json properties) {
  return {
      {"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}

/// Tuples and conditions have no counterpart in OpenAPI 3.0.
bool is_left_out(std::string_view keyword) {
  for (const std::string_view one :
       {"$schema", "$id", "$defs", "$comment", "prefixItems", "dependentRequired", "if", "then",
        "else", "allOf", "patternProperties", "unevaluatedProperties", "contains", "examples"})
    if (keyword == one) return true;
  return keyword.starts_with("x-");
}

bool is_null(const Json& schema) {
  return schema.is_object() && schema.value("type", Json()) == "null";
}

/// "#/$defs/point" in `definitions`.
const Json& resolved(const Json& schema, const Json& definitions) {
  const Json* at = &schema;
  for (int hops = 0; hops < 16 && at->is_object() && at->contains("$ref"); ++hops) {
    const auto text = (*at)["$ref"].get<std::string>();
    const Json::json_pointer pointer(text.substr(1));
    if (text.substr(0, 1) != "#" || !definitions.contains(pointer)) break;
    at = &definitions[pointer];
  }
  return *at;
}

/// "oneOf" and "anyOf" without null, which is said beside them.
void add_options(Json& out, const std::string& keyword, const Json& options,
                 const Json& definitions) {
  Json kept = Json::array();
  for (const Json& option : options) {
    if (is_null(option))
      out["nullable"] = true;
    else
      kept.push_back(schema_for_openapi(option, definitions));
  }
  out[keyword] = std::move(kept);
}

void add_type(Json& out, const Json& type) {
  if (!type.is_array()) {
    out["type"] = type;
    return;
  }
  for (const Json& one : type) {
    if (one == "null")
      out["nullable"] = true;
    else
      out["type"] = one;  // a second type cannot be said
  }
}

}  // namespace

Json schema_for_openapi(const Json& given, const Json& definitions) {
  const Json& schema = resolved(given, definitions);
  if (!schema.is_object()) return schema;
  Json out = Json::object();
  for (const auto& [keyword, value] : schema.items()) {
    if (is_left_out(keyword)) continue;
    if (keyword == "const") {
      out["enum"] = Json::array({value});
    } else if (keyword == "type") {
      add_type(out, value);
    } else if (keyword == "oneOf" || keyword == "anyOf") {
      add_options(out, keyword, value, definitions);
    } else if (keyword == "exclusiveMinimum" && value.is_number()) {
      out["minimum"] = value;
      out["exclusiveMinimum"] = true;
    } else if (keyword == "exclusiveMaximum" && value.is_number()) {
      out["maximum"] = value;
      out["exclusiveMaximum"] = true;
    } else if (keyword == "properties") {
      out[keyword] = Json::object();
      for (const auto& [name, property] : value.items())
        out[keyword][name] = schema_for_openapi(property, definitions);
    } else if (keyword == "items" || keyword == "not" || keyword == "additionalProperties") {
      if (value.is_object()) out[keyword] = schema_for_openapi(value, definitions);
      if (keyword == "additionalProperties" && value.is_boolean()) out[keyword] = value;
    } else {
      out[keyword] = value;
    }
  }
  if (out.value("type", Json()) == "array" && !out.contains("items")) out["items"] = Json::object();
  return out;
}

Json geometry_schema(GeometryKind kind) {
  const Json position = list_of({{"type", "number"}});
  const auto one = [](const char* type, Json coordinates) {
    return object({"type", "coordinates"}, {{"type", {{"type", "string"}, {"enum", {type}}}},
                                            {"coordinates", std::move(coordinates)}});
  };
  const Json line = list_of(position), polygon = list_of(line);
  Json options = Json::array();
  const bool any = kind == GeometryKind::any || kind == GeometryKind::none;
  if (any || kind == GeometryKind::point) {
    options.push_back(one("Point", position));
    options.push_back(one("MultiPoint", line));
  }
  if (any || kind == GeometryKind::line) {
    options.push_back(one("LineString", line));
    options.push_back(one("MultiLineString", polygon));
  }
  if (any || kind == GeometryKind::polygon) {
    options.push_back(one("Polygon", polygon));
    options.push_back(one("MultiPolygon", list_of(polygon)));
  }
  return {{"nullable", true}, {"oneOf", std::move(options)}};
}

Json feature_collection_schema(const std::string& feature_reference) {
  return object({"type", "features"},
                {{"type", {{"type", "string"}, {"enum", {"FeatureCollection"}}}},
                 {"features", list_of({{"$ref", feature_reference}})},
                 {"numberMatched", {{"type", "integer"}, {"minimum", 0}}},
                 {"numberReturned", {{"type", "integer"}, {"minimum", 0}}},
                 {"timeStamp", {{"type", "string"}, {"format", "date-time"}}},
                 {"links", list_of(reference("link"))}});
}

Json common_schemas() {
  const Json links = list_of(reference("link"));
  Json all;
  all["link"] = object({"href", "rel"}, {{"href", text()},
                                         {"rel", text()},
                                         {"type", text()},
                                         {"title", text()},
                                         {"templated", {{"type", "boolean"}}}});
  all["landingPage"] =
      object({"links"}, {{"title", text()}, {"description", text()}, {"links", links}});
  all["conformance"] = object({"conformsTo"}, {{"conformsTo", list_of(text())}});
  all["collection"] = object({"id", "links"}, {{"id", text()},
                                               {"title", text()},
                                               {"description", text()},
                                               {"license", text()},
                                               {"attribution", text()},
                                               {"itemType", text()},
                                               {"extent", {{"type", "object"}}},
                                               {"crs", list_of(text())},
                                               {"storageCrs", text()},
                                               {"links", links}});
  all["collections"] =
      object({"collections", "links"}, {{"collections", list_of(reference("collection"))},
                                        {"crs", list_of(text())},
                                        {"links", links}});
  all["geometry"] = geometry_schema(GeometryKind::any);
  all["feature"] = object({"type", "geometry", "properties"},
                          {{"type", {{"type", "string"}, {"enum", {"Feature"}}}},
                           {"id", text()},
                           {"geometry", reference("geometry")},
                           {"properties", {{"type", "object"}, {"nullable", true}}},
                           {"links", links}});
  all["featureCollection"] = feature_collection_schema("#/components/schemas/feature");
  all["transaction"] = object(
      {"transaction"},
      {{"semantic", {{"type", "string"}, {"enum", {"atomic"}}}},
       {"comment", {{"type", "string"}, {"maxLength", 500}}},
       {"reason", {{"type", "string"}, {"maxLength", 500}}},
       {"transaction",
        list_of(object(
            {"action", "collection"},
            {{"action", {{"type", "string"}, {"enum", {"insert", "replace", "update", "delete"}}}},
             {"collection", text()},
             {"id", text()},
             {"filter", text()},
             {"if_match", text()},
             {"items", list_of(reference("feature"))},
             {"properties", {{"type", "object"}}}}))}});
  Json written = list_of(
      object({"collection", "id"}, {{"collection", text()}, {"id", text()}, {"etag", text()}}));
  all["transactionResponse"] = object({"revision", "summary"}, {{"revision", {{"type", "integer"}}},
                                                                {"summary", {{"type", "object"}}},
                                                                {"insertResults", written},
                                                                {"replaceResults", written},
                                                                {"updateResults", written},
                                                                {"deleteResults", written}});
  const Json finding = object({"code", "detail", "zh", "en", "severity"},
                              {{"code", text()},
                               {"detail", text()},
                               {"zh", text()},
                               {"en", text()},
                               {"collection", text()},
                               {"id", text()},
                               {"action", {{"type", "integer"}}},
                               {"position", list_of({{"type", "number"}})},
                               {"measure", {{"type", "number"}}},
                               {"unit", text()},
                               {"severity", {{"type", "string"}, {"enum", {"error", "ask"}}}},
                               {"before", {{"type", "boolean"}}},
                               {"with", text()}});
  all["problem"] = object({"title", "status"}, {{"type", text()},
                                                {"title", text()},
                                                {"status", {{"type", "integer"}}},
                                                {"detail", text()},
                                                {"detail_en", text()},
                                                {"instance", text()},
                                                {"code", text()},
                                                {"request_id", text()},
                                                {"findings", list_of(finding)},
                                                {"current", {{"type", "object"}}}});
  return all;
}

}  // namespace jintu::http
