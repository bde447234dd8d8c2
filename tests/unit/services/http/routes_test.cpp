#include "services/http/server/routes.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "services/http/message/problem.hpp"

using namespace jintu;
using namespace jintu::http;

namespace {

/// "tile source=a z=1 x=2 y=3", or "none".
std::string found(std::string_view path) {
  static const RouteTable table({{"/tiles", "tile_catalog", {}},
                                 {"/tiles/{source}.json", "tilejson", {}},
                                 {"/tiles/{source}/{z}/{x}/{y}.mvt", "tile", {}},
                                 {"/ogc/collections/{collectionId}/items", "items", {}},
                                 {"/ogc/collections/{collectionId}/items/{featureId}", "item", {}},
                                 {"/places/{layer}/{id...}", "place", {}},
                                 {file_path, "file", {}}});
  const auto match = table.find(path);
  std::string text(match.route ? match.route->name : "none");
  for (const auto& [name, value] : match.arguments) text += " " + std::string(name) + "=" + value;
  return text;
}

}  // namespace

TEST_CASE("an address is taken apart by the names in its route's path") {
  CHECK(found("/tiles") == "tile_catalog");
  CHECK(found("/tiles/a,b.json") == "tilejson source=a,b");
  CHECK(found("/tiles/a/1/2/3.mvt") == "tile source=a z=1 x=2 y=3");
  CHECK(found("/ogc/collections/c/items") == "items collectionId=c");
  CHECK(found("/ogc/collections/c/items/%E6%B4%A5%20x") == "item collectionId=c featureId=津 x");
  CHECK(found("/tiles/a/1//3.mvt") == "tile source=a z=1 x= y=3");
  CHECK(found("/places/venues/n1") == "place layer=venues id=n1");
  CHECK(found("/places/venues/way/12/%E6%B4%A5") == "place layer=venues id=way/12/津");
  CHECK(found("/places/venues") == "none");
  CHECK(found("/") == "file path=");
  CHECK(found("/assets/app.js") == "file path=assets/app.js");
}

TEST_CASE("what no route has is nothing, below the first segment of any route least of all") {
  for (const char* path : {"/tiles/a", "/tiles/.json", "/tiles/a/1/2/3", "/tiles/a/1/2/.mvt",
                           "/tiles/", "/ogc", "/a//b", "//"}) {
    INFO(path);
    CHECK(found(path) == "none");
  }
  for (const char* path : {"/a/../b", "/%2e%2e", "/a%2Fb", "/%zz", "/%00"}) {
    INFO(path);
    CHECK_THROWS_AS(found(path), Error);
  }
}

TEST_CASE("routes of one name are counted together") {
  const RouteTable table({{"/a", "one", {}}, {"/b", "two", {}}, {"/c", "one", {}}});
  CHECK(table.names() == std::vector<std::string_view>{"unread", "one", "two", "none"});
  CHECK(table.number_of(&table.routes()[2]) == 1);
  CHECK(table.number_of(nullptr) == 3);
}

TEST_CASE("a sentence in two languages is taken apart, whatever its data are") {
  const auto both = [](std::string_view text) {
    return in_language(text, Language::zh) + " | " + in_language(text, Language::en);
  };
  CHECK(both("没有此图层 there is no collection: 夜 市") ==
        "没有此图层：夜 市 | there is no collection: 夜 市");
  CHECK(both("limit: 应为 1 起的整数 must be a whole number") ==
        "limit: 应为 1 起的整数 | limit: must be a whole number");
  CHECK(both("bbox: 应在 ±180 度以内 must be within ±180 degrees") ==
        "bbox: 应在 ±180 度以内 | bbox: must be within ±180 degrees");
  CHECK(both("wait: 应为整数 wait must be whole") == "wait: 应为整数 | wait must be whole");
  CHECK(both("瓦片编号有误：x、y 小于 2 的 z 次方 z, x and y must be whole: x and y from 0 to "
             "below 2^z") ==
        "瓦片编号有误：x、y 小于 2 的 z 次方 | z, x and y must be whole: x and y from 0 to below "
        "2^z");
  CHECK(both("only English") == "only English | only English");
  CHECK(both("只有中文") == "只有中文 | 只有中文");
}
