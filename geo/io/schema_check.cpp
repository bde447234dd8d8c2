#include "geo/io/schema_check.hpp"

#include <algorithm>
#include <array>
#include <map>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // valijson's own
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/base/tianjin_clock.hpp"
#include "geo/io/geojson.hpp"

namespace jintu::io {

struct RecordSchema::Impl {
  Json properties;  // the schema object of "properties"
  valijson::Schema schema;
  bool unplaced = false;
  std::string id_pattern;
  std::vector<std::string> identity, in_order;
  Json feature;
  std::map<std::string, std::string, std::less<>> formats;  // of properties
  std::array<std::pair<double, double>, 2> bounds{{{-180, 180}, {-90, 90}}};
};

namespace {

/// valijson knows draft 7: the newer spellings that our schemas use are turned into older ones.
/// Coordinates are left out: geometry has its own checks.
void to_draft7(Json& node) {
  if (node.is_array())
    for (Json& item : node) to_draft7(item);
  if (!node.is_object()) return;
  node.erase("coordinates");
  if (node.contains("format") && node["format"].is_string()) node.erase("format");  // ours to check
  if (node.contains("prefixItems") || (node.contains("items") && node["items"].is_boolean())) {
    node.erase("prefixItems");
    node.erase("items");
  }
  if (node.contains("dependentRequired")) {
    node["dependencies"] = node["dependentRequired"];
    node.erase("dependentRequired");
  }
  if (node.contains("required") && node["required"].is_array()) {
    Json kept = Json::array();
    for (const Json& name : node["required"])
      if (name != "coordinates") kept.push_back(name);
    node["required"] = std::move(kept);
  }
  for (Json& child : node) to_draft7(child);
}

/// The schema of one Feature, whatever the file describes.
Json feature_schema(const Json& root, const std::string& path) {
  Json feature;
  if (root.contains("$defs") && root["$defs"].contains("feature")) {
    feature = root["$defs"]["feature"];
  } else if (root.contains("properties") && root["properties"].contains("geometry")) {
    feature = root;
  } else if (root.contains("properties")) {
    feature = {{"type", "object"}, {"properties", {{"properties", root}}}};
  } else {
    throw Error(
        ErrorCode::bad_input,
        path + ": expected the JSON Schema of a FeatureCollection, a Feature or properties");
  }
  if (root.contains("$defs")) {
    feature["$defs"] = root["$defs"];
    feature["$defs"].erase("feature");
  }
  if (!feature["properties"].contains("properties") ||
      !feature["properties"]["properties"].contains("properties"))
    throw Error(ErrorCode::bad_input, path + ": the schema of \"properties\" is missing");
  return feature;
}

void loosen_for_import(Json& feature) {
  feature.erase("allOf");
  feature["required"] = Json::array({"properties"});
  if (feature["properties"].contains("id")) feature["properties"]["id"] = Json::object();
  Json& record = feature["properties"]["properties"];
  for (const char* rule : {"dependentRequired", "dependencies", "if", "then", "else", "allOf"})
    record.erase(rule);
  Json required = Json::array();
  const Json wanted = record.value("x-import-required", Json::array({"name_zh", "kind"}));
  for (const Json& name : record.value("required", Json::array()))
    if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) required.push_back(name);
  record["required"] = std::move(required);
  if (record["properties"].contains("id")) record["properties"]["id"].erase("pattern");
}

bool geometry_may_be_null(const Json& feature) {
  const auto found = feature["properties"].find("geometry");
  if (found == feature["properties"].end()) return true;
  if (found->contains("type")) {
    const Json& type = (*found)["type"];
    return type == "null" ||
           (type.is_array() && std::find(type.begin(), type.end(), "null") != type.end());
  }
  for (const char* either : {"oneOf", "anyOf"})
    if (found->contains(either))
      for (const Json& option : (*found)[either])
        if (option.value("type", Json()) == "null") return true;
  return false;
}

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> texts;
  if (list.is_array())
    for (const Json& one : list)
      if (one.is_string()) texts.push_back(one.get<std::string>());
  return texts;
}

std::string short_text(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= 80 ? text : "a text of " + std::to_string(text.size()) + " bytes";
}

std::string list(const Json& values) {
  std::string out;
  for (const Json& value : values)
    out +=
        (out.empty() ? "" : ", ") + (value.is_string() ? value.get<std::string>() : value.dump());
  return out;
}

/// What the rule says in words; empty when `value` keeps it.
std::string broken_rule(const Json& rule, const Json& value) {
  const std::string shown = short_text(value);
  if (rule.contains("enum") &&
      std::find(rule["enum"].begin(), rule["enum"].end(), value) == rule["enum"].end())
    return shown + " is not one of " + list(rule["enum"]);
  if (rule.contains("const") && rule["const"] != value)
    return shown + " is not " + rule["const"].dump();
  const std::string type =
      rule.contains("type") && rule["type"].is_string() ? rule["type"].get<std::string>() : "";
  const bool fits =
      type.empty() || (type == "string" && value.is_string()) ||
      (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number()) ||
      (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null()) ||
      (type == "array" && value.is_array()) || (type == "object" && value.is_object());
  if (!fits) return shown + " is not of type " + type;
  if (value.is_number()) {
    const double v = value.get<double>();
    if (rule.contains("minimum") && v < rule["minimum"].get<double>())
      return shown + " is less than " + rule["minimum"].dump();
    if (rule.contains("maximum") && v > rule["maximum"].get<double>())
      return shown + " is more than " + rule["maximum"].dump();
    if (rule.contains("exclusiveMinimum") && v <= rule["exclusiveMinimum"].get<double>())
      return shown + " is not more than " + rule["exclusiveMinimum"].dump();
    if (rule.contains("exclusiveMaximum") && v >= rule["exclusiveMaximum"].get<double>())
      return shown + " is not less than " + rule["exclusiveMaximum"].dump();
  }
  if (value.is_string() && value.get<std::string>().empty() && rule.contains("minLength"))
    return "is empty";
  if (rule.contains("pattern"))
    return shown + " does not match the pattern " + rule["pattern"].get<std::string>();
  return {};
}

bool is_leaf(const std::string& description) {
  return description.find("child schema") == std::string::npos &&
         description.find("property name") == std::string::npos &&
         description.find("conditional schema") == std::string::npos &&
         description.find("any schemas") == std::string::npos;
}

const char* geometry_type(const Geometry<Position>& geometry) {
  const auto name = [](const auto& parts, const char* one, const char* many) {
    return parts.size() == 1 ? one : many;
  };
  if (const auto* p = std::get_if<MultiPoint<Position>>(&geometry))
    return name(*p, "Point", "MultiPoint");
  if (const auto* l = std::get_if<MultiLineString<Position>>(&geometry))
    return name(*l, "LineString", "MultiLineString");
  return name(std::get<MultiPolygon<Position>>(geometry), "Polygon", "MultiPolygon");
}

}  // namespace

RecordSchema::RecordSchema(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordSchema::RecordSchema(RecordSchema&&) noexcept = default;
RecordSchema& RecordSchema::operator=(RecordSchema&&) noexcept = default;
RecordSchema::~RecordSchema() = default;

RecordSchema RecordSchema::load(const std::string& path, RecordUse use) {
  auto impl = std::make_unique<Impl>();
  try {
    const Json root = read_json_file(path);
    Json feature = feature_schema(root, path);
    if (const Json::json_pointer at("/$defs/position/prefixItems"); root.contains(at))
      for (std::size_t i = 0; i < 2; ++i)
        impl->bounds[i] = {root[at].at(i).value("minimum", impl->bounds[i].first),
                           root[at].at(i).value("maximum", impl->bounds[i].second)};
    impl->unplaced = geometry_may_be_null(feature);
    if (const Json::json_pointer at("/properties/id/pattern");
        feature.contains(at) && feature[at].is_string())
      impl->id_pattern = feature[at].get<std::string>();
    if (use == RecordUse::imported) loosen_for_import(feature);
    impl->feature = feature;
    const Json record = feature["properties"]["properties"];
    impl->identity = texts_of(record.value("x-identity", Json()));
    impl->in_order = texts_of(record.value("x-in-order", Json()));
    for (const auto& [name, rule] : record["properties"].items())
      if (rule.is_object() && rule.contains("format"))
        impl->formats[name] = rule["format"].get<std::string>();
    to_draft7(feature);
    impl->properties = feature["properties"]["properties"]["properties"];
    const auto document = nlohmann::json::parse(feature.dump());
    valijson::adapters::NlohmannJsonAdapter adapter(document);
    valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(adapter, impl->schema);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Error(ErrorCode::bad_input, path + ": not a JSON Schema that we can use", error.what());
  }
  return RecordSchema(std::move(impl));
}

std::vector<std::string> RecordSchema::check(const Feature& feature) const {
  nlohmann::json record = nlohmann::json::object();
  if (!feature.key.empty() && knows("id")) record["id"] = feature.key;
  for (const auto& [key, value] : feature.properties)
    std::visit(
        [&record, &name = key](const auto& v) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(v)>, std::monostate>)
            record[name] = v;
        },
        value);
  nlohmann::json document{{"type", "Feature"}, {"properties", record}, {"geometry", nullptr}};
  if (!feature.key.empty()) document["id"] = feature.key;
  if (feature.geometry.index() != 0)
    document["geometry"] = {{"type", geometry_type(feature.geometry)}};

  valijson::Validator validator;  // strong types: "60" is not a number
  valijson::ValidationResults results;
  valijson::adapters::NlohmannJsonAdapter target(document);
  std::vector<std::string> out;
  const auto tell = [&](std::string text) {
    if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
  };
  for_each_vertex(feature.geometry, [&](Position p) {
    const auto& [lon, lat] = impl_->bounds;
    if (out.empty() &&
        !(p.lon >= lon.first && p.lon <= lon.second && p.lat >= lat.first && p.lat <= lat.second))
      tell("geometry: a position lies outside the layer's area, longitude " +
           Json(lon.first).dump() + "–" + Json(lon.second).dump() + ", latitude " +
           Json(lat.first).dump() + "–" + Json(lat.second).dump());
  });
  const auto text_of = [&](const std::string& name) {
    return record.contains(name) && record[name].is_string() ? record[name].get<std::string>() : "";
  };
  for (const auto& [name, format] : impl_->formats) {
    const std::string text = text_of(name);
    if (text.empty()) continue;
    const auto minute = format == "date-time" ? parse_minute(text) : std::nullopt;
    if (format == "date-time" && !(minute && minute->has_offset))
      tell(name + ": " + short_text(text) +
           " is not a moment with its offset, like 2026-12-05T18:00:00+08:00");
    if (format == "date" && !parse_day(text))
      tell(name + ": " + short_text(text) + " is not a day, like 2026-12-05");
  }
  if (impl_->in_order.size() == 2) {
    const auto &first = impl_->in_order[0], &second = impl_->in_order[1];
    const auto from = parse_minute(text_of(first)), to = parse_minute(text_of(second));
    if (from && to && to->value <= from->value)
      tell(second + ": " + text_of(second) + " is not after " + first + ", " + text_of(first));
  }
  if (validator.validate(impl_->schema, target, &results)) return out;
  for (const auto& error : results) {
    const auto& path = error.context;  // "<root>", "[properties]", "[kind]"
    if (!is_leaf(error.description)) continue;
    const std::string name =
        path.size() > 2 && path[1] == "[properties]" ? path[2].substr(1, path[2].size() - 2) : "";
    if (!name.empty() && impl_->properties.contains(name) && record.contains(name)) {
      const std::string rule = broken_rule(
          impl_->properties[name],
          Json::parse(record[name].dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
      tell(name + ": " + (rule.empty() ? error.description : rule));
    } else if (path.size() > 1 && path[1] == "[geometry]") {
      tell("geometry: " +
           (document["geometry"].is_null() ? "is missing"
                                           : document["geometry"]["type"].get<std::string>()) +
           " is not what this layer holds");
    } else if (name.empty()) {
      tell(error.description);
    }
  }
  if (out.empty())
    out.push_back(results.numErrors() ? results.begin()->description : "does not fit the schema");
  return out;
}

bool RecordSchema::is_moment(std::string_view property) const {
  const auto found = impl_->formats.find(property);
  return found != impl_->formats.end() && found->second == "date-time";
}

const std::vector<std::string>& RecordSchema::identity() const { return impl_->identity; }

bool RecordSchema::knows(std::string_view property) const {
  return impl_->properties.contains(property);
}

std::optional<FieldType> RecordSchema::type_of(std::string_view property) const {
  const auto found = impl_->properties.find(property);
  if (found == impl_->properties.end()) return std::nullopt;
  Json type = found->value("type", Json());
  if (type.is_array() && !type.empty()) type = type[0];
  if (type == "string" || (found->contains("enum") && (*found)["enum"].at(0).is_string()))
    return FieldType::text;
  if (type == "integer") return FieldType::integer;
  if (type == "number") return FieldType::real;
  if (type == "boolean") return FieldType::boolean;
  return std::nullopt;
}

const Json& RecordSchema::feature() const { return impl_->feature; }

const std::string& RecordSchema::id_pattern() const { return impl_->id_pattern; }

bool RecordSchema::allows_unplaced() const { return impl_->unplaced; }

std::vector<Field> RecordSchema::fields() const {
  std::vector<Field> out;
  for (const auto& [name, rule] : impl_->properties.items())
    if (name != "id") out.push_back({name, type_of(name).value_or(FieldType::text)});
  return out;
}

}  // namespace jintu::io
