#include "services/edit/record.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/feature/key.hpp"
#include "geo/io/geojson.hpp"

namespace jintu::edit {
namespace {

void swap_axes(Json& coordinates) {
  if (!coordinates.is_array()) return;
  if (coordinates.size() >= 2 && coordinates[0].is_number() && coordinates[1].is_number()) {
    std::swap(coordinates[0], coordinates[1]);
    return;
  }
  for (Json& part : coordinates) swap_axes(part);
}

[[noreturn]] void not_a_feature(const std::string& what) {
  throw Error(ErrorCode::bad_input,
              "不是 GeoJSON 要素 the body is not a GeoJSON Feature (RFC 7946): " + what);
}

/// The feature's id, which may stand among its properties only, as in a table. Twice and unequal is
/// a finding.
std::string read_key(const Json& body, std::vector<Finding>& findings) {
  std::optional<std::string> key;
  const auto look = [&](const Json& holder, const std::string& name) {
    const auto id = holder.find("id");
    if (id == holder.end() || id->is_null()) return;
    const auto text = io::key_of(*id);
    if (!text)
      findings.push_back(
          {"bad_id", name + ": 应为文字或整数 should be a text, or a whole number of 64 bits", {}});
    else if (const auto fault = key_fault(*text))
      findings.push_back({"bad_id", *fault, {}});
    else if (!key)
      key = text;
    else if (*key != *text)
      findings.push_back(
          {"id_differs", name + ": 与要素的 id 不同 differs from the feature's id", {}});
  };
  look(body, "id");
  if (const auto properties = body.find("properties");
      properties != body.end() && properties->is_object())
    look(*properties, "properties.id");
  return key.value_or("");
}

const Field* field_of(const std::vector<Field>& fields, std::string_view name) {
  const auto it =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return it == fields.end() ? nullptr : &*it;
}

bool fits(const Value& value, FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return std::holds_alternative<bool>(value);
    case FieldType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case FieldType::real:
      return std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value);
    case FieldType::text:
      return std::holds_alternative<std::string>(value);
  }
  return false;
}

/// Whether the store gives back what it is given: a zero byte ends a text, and a double has no room
/// for every whole number.
bool is_kept_whole(const Value& value, FieldType type) {
  if (const auto* text = std::get_if<std::string>(&value))
    return text->find('\0') == std::string::npos;
  const auto* whole = std::get_if<std::int64_t>(&value);
  return !whole || type != FieldType::real || std::abs(*whole) <= std::int64_t{1} << 53;
}

std::string_view words(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return "应为 true 或 false should be true or false";
    case FieldType::integer:
      return "应为整数 should be a whole number";
    case FieldType::real:
      return "应为数（整数须在 2^53 以内） should be a number, a whole one within 2^53";
    case FieldType::text:
      return "应为文字，不含零字节 should be a text without zero bytes";
  }
  return "";
}

void read_properties(const Json& body, const std::vector<Field>& fields, Feature& feature,
                     std::vector<Finding>& findings) {
  const auto properties = body.find("properties");
  if (properties == body.end() || properties->is_null()) return;
  if (!properties->is_object()) not_a_feature("\"properties\" should be an object or null");
  for (const auto& [name, json] : properties->items()) {
    if (json.is_null()) continue;
    if (name == "id") continue;  // see read_key
    const Field* field = field_of(fields, name);
    if (!field) {
      findings.push_back({"unknown_property",
                          "没有此属性 the layer has no property \"" + name.substr(0, 80) + "\"",
                          {}});
      continue;
    }
    Value value = json.is_structured() ? Value() : io::value_of(json);  // a list is no text
    if (!fits(value, field->type) || !is_kept_whole(value, field->type)) {
      findings.push_back({"wrong_type", name + ": " + std::string(words(field->type)), {}});
      continue;
    }
    if (field->type == FieldType::real && std::holds_alternative<std::int64_t>(value))
      value = static_cast<double>(std::get<std::int64_t>(value));
    feature.properties.set(name, std::move(value));
  }
}

/// WGS 84, longitude first, under the names that GeoJSON writers of old give it.
bool is_crs84(const Json& crs) {
  if (crs.is_null()) return true;
  static const Json::json_pointer at("/properties/name");
  if (!crs.is_object() || !crs.contains(at) || !crs[at].is_string()) return false;
  const auto& name = crs[at].get_ref<const std::string&>();
  return name.ends_with(":CRS84") || name.ends_with("/CRS84");
}

void read_geometry(const Json& body, AxisOrder axes, const LayerSchema& layer, bool may_be_unplaced,
                   Feature& feature, std::vector<Finding>& findings) {
  const auto given = body.find("geometry");
  if (given == body.end()) not_a_feature("\"geometry\" is missing (it may be null)");
  Json geometry = *given;
  if (const auto crs = body.find("crs"); crs != body.end() && !is_crs84(*crs)) {
    findings.push_back(
        {"crs",
         "crs: 请用标头 Content-Crs 说明坐标系 is of GeoJSON of 2008; send Content-Crs instead",
         {}});
    return;
  }
  if (axes == AxisOrder::latitude_first) swap_axes_of_geometry(geometry);
  io::GeoJsonNotes notes;
  auto read = io::read_geojson_geometry(geometry, SourceCrs::wgs84(), {max_vertices}, notes);
  if (const auto* finding = std::get_if<Finding>(&read)) {
    findings.push_back(*finding);
    return;
  }
  if (notes.dropped_z > 0) {
    findings.push_back(
        {"third_coordinate",
         "位置只能有两个数，高程不保存 positions have two numbers here; heights are not kept",
         {}});
    return;
  }
  feature.geometry = std::get<Geometry<Position>>(std::move(read));
  const GeometryKind kind = kind_of(feature.geometry);
  if (kind == GeometryKind::none) {
    if (!may_be_unplaced)
      findings.push_back(
          {"no_geometry", "此图层的要素须有位置 a record of this layer must have a place", {}});
    return;
  }
  if (layer.geometry != GeometryKind::any && layer.geometry != kind) {
    findings.push_back(
        {"wrong_geometry", "几何类型与图层不符 the layer holds geometry of another kind", {}});
    return;
  }
  if (auto* polygons = std::get_if<MultiPolygon<Position>>(&feature.geometry))
    orient(*polygons);
  else
    for (auto& finding : check(feature.geometry).findings) findings.push_back(std::move(finding));
}

}  // namespace

void swap_axes_of_geometry(Json& geometry) {
  if (!geometry.is_object()) return;
  if (const auto it = geometry.find("coordinates"); it != geometry.end()) swap_axes(*it);
  if (const auto it = geometry.find("geometries"); it != geometry.end() && it->is_array())
    for (Json& member : *it) swap_axes_of_geometry(member);
}

Json merge_patch(Json target, const Json& patch) {
  target.merge_patch(patch);
  return target;
}

std::variant<Feature, std::vector<Finding>> read_record(const Json& body, AxisOrder axes,
                                                        const LayerSchema& layer,
                                                        const io::RecordSchema* schema) {
  if (!body.is_object()) not_a_feature("it should be an object");
  const auto type = body.find("type");
  if (type == body.end() || !type->is_string() || type->get_ref<const std::string&>() != "Feature")
    not_a_feature("\"type\" should be \"Feature\"");
  Feature feature;
  std::vector<Finding> refused;
  feature.key = read_key(body, refused);
  std::vector<Field> fields = layer.fields;
  if (schema)
    for (const Field& field : schema->fields())
      if (!field_of(fields, field.name)) fields.push_back(field);
  read_properties(body, fields, feature, refused);
  read_geometry(body, axes, layer, !schema || schema->allows_unplaced(), feature, refused);
  if (schema && refused.empty())
    for (auto& fault : schema->check(feature)) refused.push_back({"schema", std::move(fault), {}});
  if (!refused.empty()) return refused;
  return feature;
}

}  // namespace jintu::edit
