#include "services/browse/browse.hpp"

#include <catch2/catch.hpp>

#include "services/browse/drawing.hpp"

using namespace jintu;
using namespace jintu::browse;

namespace {

Look look() {
  Look look;
  look.root = "https://map.example";
  look.path = "/ogc/collections/mine/items";
  look.notice = "示例数据 未经审图";
  return look;
}

Json feature(std::string id, Json geometry, Json properties) {
  return {{"type", "Feature"},
          {"id", std::move(id)},
          {"geometry", std::move(geometry)},
          {"properties", std::move(properties)}};
}

Json collection(Json features) {
  return {{"type", "FeatureCollection"}, {"features", std::move(features)}};
}

bool has(const std::string& page, const std::string& part) {
  return page.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "what records say is text on their page, never markup, and no address but http is a link") {
  const Json hostile = feature("<b>", nullptr,
                               {{"name_zh", "<script>alert(1)</script>"},
                                {"url", "javascript:alert(1)"},
                                {"\"><img src=x>", "quote \" and '"},
                                {"site", "https://elsewhere.example/?a=1&b=2"}});
  for (const auto& page :
       {page(Subject::item, hostile, look()), page(Subject::items, collection({hostile}), look()),
        page(Subject::other, {{"x", hostile}}, look())}) {
    CHECK_FALSE(has(page, "<script"));
    CHECK_FALSE(has(page, "<img"));
    CHECK_FALSE(has(page, "<b>"));
    CHECK_FALSE(has(page, "href=\"javascript:"));
    CHECK(has(page, "&lt;script&gt;alert(1)"));
    CHECK(has(page, "href=\"https://elsewhere.example/?a=1&amp;b=2\""));
  }
}

TEST_CASE("what a reader typed comes back in the form, decoded once") {
  Look asked = look();
  asked.query = "filter=name+LIKE+%27%25%3Cb%3E%27&limit=7&f=html";
  const auto text = page(Subject::items, collection(Json::array()), asked);
  CHECK(has(text, "value=\"name LIKE &#39;%&lt;b&gt;&#39;\"") !=
        has(text, "value=\"name LIKE '%&lt;b&gt;'\""));
  CHECK(has(text, "value=\"7\""));
  CHECK(has(text, "name=\"f\" value=\"html\"") !=
        has(text, "type=\"hidden\" name=\"f\" value=html"));
  CHECK(has(text, "?f=json&amp;filter="));
  CHECK(has(text, "没有符合的要素"));
}

TEST_CASE("what else was asked for goes with the form, but for the page that was turned to") {
  Look asked = look();
  asked.query =
      "sortby=-name_zh&district=%E5%92%8C%E5%B9%B3%22%3E&crs=x&limit=5000&offset=30&after=7"
      "&revision=3&bbox-crs=y&filter-lang=cql2-json";
  const auto text = page(Subject::items, collection(Json::array()), asked);
  const std::string form =
      text.substr(text.find("<form"), text.find("</form>") - text.find("<form"));
  const auto hidden = [&](const std::string& name) {
    return has(form, "type=\"hidden\" name=\"" + name + "\"");
  };
  for (const char* name : {"sortby", "district", "crs"}) CHECK(hidden(name));
  for (const char* name :
       {"offset", "after", "revision", "filter", "bbox", "limit", "bbox-crs", "filter-lang"})
    CHECK_FALSE(hidden(name));
  CHECK(has(form, "和平&quot;&gt;"));
  CHECK_FALSE(has(form, "max=\"1000\""));  // above it a thousand are given, and nobody is refused
  asked.query = "bbox=1,2,3,4&bbox-crs=y&filter=a&filter-lang=cql2-text";
  const auto both = page(Subject::items, collection(Json::array()), asked);
  CHECK(has(both, "name=\"bbox-crs\""));
  CHECK(has(both, "name=\"filter-lang\""));
}

TEST_CASE("the way to a page names its last step whole, and other sites' links are marked") {
  Look at = look();
  at.path = "/ogc/collections/mine/items/a+b&c%2Fd";
  const auto text =
      page(Subject::item, feature("x", nullptr, {{"site", "https://map.example.evil.test/"}}), at);
  CHECK(has(text, "<span aria-current=\"page\">a+b&amp;c/d</span>"));
  CHECK(has(text, "href=\"https://map.example.evil.test/\" rel=\"nofollow\""));
}

TEST_CASE("features are drawn where they lie, whatever their geometry is made of") {
  const auto drawn = [&](Json geometry) {
    return drawing(Json::array({feature("a", std::move(geometry), {{"name_zh", "甲"}})}), "/items",
                   look())
        .str();
  };
  CHECK(has(drawn({{"type", "Point"}, {"coordinates", {117.2, 39.1}}}), "<circle"));
  CHECK(has(drawn({{"type", "LineString"}, {"coordinates", {{117.2, 39.1}, {117.4, 39.2}}}}),
            "class=\"line\""));
  const auto area =
      drawn({{"type", "Polygon"},
             {"coordinates", {{{117.0, 39.0}, {117.2, 39.0}, {117.2, 39.2}, {117.0, 39.0}}}}});
  CHECK(has(area, "class=\"area\""));
  CHECK(has(area, "<title>甲</title>"));
  CHECK(has(area, "href=\"/items/a\""));
  CHECK(drawn(nullptr).empty());
  CHECK(drawn({{"type", "Point"}, {"coordinates", Json::array()}}).empty());
  CHECK(drawn({{"type", "Point"}, {"coordinates", {"x", "y"}}}).empty());
  CHECK(drawn({{"type", "Point"}, {"coordinates", {500, 39}}}).empty());
  CHECK(drawn({{"type", "Polygon"}}).empty());
}

TEST_CASE("a refusal is a page with its reason in the reader's language") {
  Look english = look();
  english.language = html::Language::en;
  const auto text =
      refusal_page(400, "Bad Request", "filter: 第 1 个字符处有误 wrong at character 1", english);
  CHECK(has(text, "wrong at character 1"));
  CHECK_FALSE(has(text, "字符"));
  CHECK(has(text, "lang=\"en\"") != has(text, "lang=en"));
}
