// The API definition tells what the server does, and nothing else.
#include <catch2/catch.hpp>
#include <set>

#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

Json api_of(const Writable& w) {
  const Answer answer = w.ask("GET", "/ogc/api");
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body);
}

const Json& parameter(const Json& operation, const std::string& name) {
  for (const Json& one : operation["parameters"])
    if (one["name"] == name) return one;
  FAIL("no parameter " + name + " in " + operation["parameters"].dump());
  return operation;
}

void collect_references(const Json& node, std::set<std::string>& found) {
  if (node.is_object() && node.contains("$ref")) found.insert(node["$ref"].get<std::string>());
  if (node.is_structured())
    for (const Json& child : node) collect_references(child, found);
}

/// Keywords of JSON Schema that OpenAPI 3.0 does not know.
void check_dialect(const Json& node) {
  if (node.is_object())
    for (const auto& [name, value] : node.items())
      for (const char* alien : {"const", "prefixItems", "$defs", "if", "dependentRequired"})
        CHECK((name != alien || value.is_object()));
  if (node.is_object() && node.contains("type")) CHECK_FALSE(node["type"].is_array());
  if (node.is_structured())
    for (const Json& child : node) check_dialect(child);
}

}  // namespace

TEST_CASE("the definition's server ends in /ogc and its paths are relative to it") {
  Writable w;
  const Json api = api_of(w);
  CHECK(api["servers"][0]["url"] == "http://localhost/ogc");
  REQUIRE(api["paths"].size() > 20);
  for (const auto& [path, operations] : api["paths"].items()) {
    INFO(path);
    CHECK(path.front() == '/');
    CHECK(path.find("/ogc") == std::string::npos);
    if (path.find('{') != std::string::npos || !operations.contains("get")) continue;
    const Answer answer = w.ask("GET", "/ogc" + (path == "/" ? "" : path));
    INFO(answer.body);
    CHECK(answer.status == 200);
    CHECK(operations["get"]["responses"]["200"]["content"].contains(answer.field("content-type")));
  }
}

TEST_CASE(
    "every reference of the definition leads somewhere, and operations have names of their own") {
  Writable w;
  const Json api = api_of(w);
  std::set<std::string> references, ids;
  collect_references(api, references);
  REQUIRE(references.size() > 10);
  for (const std::string& reference : references) {
    INFO(reference);
    CHECK(api.contains(Json::json_pointer(reference.substr(1))));
  }
  std::size_t operations = 0;
  for (const auto& [path, item] : api["paths"].items())
    for (const auto& [method, operation] : item.items()) {
      ids.insert(operation["operationId"].get<std::string>());
      ++operations;
    }
  CHECK(ids.size() == operations);
  check_dialect(api);
}

TEST_CASE("each collection has its own paths, with a parameter for each property to ask about") {
  Writable w;
  const Json api = api_of(w);
  const Json& items = api["paths"]["/collections/lockers/items"]["get"];
  CHECK(parameter(items, "kind")["schema"]["enum"] ==
        Json::parse(R"(["parcel","pickup","heated_food"])"));
  CHECK(parameter(items, "compartments")["schema"]["type"] == "integer");
  const Json queryables = Json::parse(w.ask("GET", "/ogc/collections/lockers/queryables").body);
  REQUIRE(queryables["properties"].size() > 10);
  for (const auto& [name, schema] : queryables["properties"].items())
    if (name != "geometry") CHECK(parameter(items, name)["in"] == "query");
  const Json& bbox = parameter(items, "bbox");
  CHECK(bbox["schema"]["minItems"] == 4);
  CHECK(bbox["schema"]["maxItems"] == 6);
  CHECK(bbox["schema"]["oneOf"].size() == 2);
  CHECK(bbox["explode"] == false);
  CHECK(parameter(items, "f")["schema"]["enum"] == Json::array({"json", "html"}));
  CHECK(items["responses"]["200"]["content"].contains("text/html"));
  CHECK(api["paths"].contains("/collections/carriers.points/items"));
  // Whatever the collection, each of the parameters can be sent.
  const Json& any = api["paths"]["/collections/{collectionId}/items"]["get"];
  CHECK(parameter(any, "compartments")["in"] == "query");
}

TEST_CASE("writing is told of with the records' real schemas and the statuses that are sent") {
  Writable w;
  const Json api = api_of(w);
  const Json& items = api["paths"]["/collections/lockers/items"];
  const Json& item = api["paths"]["/collections/lockers/items/{featureId}"];
  CHECK(items["post"]["requestBody"]["content"]["application/geo+json"]["schema"]["$ref"] ==
        "#/components/schemas/lockers.feature");
  CHECK(item["patch"]["requestBody"]["content"].contains("application/merge-patch+json"));
  const Json& record = api["components"]["schemas"]["lockers.feature"]["properties"]["properties"];
  CHECK(record["properties"]["compartments"]["minimum"] == 1);
  CHECK(record["required"] == Json::parse(R"(["name_zh","kind"])"));
  const auto statuses = [](const Json& operation) {
    std::set<std::string> all;
    for (const auto& [status, response] : operation["responses"].items()) all.insert(status);
    return all;
  };
  using Set = std::set<std::string>;
  CHECK(statuses(items["post"]) ==
        Set{"201", "400", "401", "403", "404", "409", "413", "415", "422", "500", "503", "507"});
  CHECK(statuses(item["put"]) == Set{"200", "400", "401", "403", "404", "412", "413", "415", "422",
                                     "428", "500", "503", "507"});
  CHECK(statuses(item["delete"]) ==
        Set{"204", "400", "401", "403", "404", "412", "428", "500", "503", "507"});
  CHECK(statuses(items["get"]).contains("410"));
  CHECK(statuses(api["paths"]["/collections/{collectionId}/items"]["post"]).contains("405"));
  CHECK(statuses(item["get"]) == Set{"200", "304", "400", "404", "406", "412", "500", "503"});
  CHECK(item["put"]["security"][0].contains("token"));
  CHECK_FALSE(item["get"].contains("security"));
  CHECK(parameter(item["delete"], "If-Match")["required"] == true);
  const Json conformance = Json::parse(w.ask("GET", "/ogc/conformance").body);
  CHECK(conformance["conformsTo"].size() == 36);
}

TEST_CASE("a server that nobody writes to tells of no writing") {
  Running running;
  const Json api = Json::parse(get(running.port, "/ogc/api").body);
  CHECK(api["paths"]["/collections/lockers/items"].size() == 1);
  CHECK(api["paths"]["/collections/{collectionId}/items/{featureId}"].size() == 1);
}

TEST_CASE("a dataset that has no tiles has a list of tile sets, and nothing below it") {
  Writable w;
  CHECK(w.ask("GET", "/ogc/tiles").status == 200);
  CHECK(w.ask("GET", "/ogc/tiles/WebMercatorQuad").status == 404);
  CHECK(w.ask("GET", "/ogc/tiles/WebMercatorQuad/0/0/0").status == 404);
}
