#include "services/catalog/ogc.hpp"

#include <string>

#include "services/catalog/crs_uri.hpp"
#include "services/filter/expression.hpp"

namespace jintu::catalog {

namespace {

Json link(std::string_view rel, std::string_view type, std::string href, std::string_view title) {
  return {{"rel", rel}, {"type", type}, {"href", std::move(href)}, {"title", title}};
}

constexpr std::string_view json_type = "application/json", page_type = "text/html";

Json crs_list() {
  Json list = Json::array();
  for (const AnswerCrs crs : answer_crss()) list.push_back(uri(crs));
  return list;
}

}  // namespace

Json landing_json(std::string_view root) {
  const std::string ogc = std::string(root) + "/ogc";
  Json json;
  json["title"] = "津图 Jintu";
  json["description"] =
      "天津的区界、载体、夜间街区与快递柜 Districts, carriers, night streets and lockers of "
      "Tianjin";
  json["links"] = Json::array(
      {link("self", json_type, ogc, "本页 this document"),
       link("alternate", page_type, ogc + "?f=html", "网页 as a page"),
       link("service-desc", "application/vnd.oai.openapi+json;version=3.0", ogc + "/api",
            "接口定义 the API definition"),
       link("service-doc", page_type, ogc + "/api?f=html", "接口说明 the API as a page"),
       link("conformance", json_type, ogc + "/conformance", "符合的标准 conformance classes"),
       link("data", json_type, ogc + "/collections", "图层 the collections"),
       link("http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", json_type, ogc + "/tiles",
            "全部图层的矢量瓦片 vector tiles of all layers"),
       link("http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", json_type,
            ogc + "/tileMatrixSets", "瓦片矩阵集 tile matrix sets")});
  return json;
}

Json collection_json(const Site& site, const Collection& collection, std::string_view root) {
  const LayerSchema& schema = collection.schema();
  const std::string& name = schema.name;
  const std::string self = std::string(root) + "/ogc/collections/" + collection.id;
  const auto facts = site.layers.find(name);
  Json json;
  json["id"] = collection.id;
  json["title"] = facts != site.layers.end() && !facts->second.title_zh.empty()
                      ? facts->second.title_zh
                      : schema.title;
  if (json["title"].get_ref<const std::string&>().empty()) json["title"] = name;
  json["title"] = json["title"].get<std::string>() + part_title(collection);
  if (facts != site.layers.end()) {
    json["description"] = facts->second.title_en + ". " + facts->second.accuracy;
    json["license"] = facts->second.license;
    json["attribution"] = facts->second.source;
  }
  json["itemType"] = "feature";
  if (const auto box = collection.bounds(); !box.empty()) {
    json["extent"]["spatial"]["bbox"] =
        Json::array({Json::array({box.min.lon, box.min.lat, box.max.lon, box.max.lat})});
    json["extent"]["spatial"]["crs"] = uri(AnswerCrs::crs84);
  }
  json["crs"] = crs_list();
  json["storageCrs"] = uri(AnswerCrs::crs84);
  json["links"] = Json::array(
      {link("self", json_type, self, "本图层 this collection"),
       link("alternate", page_type, self + "?f=html", "网页 as a page"),
       link("items", "application/geo+json", self + "/items", "要素 the features"),
       link("items", page_type, self + "/items?f=html", "要素（网页） the features as a page"),
       link("http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json",
            self + "/queryables", "可用于筛选的属性 what can be filtered by"),
       link("http://www.opengis.net/def/rel/ogc/1.0/sortables", "application/schema+json",
            self + "/sortables", "可用于排序的属性 what can be sorted by"),
       link("http://www.opengis.net/def/rel/ogc/1.0/schema", "application/schema+json",
            self + "/schema", "要素的属性 what the features are made of")});
  if (!collection.layer) return json;
  json["links"].push_back(link("tiles", json_type, std::string(root) + "/tiles/" + name + ".json",
                               "矢量瓦片 vector tiles (TileJSON)"));
  if (!collection.only)
    json["links"].push_back(link("http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                                 json_type, self + "/tiles", "矢量瓦片 vector tiles"));
  return json;
}

namespace {

std::string_view type_word(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return "boolean";
    case FieldType::integer:
      return "integer";
    case FieldType::real:
      return "number";
    case FieldType::text:
      break;
  }
  return "string";
}

std::string_view geometry_format(GeometryKind kind) {
  switch (kind) {
    case GeometryKind::point:
      return "geometry-point-or-multipoint";
    case GeometryKind::line:
      return "geometry-linestring-or-multilinestring";
    case GeometryKind::polygon:
      return "geometry-polygon-or-multipolygon";
    case GeometryKind::none:
    case GeometryKind::any:
      break;
  }
  return "geometry-any";
}

Json schema_document(const Collection& collection, std::string_view root, std::string_view what,
                     Json properties) {
  const LayerSchema& schema = collection.schema();
  Json json;
  json["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  json["$id"] = std::string(root) + "/ogc/collections/" + collection.id + "/" + std::string(what);
  json["type"] = "object";
  json["title"] = schema.title.empty() ? schema.name : schema.title;
  json["properties"] = std::move(properties);
  json["additionalProperties"] = false;
  return json;
}

/// `id` first; it alone has the role.
Json field_properties(const LayerSchema& schema) {
  Json properties = Json::object();
  for (const Field& field : filter::queryables(schema)) {
    properties[field.name]["type"] = type_word(field.type);
    if (field.name == "id") properties[field.name]["x-ogc-role"] = "id";
  }
  return properties;
}

Json geometry_property(const Collection& collection) {
  return {{"x-ogc-role", "primary-geometry"}, {"format", geometry_format(collection.geometry())}};
}

/// What a record's schema says of a property, beside what its field says.
void add_rules(Json& property, const Json& rules) {
  for (const char* word : {"title", "description", "enum", "pattern", "minLength", "maxLength",
                           "minimum", "maximum", "exclusiveMinimum", "format", "x-ogc-unit"})
    if (rules.contains(word)) property[word] = rules[word];
}

}  // namespace

Json queryables_json(const Collection& collection, std::string_view root) {
  Json properties = field_properties(collection.schema());
  properties[std::string(filter::geometry_queryable)] = geometry_property(collection);
  return schema_document(collection, root, "queryables", std::move(properties));
}

Json sortables_json(const Collection& collection, std::string_view root) {
  return schema_document(
      collection, root, "sortables",
      collection.stored ? Json::object() : field_properties(collection.schema()));
}

Json schema_json(const Collection& collection, const Json* records, std::string_view root) {
  static const Json::json_pointer of_records("/properties/properties/properties");
  Json properties = field_properties(collection.schema());
  if (records && records->contains(of_records))
    for (const auto& [name, rules] : (*records)[of_records].items())
      if (properties.contains(name) && rules.is_object()) add_rules(properties[name], rules);
  properties[std::string(filter::geometry_queryable)] = geometry_property(collection);
  Json json = schema_document(collection, root, "schema", std::move(properties));
  static const Json::json_pointer needed("/properties/properties/required");
  if (records && records->contains(needed)) json["required"] = (*records)[needed];
  return json;
}

Json collections_json(const Site& site, const Snapshot& snapshot, const StoredLayers& stored,
                      std::string_view root) {
  const std::string self = std::string(root) + "/ogc/collections";
  Json collections = Json::array();
  for (const Collection& collection : all_collections(snapshot, stored))
    collections.push_back(collection_json(site, collection, root));
  Json json;
  json["links"] = Json::array({link("self", json_type, self, "本页 this document"),
                               link("alternate", page_type, self + "?f=html", "网页 as a page")});
  json["crs"] = crs_list();
  json["collections"] = std::move(collections);
  return json;
}

}  // namespace jintu::catalog
