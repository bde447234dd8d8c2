#include "services/http/api/features/openapi.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "services/catalog/collections.hpp"
#include "services/catalog/crs_uri.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/tile_sets.hpp"
#include "services/filter/expression.hpp"
#include "services/http/api/features/openapi_schemas.hpp"

namespace jintu::http {

namespace {

using catalog::Collection;

constexpr std::string_view prefix = "/ogc", problem_type = "application/problem+json";
constexpr std::string_view items_path = "/ogc/collections/{collectionId}/items";

bool tells_of_items(const Route& route) { return route.path.starts_with(items_path); }

Json parameter(std::string_view name, std::string_view where, Json schema) {
  Json json{{"name", name}, {"in", where}, {"required", where == "path"}};
  json["style"] = where == "path" ? "simple" : "form";
  if (schema.value("type", "") == "array") json["explode"] = false;
  json["schema"] = std::move(schema);
  return json;
}

/// Of those parameters of queries that are not properties of records.
Json query_schema(std::string_view name) {
  if (name == "limit")
    return {{"type", "integer"},
            {"minimum", 1},
            {"maximum", catalog::max_limit},
            {"default", catalog::default_limit}};
  if (name == "after" || name == "revision")
    return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
  if (name == "properties" || name == "sortby")
    return {{"type", "array"}, {"items", {{"type", "string"}}}};
  if (name == "offset") return {{"type", "integer"}, {"minimum", 0}, {"default", 0}};
  if (name == "bbox")
    return {{"type", "array"},
            {"minItems", 4},
            {"maxItems", 6},
            {"oneOf", {{{"minItems", 4}, {"maxItems", 4}}, {{"minItems", 6}, {"maxItems", 6}}}},
            {"items", {{"type", "number"}}}};
  if (name == "dry-run") return {{"type", "boolean"}, {"default", false}};
  if (name == "reason") return {{"type", "string"}, {"maxLength", 500}};
  if (name == "filter-lang")
    return {{"type", "string"}, {"enum", {"cql2-text", "cql2-json"}}, {"default", "cql2-text"}};
  if (name == "crs" || name == "bbox-crs" || name == "filter-crs") {
    Json uris = Json::array();
    for (const catalog::AnswerCrs crs : catalog::answer_crss())
      if (name != "filter-crs" || !catalog::is_projected(crs)) uris.push_back(uri(crs));
    return {{"type", "string"},
            {"format", "uri"},
            {"enum", std::move(uris)},
            {"default", uri(catalog::AnswerCrs::crs84)}};
  }
  return {{"type", "string"}};
}

Json plain_schema(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return {{"type", "boolean"}};
    case FieldType::integer:
      return {{"type", "integer"}};
    case FieldType::real:
      return {{"type", "number"}};
    case FieldType::text:
      break;
  }
  return {{"type", "string"}};
}

struct Answers {
  std::string_view status, description;
};

/// What else an operation may answer, in the order of the numbers.
std::vector<Answers> other_answers(const Route& route, const Operation& operation,
                                   bool of_any_collection) {
  const bool reads = operation.method == Method::get,
             edits = operation.access.who == Access::Who::writer;
  const bool has_body = !operation.media.empty();
  const bool conditional = operation.condition == Condition::if_match;
  const bool names = route.path.find('{') != std::string_view::npos;
  std::vector<Answers> all;
  const auto add = [&](bool sent, std::string_view status, std::string_view description) {
    if (sent) all.push_back({status, description});
  };
  add(true, "400", "请求有误 the request is not understood");
  add(edits, "401", "需要登录或令牌 a session or a token is needed");
  add(edits, "403", "没有此权限 the right to do this is missing");
  add(names, "404", "没有找到 there is no such thing");
  add(reads, "406", "没有可接受的表示 none of the representations is accepted");
  add(edits && of_any_collection && tells_of_items(route), "405",
      "图层不可编辑 the collection is not edited");
  add(operation.method == Method::post, "409", "id 已被占用 the id is taken");
  add(operation.doc.id == "getFeatures", "410",
      "图层已更换 the layer was replaced since the page before");
  add(reads || conditional || operation.doc.answers == "200", "412",
      "条件不成立 If-Match does not hold");
  add(has_body, "413", "内容过大 the body is too large");
  add(has_body, "415", "不支持的内容类型 the type or coding of the body is not taken");
  add(has_body, "422", "内容不合格 the record is refused; see findings");
  add(conditional || operation.doc.answers == "200", "428", "缺少 If-Match If-Match is missing");
  add(true, "500", "服务器内部错误 something failed inside");
  add(true, "503", "暂时无法服务 busy, or not ready");
  add(edits, "507", "磁盘已满，没有保存 the disk is full, nothing was stored");
  return all;
}

std::string_view success(const Operation& operation) {
  if (!operation.doc.answers.empty()) return operation.doc.answers;
  if (operation.method == Method::post) return "201";
  return operation.method == Method::del ? "204" : "200";
}

class Writer {
 public:
  Writer(const RouteTable& table, const std::function<bool(const Operation&)>& offered,
         const live::Published& published)
      : table_(table), offered_(offered), published_(published) {
    collections_ = catalog::all_collections(*published.snapshot, *published.stored);
  }

  Json paths() const {
    Json paths = Json::object();
    for (const Route& route : table_.routes()) {
      if (!route.path.starts_with(prefix) || route.path.substr(prefix.size(), 1) > "/") continue;
      add(paths, route, nullptr);
    }
    for (const Collection& collection : collections_)
      for (const Route& route : table_.routes())
        if (tells_of_items(route)) add(paths, route, &collection);
    return paths;
  }

  Json components() const {
    Json schemas = common_schemas();
    for (const Collection& collection : collections_) {
      Json feature = feature_schema(collection);
      schemas[collection.id + ".feature"] = feature;
      schemas[collection.id + ".featureCollection"] =
          feature_collection_schema("#/components/schemas/" + collection.id + ".feature");
    }
    return {{"schemas", std::move(schemas)},
            {"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}};
  }

 private:
  /// `of`: with this collection in the place of {collectionId}.
  void add(Json& paths, const Route& route, const Collection* of) const {
    std::string path(route.path.substr(prefix.size()));
    if (of) path.replace(path.find("{collectionId}"), std::string("{collectionId}").size(), of->id);
    for (const Operation& operation : route.operations) {
      if (operation.doc.id.empty() || !offered_(operation)) continue;
      if (of && of->stored && operation.access.who == Access::Who::writer) continue;
      std::string method(name_of(operation.method));
      std::transform(method.begin(), method.end(), method.begin(),
                     [](char c) { return static_cast<char>(c - 'A' + 'a'); });
      paths[path.empty() ? "/" : path][method] = operation_json(route, operation, of);
    }
  }

  Json operation_json(const Route& route, const Operation& operation, const Collection* of) const {
    Json json;
    json["operationId"] = std::string(operation.doc.id) + (of ? "." + of->id : "");
    json["summary"] = std::string(operation.doc.summary) + (of ? ": " + of->id : "");
    json["parameters"] = parameters(route, operation, of);
    if (!operation.media.empty()) json["requestBody"] = body(operation, of);
    json["responses"] = responses(route, operation, of);
    if (operation.access.who != Access::Who::anyone)
      json["security"] = Json::array({{{"token", Json::array()}}});
    return json;
  }

  Json parameters(const Route& route, const Operation& operation, const Collection* of) const {
    Json list = Json::array();
    for (std::string_view rest = route.path; rest.find('{') != std::string_view::npos;) {
      const auto begin = rest.find('{') + 1, end = rest.find('}');
      const auto name = rest.substr(begin, end - begin);
      rest.remove_prefix(end + 1);
      if (!of || name != "collectionId")
        list.push_back(parameter(name, "path", path_schema(route, name)));
    }
    for (const std::string_view name : operation.doc.parameters)
      list.push_back(parameter(name, "query", query_schema(name)));
    if (operation.doc.id == "getFeatures") add_queryables(list, operation, of);
    if (operation.method == Method::get &&
        operation.doc.type.find("json") != std::string_view::npos)
      list.push_back(parameter("f", "query", {{"type", "string"}, {"enum", {"json", "html"}}}));
    if (operation.condition == Condition::if_match) {
      Json condition = parameter("If-Match", "header", {{"type", "string"}});
      condition["required"] = true;
      condition["style"] = "simple";
      list.push_back(std::move(condition));
    }
    if (!operation.media.empty()) {
      Json crs = parameter("Content-Crs", "header", {{"type", "string"}});
      crs["style"] = "simple";
      list.push_back(std::move(crs));
    }
    return list;
  }

  Json path_schema(const Route& route, std::string_view name) const {
    if (name == "collectionId") {
      Json ids = Json::array();
      for (const Collection& one : collections_)
        if ((one.layer && !one.only) || route.path.find("/tiles") == std::string_view::npos)
          ids.push_back(one.id);
      return {{"type", "string"}, {"enum", std::move(ids)}};
    }
    if (name == "tileMatrixSetId") {
      Json ids = Json::array();
      for (const auto& set : catalog::tile_matrix_sets()) ids.push_back(set.id);
      return {{"type", "string"}, {"enum", std::move(ids)}};
    }
    if (name.starts_with("tile")) return {{"type", "integer"}, {"minimum", 0}};
    return {{"type", "string"}};
  }

  /// One parameter for each property that can be asked about, of `of` or of any collection.
  void add_queryables(Json& list, const Operation& operation, const Collection* of) const {
    std::set<std::string, std::less<>> told(operation.doc.parameters.begin(),
                                            operation.doc.parameters.end());
    for (const Collection& collection : collections_) {
      if (of && collection.id != of->id) continue;
      const Json known = properties_of(collection);
      for (const Field& field : filter::queryables(collection.schema())) {
        if (!told.insert(field.name).second) continue;
        Json schema = known.contains(field.name) ? known[field.name] : plain_schema(field.type);
        if (!of) schema = plain_schema(field.type);  // collections may differ in the rest
        list.push_back(parameter(field.name, "query", std::move(schema)));
      }
    }
  }

  Json body(const Operation& operation, const Collection* of) const {
    Json content;
    for (const std::string_view type : operation.media)
      content[std::string(type)]["schema"] = operation.method == Method::patch
                                                 ? Json{{"type", "object"}}
                                                 : reference(operation.doc.takes, of);
    return {{"required", true}, {"content", std::move(content)}};
  }

  Json responses(const Route& route, const Operation& operation, const Collection* of) const {
    Json done{{"description", operation.doc.summary}};
    const std::string type(operation.doc.type);
    if (type.find("vector-tile") != std::string::npos)
      done["content"][type]["schema"] = {{"type", "string"}, {"format", "binary"}};
    else if (!type.empty())
      done["content"][type]["schema"] = reference(operation.doc.schema, of);
    if (operation.method == Method::get && type.find("json") != std::string::npos)
      done["content"]["text/html"]["schema"] = {{"type", "string"}};
    if (operation.method != Method::del) {
      done["headers"]["ETag"]["schema"] = {{"type", "string"}};
      if (tells_of_items(route)) done["headers"]["Content-Crs"]["schema"] = {{"type", "string"}};
      if (success(operation) == "201")
        done["headers"]["Location"]["schema"] = {{"type", "string"}, {"format", "uri"}};
    }
    Json all;
    all[std::string(success(operation))] = std::move(done);
    if (type.find("vector-tile") != std::string::npos)
      all["204"] = {{"description", "空瓦片 nothing in this tile"}};
    if (operation.method == Method::get) all["304"] = {{"description", "没有变 not modified"}};
    for (const auto& [status, description] : other_answers(route, operation, !of)) {
      Json& other = all[std::string(status)];
      other["description"] = description;
      other["content"][std::string(problem_type)]["schema"] = reference("problem", nullptr);
      if (operation.method == Method::get && type.find("json") != std::string::npos &&
          (status == "400" || status == "404" || status == "410"))
        other["content"]["text/html"]["schema"] = {{"type", "string"}};
    }
    return all;
  }

  static Json reference(std::string_view schema, const Collection* of) {
    if (schema.empty()) return {{"type", "object"}};
    const bool own = of && schema.starts_with("feature");
    return {{"$ref", "#/components/schemas/" + (own ? of->id + "." : "") + std::string(schema)}};
  }

  /// Of the collection's records, from their schema where there is one.
  Json properties_of(const Collection& collection) const {
    const auto found = published_.schemas.find(collection.schema().name);
    if (found != published_.schemas.end()) {
      static const Json::json_pointer at("/properties/properties/properties");
      const Json& schema = *found->second;
      if (schema.contains(at)) return schema_for_openapi(schema, schema)[at];
    }
    Json properties = Json::object();
    for (const Field& field : filter::queryables(collection.schema()))
      properties[field.name] = plain_schema(field.type);
    return properties;
  }

  Json feature_schema(const Collection& collection) const {
    const auto found = published_.schemas.find(collection.schema().name);
    Json feature;
    if (found != published_.schemas.end()) {
      feature = schema_for_openapi(*found->second, *found->second);
      feature.erase("additionalProperties");  // "links", and what else a client keeps beside
    } else {
      feature = {{"type", "object"}, {"required", {"type", "geometry", "properties"}}};
      feature["properties"]["type"] = {{"type", "string"}, {"enum", {"Feature"}}};
      feature["properties"]["id"] = {{"type", "string"}};
      feature["properties"]["geometry"] = reference("geometry", nullptr);
      feature["properties"]["properties"] = {{"type", "object"},
                                             {"properties", properties_of(collection)}};
    }
    if (collection.only) feature["properties"]["geometry"] = geometry_schema(*collection.only);
    return feature;
  }

  const RouteTable& table_;
  const std::function<bool(const Operation&)>& offered_;
  const live::Published& published_;
  std::vector<Collection> collections_;
};

}  // namespace

Json openapi_json(const RouteTable& table, const std::function<bool(const Operation&)>& offered,
                  const live::Published& published, std::string_view root) {
  const Writer writer(table, offered, published);
  Json json;
  json["openapi"] = "3.0.3";
  json["info"] = {{"title", "津图 Jintu"}, {"version", published.site.version}};
  json["servers"] = Json::array({{{"url", std::string(root) + std::string(prefix)}}});
  json["paths"] = writer.paths();
  json["components"] = writer.components();
  return json;
}

Json conformance_json(const RouteTable& table,
                      const std::function<bool(const Operation&)>& offered) {
  Json classes = Json::array();
  for (const Route& route : table.routes())
    for (const Operation& operation : route.operations) {
      if (!offered(operation)) continue;
      for (const std::string_view one : operation.doc.conforms) {
        const Json uri = "http://www.opengis.net/spec/" + std::string(one);
        if (std::find(classes.begin(), classes.end(), uri) == classes.end()) classes.push_back(uri);
      }
    }
  return {{"conformsTo", std::move(classes)}};
}

}  // namespace jintu::http
